import { beforeEach, describe, expect, test } from 'vitest';
import type { Sidecar } from '../../../src/contract/session.ts';
import type { StreamGate } from '../../../src/detect/agent/stream-grammar.ts';
import { emptyStream, type StreamState } from '../../../src/detect/stream/fold-stream.ts';
import { requireConversation } from '../../../src/drive/conversations/resume.ts';
import { lookAt } from '../../../src/drive/observe/look-at.ts';
import { findSidecar, saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { streamFiles } from '../../../src/drive/session/sidecars/stream-files.ts';
import { entryPath, entryText, readEntry } from '../../../src/drive/signals/entries.ts';
import { askHost } from '../../../src/drive/stream/ask-host.ts';
import { decline } from '../../../src/drive/stream/request-answer.ts';
import { inject } from '../../../src/drive/stream/request-send.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import type { FakePane } from '../../fakes/tmux.ts';
import { streamSidecar } from '../stream-sidecar.ts';

let ctx: FakeContext;
let pane: FakePane;
let sidecar: Sidecar;

/** The published state of the host. */
function publish(change: Partial<StreamState>): void {
  const stream = { ...emptyStream(), ready: true, conversation: 'c1', ...change };
  const { state, socket } = streamFiles(ctx, 'job');
  ctx.files.put(state, JSON.stringify({ host: pane.pid, agent: 9, socket, stream }));
}

beforeEach(async () => {
  ctx = createFakeContext();
  pane = ctx.tmux.add('job');
  sidecar = streamSidecar(pane, { backend: 'codex', stream_path: streamFiles(ctx, 'job').folder });
  await saveSidecar(ctx, sidecar);
  publish({});
});

const requests = () => ctx.link.asked.map(({ request }) => request);

describe('a host that does not answer', () => {
  test('has ended: its pane may exist for a moment longer', async () => {
    ctx.clock.after(800, () => pane.exit(0));
    await expect(askHost(ctx, sidecar, { act: 'interrupt' })).rejects.toMatchObject({ code: 'dead' });
    expect(new Set(requests().map(({ id }) => id)).size).toBe(1);
  });

  test('is still alive: that is reported after some seconds', async () => {
    const begun = ctx.clock.elapsed();
    await expect(askHost(ctx, sidecar, { act: 'interrupt' })).rejects.toMatchObject({ code: 'timeout' });
    expect(ctx.clock.elapsed() - begun).toBeLessThan(10_000);
  });
});

describe('every csd learns of a prompt', () => {
  const send = (prompt: string) => inject(ctx, sidecar, prompt, { submit: true, retries: 1 });
  const before = { turn: 3, at: 3, outcome: 'submitted' as const, start: 'earlier' };
  const onRequest = (reply: Record<string, unknown>) => {
    const seen: unknown[] = [];
    ctx.link.answer = () => {
      seen.push(JSON.parse(ctx.files.texts.get(entryPath(ctx, sidecar)) ?? 'null'));
      return reply;
    };
    return seen;
  };

  test('before it is sent, and then that it was accepted, by its number', async () => {
    const onTheWay = onRequest({ ok: true, outcome: 'submitted', confirmed_by: 'replay', turn: 5 });
    await send('say hello');
    expect(onTheWay).toMatchObject([{ outcome: 'pending', start: 'sayhello' }]);
    expect(await readEntry(ctx, sidecar)).toMatchObject({ outcome: 'submitted', turn: 5 });
  });

  test('and the earlier one counts again if it was refused; nothing is recorded for a command', async () => {
    ctx.files.put(entryPath(ctx, sidecar), entryText(sidecar, before));
    onRequest({ ok: false, code: 'not_ready' });
    await expect(send('say hello')).rejects.toMatchObject({ code: 'not_ready' });
    expect(await readEntry(ctx, sidecar)).toEqual(before);
    const onTheWay = onRequest({ ok: true, outcome: 'submitted', confirmed_by: 'replay' });
    await inject(ctx, sidecar, '/clear', { submit: true, retries: 1, command: true });
    expect(onTheWay).toMatchObject([before]);
  });
});

describe('a prompt that the agent did not confirm', () => {
  test.each(['not_accepted', 'dead'] as const)(
    'may be taken later (%s): the earlier one does not count again',
    async (code) => {
      ctx.files.put(
        entryPath(ctx, sidecar),
        entryText(sidecar, { turn: 3, at: 3, outcome: 'submitted', start: 'earlier' }),
      );
      ctx.link.answer = () => ({ ok: false, code, step: 'proof' });
      await expect(inject(ctx, sidecar, 'say hello', { submit: true, retries: 1 })).rejects.toMatchObject({ code });
      expect(await readEntry(ctx, sidecar)).toMatchObject({ outcome: 'pending', start: 'sayhello' });
    },
  );
});

describe('a prompt to an agent that has no commands without its screen', () => {
  const send = (prompt: string, command = false) => inject(ctx, sidecar, prompt, { submit: true, retries: 1, command });
  beforeEach(() => {
    ctx.link.answer = () => ({ ok: true, outcome: 'submitted', confirmed_by: 'replay', turn: 5 });
  });

  test.each(['!ls', '/etc/hosts says what?', 'look at @file', '  indented\r\nlines'])(
    '%j is sent unchanged',
    async (text) => {
      await send(text);
      expect(requests()).toMatchObject([{ act: 'prompt', text: text.replaceAll('\r\n', '\n') }]);
      expect(requests()[0]).not.toHaveProperty('command');
    },
  );

  test('a command that csd knows is requested by its name, and is not a turn', async () => {
    expect(await send('/clear')).not.toHaveProperty('turn');
    expect(requests()).toMatchObject([{ command: '/clear' }]);
  });

  test.each([
    ['/model', false],
    ['/review the branch', true],
  ] as const)('%s is refused, and nothing is sent', async (text, command) => {
    await expect(send(text, command)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/\/clear, \/new, \/compact, but not \/(?:model|review)/),
    });
    expect(requests()).toEqual([]);
  });

  test('a refusal by the agent is reported with its words', async () => {
    ctx.link.answer = () => ({ ok: false, code: 'not_accepted', step: 'thread not found' });
    await expect(send('hello')).rejects.toMatchObject({
      message: expect.stringContaining('refused it: thread not found'),
    });
  });
});

describe('a refusal', () => {
  const gate = (ends: boolean): StreamGate => ({
    id: 'ab-0',
    kind: 'permission',
    tool: 'exec_command',
    input: {},
    prompt: '$ ls',
    question: 'Go on?',
    options: [
      { label: 'Yes', meaning: 'once' },
      { label: 'No', meaning: 'refuse', ...(ends && { ends }) },
    ],
  });
  const refuse = (message?: string) =>
    decline(ctx, sidecar, { ...(message !== undefined && { message }) }, { submit: true, retries: 1 });

  test('that ends the turn: the message for the agent is the next prompt, once the turn is over', async () => {
    publish({ running: true, gates: [gate(true)] });
    ctx.link.answer = ({ act }) => {
      if (act === 'gate') ctx.clock.after(300, () => publish({ last: { text: '', at: 1, interrupted: true } }));
      publish(act === 'gate' ? { running: true } : {});
      return { ok: true };
    };
    expect(await refuse('Leave it.')).toMatchObject({ option: 2, label: 'No', told: 'as_prompt' });
    expect(requests()).toMatchObject([
      { act: 'gate', gate: 'ab-0', verdict: { option: 1, message: 'Leave it.' } },
      { act: 'prompt', text: 'Leave it.' },
    ]);
    expect(ctx.clock.elapsed()).toBeGreaterThanOrEqual(1_700_000_000_300);
  });

  test('without a message sends nothing more; a message that belongs to the gate goes with it', async () => {
    ctx.link.answer = () => ({ ok: true });
    publish({ running: true, gates: [gate(true)] });
    expect(await refuse()).toMatchObject({ told: 'nothing' });
    publish({ running: true, gates: [gate(false)] });
    expect(await refuse('Leave it.')).toMatchObject({ told: 'in_gate' });
    expect(requests().map(({ act }) => act)).toEqual(['gate', 'gate']);
  });
});

describe('the conversation that an agent names', () => {
  const send = async () => {
    ctx.link.answer = () => ({ ok: true, outcome: 'submitted', confirmed_by: 'replay', turn: 5 });
    await inject(ctx, sidecar, 'say hello', { submit: true, retries: 1 });
    return (await findSidecar(ctx, 'job'))?.session_id;
  };

  test('is recorded with its first prompt if it was too late for the start', async () => {
    sidecar = { ...sidecar, session_id: '' };
    await saveSidecar(ctx, sidecar);
    expect(await send()).toBe('c1');
  });

  test('is not told as a second one before it has a prompt', async () => {
    const refused = requireConversation(ctx, await lookAt(ctx, { ...sidecar, session_id: '' }));
    await expect(refused).rejects.toMatchObject({
      code: 'no_conversation',
      message: expect.not.stringMatching(/cleared/),
    });
  });

  test('does not replace that of the start', async () => {
    sidecar = { ...sidecar, session_id: 'c0' };
    await saveSidecar(ctx, sidecar);
    expect(await send()).toBe('c0');
  });
});

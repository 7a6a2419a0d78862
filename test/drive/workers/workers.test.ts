import { beforeEach, describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { CsdError } from '../../../src/contract/errors.ts';
import type { Sidecar } from '../../../src/contract/session.ts';
import { lookAt } from '../../../src/drive/observe/look-at.ts';
import { withInputLock } from '../../../src/drive/screen/preconditions.ts';
import { grantConsent } from '../../../src/drive/session/consent.ts';
import type { Hub } from '../../../src/drive/session/hub-interface.ts';
import { saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { listMetas, workerDirOf } from '../../../src/drive/session/sidecars/worker-files.ts';
import { beginEntry } from '../../../src/drive/signals/entries.ts';
import { converse } from '../../../src/drive/workers/converse.ts';
import { loadWorker, toWorker, type Worker } from '../../../src/drive/workers/find-worker.ts';
import { followEvents } from '../../../src/drive/workers/follow-events.ts';
import { tmuxTarget } from '../../../src/drive/workers/handoff.ts';
import { launchWorker } from '../../../src/drive/workers/launch-worker.ts';
import { waitForTurn } from '../../../src/drive/workers/wait-for-turn.ts';
import { reportOn } from '../../../src/drive/workers/worker-status.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { settle } from '../../fakes/stepped-clock.ts';
import { bashGate, ScriptedAgent } from '../scripted.ts';

const DIR = '/workers';
const CONSENT = '/home/me/.claude/.claude-session-driver-consent';

let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
  ctx.env.CSD_WORKER_DIR = DIR;
});

const eventsOf = (id: string) => `${DIR}/${id}.events.jsonl`;
function emit(id: string, ...names: string[]): void {
  const before = ctx.files.texts.get(eventsOf(id)) ?? '';
  ctx.files.put(eventsOf(id), before + names.map((event) => `${JSON.stringify({ ts: 't', event })}\n`).join(''));
}
/** A worker of another tool: only a meta, perhaps with a pane that csd does not recognise. */
function stranger(pane: boolean): string {
  const meta = { tmux_name: 'other', session_id: 'sid-1', cwd: '/work/app' };
  ctx.files.put(`${DIR}/sid-1.meta`, JSON.stringify(meta));
  if (pane) ctx.tmux.add('other').command = 'sleep';
  return 'sid-1';
}
const statusOf = async (worker: Worker) => (await reportOn(ctx, [worker]))[0]?.status;
const own = (agent: ScriptedAgent) => toWorker(ctx, { ...agent.sidecar, worker_dir: DIR });

describe('a worker is found', () => {
  test('by tmux name and by session id; a mistyped name is an error', async () => {
    stranger(true);
    for (const handle of ['other', 'sid-1']) expect((await loadWorker(ctx, handle)).sidecar.session_id).toBe('sid-1');
    await expect(loadWorker(ctx, 'othre')).rejects.toMatchObject({ code: 'no_such_session' });
  });

  test.each([
    ['another name than its file', '{"tmux_name":"a","session_id":"else","cwd":"/"}'],
    ['a tmux name that is a command', '{"tmux_name":"a; kill-server","session_id":"sid-1","cwd":"/"}'],
    ['no JSON', '{'],
  ])('not in a meta with %s', async (_, text) => {
    ctx.files.put(`${DIR}/sid-1.meta`, text);
    await expect(loadWorker(ctx, 'sid-1')).rejects.toMatchObject({ code: 'no_such_session' });
  });

  test('not in another person’s folder', async () => {
    stranger(true);
    ctx.files.distrusted.set(DIR, 'foreign');
    await expect(loadWorker(ctx, 'sid-1')).rejects.toMatchObject({
      message: expect.stringContaining(`${DIR}: foreign`),
    });
  });
});

describe('status', () => {
  test('is that of the newest event for an unknown agent', async () => {
    const id = stranger(true);
    const worker = await loadWorker(ctx, id);
    const seen = [await statusOf(worker)];
    for (const event of ['session_start', 'user_prompt_submit', 'pre_tool_use', 'stop', 'session_end']) {
      emit(id, event);
      seen.push(await statusOf(worker));
    }
    expect(seen).toEqual(['unknown', 'idle', 'working', 'working', 'idle', 'terminated']);
    ctx.tmux.restartServer();
    expect(await statusOf(worker)).toBe('gone');
  });

  test('is the detector’s for a known agent, whatever the events say', async () => {
    const agent = new ScriptedAgent(ctx);
    const worker = own(agent);
    emit(agent.id, 'user_prompt_submit');
    agent.log.prompt('x');
    agent.finishTurn();
    expect(await statusOf(worker)).toBe('idle');
    agent.open(bashGate('touch x'));
    expect(await statusOf(worker)).toBe('working');
    agent.pane.exit(1);
    expect(await statusOf(worker)).toBe('terminated');
  });
});

describe('waiting for the turn', () => {
  test('takes the first end after the newest prompt, or after a given line', async () => {
    const id = stranger(false);
    const worker = await loadWorker(ctx, id);
    emit(id, 'session_start', 'user_prompt_submit', 'stop');
    expect((await waitForTurn(ctx, worker, { timeoutMs: 0 })).event.event).toBe('stop');
    await expect(waitForTurn(ctx, worker, { timeoutMs: 500, afterLine: 3 })).rejects.toMatchObject({ code: 'timeout' });
    emit(id, 'user_prompt_submit');
    await expect(waitForTurn(ctx, worker, { timeoutMs: 500 })).rejects.toMatchObject({ code: 'timeout' });
    ctx.clock.after(700, () => emit(id, 'session_end'));
    expect((await waitForTurn(ctx, worker, { timeoutMs: 5000 })).event.event).toBe('session_end');
  });

  test('ends without a hook when the detector sees the end of a turn that began', async () => {
    const agent = new ScriptedAgent(ctx);
    const worker = own(agent);
    emit(agent.id, 'session_start', 'user_prompt_submit');
    agent.log.prompt('x');
    agent.working = true;
    agent.setStatus('busy');
    agent.draw();
    ctx.clock.after(4000, () => agent.finishTurn());
    const { event } = await waitForTurn(ctx, worker, { timeoutMs: 60_000 });
    expect(event).toMatchObject({ event: 'stop', source: 'detector' });
  });

  test('does not end for a turn that never began', async () => {
    const agent = new ScriptedAgent(ctx);
    emit(agent.id, 'session_start');
    agent.log.prompt('x');
    agent.finishTurn();
    await expect(waitForTurn(ctx, own(agent), { timeoutMs: 8000 })).rejects.toMatchObject({ code: 'timeout' });
  });

  test('a stop does not count while the agent continues to work', async () => {
    const agent = new ScriptedAgent(ctx);
    emit(agent.id, 'user_prompt_submit', 'stop');
    agent.log.prompt('x');
    agent.working = true;
    agent.setStatus('busy');
    agent.draw();
    await expect(waitForTurn(ctx, own(agent), { timeoutMs: 8000 })).rejects.toMatchObject({ code: 'timeout' });
    agent.finishTurn();
    expect((await waitForTurn(ctx, own(agent), { timeoutMs: 8000 })).event).toEqual({ ts: 't', event: 'stop' });
  });

  test('a late end of the previous turn does not count for a prompt that was just sent', async () => {
    const agent = new ScriptedAgent(ctx);
    emit(agent.id, 'stop');
    agent.log.prompt('before');
    agent.finishTurn('Old.');
    const entering = await beginEntry(ctx, await lookAt(ctx, own(agent).sidecar), 'now');
    await entering.confirm('submitted');
    ctx.clock.after(1000, () => {
      agent.log.prompt('now');
      agent.writeTranscript();
      agent.working = true;
      agent.setStatus('busy');
      agent.draw();
    });
    ctx.clock.after(4000, () => agent.finishTurn('New.'));
    const since = ctx.clock.now();
    await waitForTurn(ctx, own(agent), { timeoutMs: 60_000, afterLine: 0, submitted: true });
    expect(ctx.clock.now() - since).toBeGreaterThanOrEqual(4000);
  });

  test('the death of an agent is an end', async () => {
    const agent = new ScriptedAgent(ctx);
    emit(agent.id, 'session_start', 'user_prompt_submit');
    ctx.clock.after(2000, () => agent.pane.exit(1));
    const { event } = await waitForTurn(ctx, own(agent), { timeoutMs: 60_000 });
    expect(event).toMatchObject({ event: 'session_end', source: 'detector' });
  });
});

test('homes that share the folder of workers do not type into one worker at the same time', async () => {
  const { sidecar } = own(new ScriptedAgent(ctx));
  const other = { ...ctx, sessionsDir: '/state/of/another' };
  const steps: string[] = [];
  let release = () => {};
  const held = new Promise<void>((done) => {
    release = done;
  });
  const first = withInputLock(ctx, sidecar, async () => {
    await held;
    steps.push('first');
  });
  await settle();
  const second = withInputLock(other, sidecar, async () => void steps.push('second'));
  await settle();
  expect(steps).toEqual([]);
  release();
  await Promise.all([first, second]);
  expect(steps).toEqual(['first', 'second']);
});

test('a conversation returns the answer to its own prompt', async () => {
  const agent = new ScriptedAgent(ctx);
  agent.log.prompt('before');
  agent.finishTurn('Old.');
  ctx.clock.advance(5000);
  agent.before = (what) => {
    if (what === 'Enter') ctx.clock.after(3000, () => agent.finishTurn('New.'));
  };
  expect((await converse(ctx, own(agent), 'now', 60_000)).text).toBe('New.');
});

test('a command of the agent itself that begins no turn is not answered with the turn before', async () => {
  const agent = new ScriptedAgent(ctx);
  agent.log.prompt('before');
  agent.finishTurn('Old.');
  ctx.clock.advance(5000);
  agent.onSubmit = () => void agent.conversation.push('❯ /context', '  ⎿  Context Usage');
  expect(await converse(ctx, own(agent), '/context', 60_000)).toMatchObject({ text: '' });
});

/** A context whose hub reports nothing: only the awaited steps let time pass. */
const alone = (): typeof ctx => ({ ...ctx, hub: async () => ({ events: async function* () {} }) as unknown as Hub });

test.each([1, 1.9, 6])('a conversation of %d s takes no longer, however long its steps may take', async (seconds) => {
  const agent = new ScriptedAgent(ctx);
  agent.log.prompt('before');
  agent.finishTurn('Old.');
  ctx.clock.advance(5000);
  agent.onSubmit = () => void agent.conversation.push('❯ /context', '  ⎿  Context Usage');
  await saveSidecar(ctx, agent.sidecar);
  const start = ctx.clock.elapsed();
  const outcome = await converse(alone(), own(agent), '/context', seconds * 1000).catch((error: unknown) => error);
  const late = { code: 'timeout', message: `Worker did not finish within ${seconds}s` };
  expect(outcome).toMatchObject(seconds < 2 ? late : { text: '' });
  expect(ctx.clock.elapsed() - start).toBeLessThanOrEqual(seconds * 1000 + 200);
});

test('a conversation waits for a composer no longer than its limit', async () => {
  const agent = new ScriptedAgent(ctx);
  agent.blank = true;
  agent.draw();
  const start = ctx.clock.elapsed();
  await expect(converse(alone(), own(agent), 'now', 2000)).rejects.toMatchObject({ code: 'not_ready' });
  expect(ctx.clock.elapsed() - start).toBeLessThanOrEqual(2500);
});

test('a conversation waits for another sender no longer than its limit', async () => {
  const agent = new ScriptedAgent(ctx);
  const { sidecar } = own(agent);
  const waits: number[] = [];
  const files = Object.assign(Object.create(ctx.files), {
    withLock: async (_path: string, ms: number) => {
      waits.push(ms);
      throw new CsdError('locked', 'another process types');
    },
  });
  const busy = converse({ ...alone(), files }, { ...own(agent), sidecar }, 'now', 2000);
  await expect(busy).rejects.toMatchObject({ code: 'locked' });
  expect(waits).toEqual([2000]);
});

test('the end of a conversation that was cleared is not the end of its agent', async () => {
  const agent = new ScriptedAgent(ctx);
  agent.log.prompt('before');
  agent.finishTurn('Old.');
  ctx.clock.advance(5000);
  agent.onSubmit = () => {
    agent.conversation.push('❯ /clear', '');
    emit(agent.sidecar.session_id, 'session_end', 'session_start');
  };
  expect(await converse(ctx, own(agent), '/clear', 60_000)).toMatchObject({ text: '' });
  emit(agent.sidecar.session_id, 'user_prompt_submit', 'session_end', 'session_start');
  const { event } = await waitForTurn(ctx, own(agent), { timeoutMs: 10_000 });
  expect(event).toMatchObject({ event: 'stop', source: 'detector' });
});

test('events are followed, beginning with the newest ones that were asked for', async () => {
  const id = stranger(false);
  emit(id, 'session_start', 'stop', 'stop');
  ctx.clock.after(500, () => emit(id, 'pre_tool_use', 'stop'));
  ctx.clock.after(1000, () => ctx.files.texts.delete(eventsOf(id)));
  const seen: string[] = [];
  for await (const { event } of followEvents(ctx, await loadWorker(ctx, id), { follow: true, last: 1, type: 'stop' }))
    seen.push(event);
  expect(seen).toEqual(['stop', 'stop']);
});

test('following ends with the signal, without an error', async () => {
  const id = stranger(false);
  emit(id, 'stop');
  const over = new AbortController();
  ctx.signal = over.signal;
  ctx.clock.after(500, () => over.abort(new Error('enough')));
  const seen: string[] = [];
  for await (const { event } of followEvents(ctx, await loadWorker(ctx, id), { follow: true })) seen.push(event);
  expect(seen).toEqual(['stop']);
});

describe('launching', () => {
  const start = { agentArgs: ['--model', 'it’s "x" $y'] };
  const request = { name: 'w', cwd: '/work/app', backend: claude, gated: false, start, flags: [] };
  const COMPOSER = `${'─'.repeat(80)}\n❯ \n${'─'.repeat(80)}\n  ? for shortcuts`;
  beforeEach(() => {
    ctx.program = ['/bin/node', '/opt/my csd/bin.cjs'];
    ctx.tmux.onStart = (_, pane) => {
      pane.command = 'claude';
      ctx.clock.after(300, () => {
        pane.screen = COMPOSER;
      });
    };
  });

  test('needs consent, which a person gives once with yes', async () => {
    await expect(launchWorker(ctx, request)).rejects.toMatchObject({ code: 'forbidden', message: /csd grant-consent/ });
    await expect(grantConsent(ctx, claude)).rejects.toMatchObject({ code: 'bad_input' });
    const says = (word: string) => grantConsent({ ...ctx, ask: async () => word }, claude);
    expect((await says('y')).consent).toBe('refused');
    expect((await says(' yes ')).consent).toBe('given');
    expect((await says('no')).consent).toBe('there');
    expect(ctx.files.texts.has(CONSENT)).toBe(true);
  });

  test('returns a shim and a command that can be pasted, and an agent without permission checks', async () => {
    ctx.files.put(CONSENT, '');
    const { worker, reproduce } = await launchWorker(ctx, request);
    expect(reproduce).toBe(`/bin/node '/opt/my csd/bin.cjs' launch w /work/app -- --model 'it’s "x" $y'`);
    expect(ctx.files.texts.get(worker.shim)).toBe(
      `#!/bin/sh\ncsd='/opt/my csd/bin.cjs' CSD_WORKER_DIR=/workers; export CSD_WORKER_DIR\nexec /bin/node "$csd" --worker "w" "$@"\n`,
    );
    const argv = ctx.tmux.started[0]?.argv.join(' ') ?? '';
    expect(argv).toContain('--dangerously-skip-permissions');
    expect(argv).toContain('--disallowed-tools=AskUserQuestion');
    const settings = JSON.parse(ctx.files.texts.get('/hooks/w/settings.json') ?? '{}');
    expect(settings).toMatchObject({ skipDangerousModePermissionPrompt: true });
    expect(JSON.parse(ctx.files.texts.get(`${DIR}/${worker.sidecar.session_id}.meta`) ?? '{}')).toMatchObject({
      tmux_name: 'w',
      cwd: '/work/app',
      invocation: ['w', '/work/app', '--', '--model', 'it’s "x" $y'],
      session: { pane: '%0' },
    });
  });

  test('in gated mode keeps the checks, and needs no consent', async () => {
    await launchWorker(ctx, { ...request, gated: true });
    const argv = () => ctx.tmux.started.at(-1)?.argv.join(' ');
    expect(argv()).not.toMatch(/skip-permissions|disallowed/);
    expect(argv()).toContain('--permission-mode default');
    await launchWorker(ctx, {
      ...request,
      name: 'x',
      gated: true,
      start: { agentArgs: ['--permission-mode', 'plan'] },
    });
    expect(argv()).not.toContain('default');
  });

  test('passes on no stale provider of the tmux server, and keeps one that the caller has', async () => {
    Object.assign(ctx.env, { CLAUDE_CODE_USE_VERTEX: '1', CLAUDE_CODE_USE_BEDROCK: '', CLAUDE_CODE_SSE_PORT: '5' });
    await launchWorker(ctx, { ...request, gated: true });
    const { env = {}, argv = [] } = ctx.tmux.started[0] ?? {};
    expect(env).toMatchObject({ CLAUDE_CODE_USE_BEDROCK: '', CLAUDE_CODE_USE_FOUNDRY: '', CLAUDE_CODE_SSE_PORT: '' });
    expect(env).not.toHaveProperty('CLAUDE_CODE_USE_VERTEX');
    expect(argv).not.toContain('CLAUDE_CODE_USE_VERTEX');
  });

  test('leaves nothing of a worker that waits at another gate', async () => {
    ctx.files.put(CONSENT, '');
    ctx.tmux.onStart = (_, pane) => {
      pane.command = 'claude';
      pane.screen = ' Select login method:\n\n ❯ 1. Claude account\n   2. Console account\n\n Enter to confirm';
    };
    await expect(launchWorker(ctx, request)).rejects.toMatchObject({ code: 'spawn_failed' });
    expect([...ctx.tmux.panes.keys(), ...ctx.files.texts.keys()]).toEqual([CONSENT]);
  });

  test('adopting uses the pane of that name at a bare shell prompt, but not if anything runs there', async () => {
    ctx.files.put(CONSENT, '');
    const resume = '11111111-2222-3333-4444-555555555555';
    const agent = new ScriptedAgent(ctx, 'w');
    const adopting = { ...request, resume };
    const refused = () => expect(launchWorker(ctx, adopting)).rejects.toMatchObject({ code: 'name_taken' });
    await refused();
    const facts = { parent: 1, since: 0, terminal: 'pts/1', environment: {} };
    agent.pane.command = 'bash';
    ctx.processes.living.set(agent.pane.pid, 'shell');
    ctx.processes.described.set(agent.pane.pid, { ...facts, words: ['bash', 'work.sh'] });
    await refused();
    ctx.processes.described.set(agent.pane.pid, { ...facts, words: ['-bash'] });
    const child = agent.pane.pid + 1;
    ctx.processes.living.set(child, 'x');
    ctx.processes.described.set(child, { ...facts, parent: agent.pane.pid, words: ['sleep', '9'] });
    await refused();
    ctx.processes.living.delete(child);
    const { inPlace, worker } = await launchWorker(ctx, adopting);
    expect([inPlace, worker.sidecar.pane, worker.sidecar.session_id]).toEqual([true, agent.pane.id, resume]);
    expect(ctx.tmux.started[0]?.argv.join(' ')).toContain(`--resume ${resume}`);
  });
});

test('a person is told the tmux server if it is not the usual one', () => {
  const session = { name: 'w', tmux_session: 'w', tmux_socket: '/tmp/tmux-0/default' } as Sidecar;
  expect(tmuxTarget(ctx, session)).toBe('attach -t w');
  expect(tmuxTarget(ctx, { ...session, tmux_socket: '/else where/x' })).toBe("-S '/else where/x' attach -t w");
});

describe('without a named folder', () => {
  const [OWN, SHARED] = ['/tmp/claude-workers-1000', '/tmp/claude-workers'];
  const meta = (dir: string, id: string, name: string) =>
    ctx.files.put(`${dir}/${id}.meta`, JSON.stringify({ tmux_name: name, session_id: id, cwd: '/work/app' }));
  beforeEach(() => {
    delete ctx.env.CSD_WORKER_DIR;
  });

  test('the user’s own folder is used', async () => {
    expect(workerDirOf(ctx)).toBe(OWN);
  });

  test('workers in the folder shared by all users are found too, and stay there', async () => {
    meta(OWN, 'id-1', 'own');
    meta(SHARED, 'id-1', 'older');
    meta(SHARED, 'id-2', 'old');
    expect((await listMetas(ctx)).map(({ tmux_name, dir }) => [tmux_name, dir])).toEqual([
      ['own', OWN],
      ['old', SHARED],
    ]);
    expect((await loadWorker(ctx, 'old')).events).toBe(`${SHARED}/id-2.events.jsonl`);
  });

  test('a shared folder of another user is ignored, and prevents nothing', async () => {
    meta(OWN, 'id-1', 'own');
    meta(SHARED, 'id-2', 'theirs');
    ctx.files.distrusted.set(SHARED, 'foreign');
    expect((await listMetas(ctx)).map(({ tmux_name }) => tmux_name)).toEqual(['own']);
    ctx.files.distrusted.set(OWN, 'foreign');
    await expect(listMetas(ctx)).rejects.toMatchObject({ code: 'bad_input' });
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { callOperation } from '../../../src/operations/call-operation.ts';
import { OPERATIONS } from '../../../src/operations/index.ts';
import { ps } from '../../../src/operations/sessions/ps.ts';
import { ScriptedAgent } from '../../drive/scripted.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { FAKE_SOCKET } from '../../fakes/tmux.ts';

let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
});

function session(name: string, more: object = {}): ScriptedAgent {
  const id = `00000000-0000-4000-8000-${name.padEnd(12, '0').replace(/[^0-9a-f]/g, '0')}`;
  const agent = new ScriptedAgent(ctx, name, id);
  ctx.files.put(`/state/${name}.json`, JSON.stringify({ ...agent.sidecar, tmux_socket: FAKE_SOCKET, ...more }));
  return agent;
}

const stored = (name: string) => JSON.parse(ctx.files.texts.get(`/state/${name}.json`) ?? 'null');
const send = async (input: Record<string, unknown>, world = ctx) =>
  callOperation(await OPERATIONS.send(), { session: 'b0b', ...input }, world) as Promise<Record<string, unknown>>;

describe('a prompt names its sender', () => {
  let other: ScriptedAgent;
  beforeEach(() => {
    const { pane } = session('a0a');
    other = session('b0b');
    ctx.processes.living.set(77, 'start');
    Object.assign(ctx.env, { TMUX: `${FAKE_SOCKET},77,0`, TMUX_PANE: pane.id });
  });
  const asked = () => other.conversation.join('\n');

  test('automatically in a csd session, which marks the other one as used', async () => {
    expect(await send({ prompt: 'run the tests' })).toMatchObject({ ok: true, from: 'a0a' });
    expect(asked()).toContain('[message from session a0a] run the tests');
    expect(stored('b0b').last_used).toBeGreaterThan(0);
    expect(stored('a0a').last_used).toBeUndefined();
  });

  test('as given, or not at all', async () => {
    expect(await send({ prompt: 'one', from: 'lead' })).toMatchObject({ from: 'lead' });
    expect(asked()).toContain('[message from session lead] one');
    other.finishTurn();
    ctx.clock.advance(5000);
    expect(await send({ prompt: 'two', no_from: true })).not.toHaveProperty('from');
    expect(asked()).toMatch(/ two(\n|$)/);
  });

  test('not for itself, and not outside of a csd session', async () => {
    expect(await send({ prompt: 'x', session: 'a0a' })).not.toHaveProperty('from');
    delete ctx.env.TMUX_PANE;
    expect(await send({ prompt: 'y' })).not.toHaveProperty('from');
  });

  test('a command of the agent itself stays unchanged, and has no sender', async () => {
    await expect(send({ prompt: '/compact', command: true, from: 'lead' })).rejects.toMatchObject({
      code: 'bad_input',
    });
    const pasted: string[] = [];
    const paste = other.pane.onPaste;
    other.pane.onPaste = (text, pane) => {
      pasted.push(text);
      paste?.(text, pane);
    };
    await send({ prompt: '/compact', command: true }).catch(() => undefined);
    expect(pasted[0]).toMatch(/^\/compact ?$/);
  });

  test.each(['a b', '-x', 'a/../b', 'a\nb', ''])('%j is not a sender', async (from) => {
    await expect(send({ prompt: 'x', from })).rejects.toMatchObject({ code: 'bad_input' });
  });
});

describe('ps filters', () => {
  beforeEach(() => {
    const done = session('done', { creator: 'lead', tags: ['a', 'b'] });
    done.take('say hello');
    done.finishTurn();
    session('busy', { creator: 'lead', tags: ['b'] }).take('work');
    session('gone', { creator: 'me', ended: { at: 1, how: 'command' }, tags: ['b'] });
    session('away', { cwd: '/work/other' });
    ctx.clock.advance(5000);
  });

  test.each([
    [{}, ['away', 'busy', 'done']],
    [{ creator: 'lead' }, ['busy', 'done']],
    [{ tag: ['b'] }, ['busy', 'done']],
    [{ tag: ['b'], all: true }, ['busy', 'done', 'gone']],
    [{ tag: ['a', 'b'] }, ['done']],
    [{ status: ['idle_done'] }, ['done']],
    [{ status: ['idle_done', 'spawning'] }, ['away', 'done']],
    [{ status: ['ended'] }, ['gone']],
    [{ status: ['dead'], all: true }, []],
    [{ cwd: '/work/app' }, ['busy', 'done']],
    [{ cwd: '../other' }, ['away']],
    [{ creator: 'nobody' }, []],
  ])('by %j', async (input, names) => {
    const { sessions } = (await callOperation(ps, input, ctx)) as { sessions: { name: string }[] };
    expect(sessions.map(({ name }) => name)).toEqual(names);
  });

  test('sessions that do not match are not captured', async () => {
    await ps.run({ creator: 'lead' }, ctx);
    expect(ctx.tmux.looks.flat()).toHaveLength(2);
  });

  test.each([
    { status: ['sleeping'] },
    { tag: ['-x'] },
    { tag: [''] },
    { creator: 'a\nb' },
    { creator: '  ' },
    { cwd: '' },
  ])('%j is refused', async (input) => {
    await expect(callOperation(ps, input, ctx)).rejects.toMatchObject({ code: 'bad_input' });
  });
});

describe('spawn refuses', () => {
  test.each([
    { description: 'two\nlines' },
    { description: '\u001b[31mred' },
    { description: 'x'.repeat(501) },
    { creator: 'a\u0000b' },
    { creator: 'a\u2028b' },
    { tag: ['two words'] },
    { tag: ['+x'] },
    { ids: 'planets' },
    { ids: 'words', name: 'job' },
    { max_per_creator: 0 },
  ])('%j, and starts nothing', async (input) => {
    const called = callOperation(await OPERATIONS.spawn(), input, ctx);
    await expect(called).rejects.toMatchObject({ code: 'bad_input' });
    expect(ctx.tmux.started).toEqual([]);
  });
});

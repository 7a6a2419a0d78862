import { beforeEach, describe, expect, test } from 'vitest';
import { CsdError } from '../../../src/contract/errors.ts';
import type { Event, Watched } from '../../../src/contract/event.ts';
import type { State } from '../../../src/contract/state.ts';
import { saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { type WaitRequest, waitFor } from '../../../src/drive/turns/wait.ts';
import { wait } from '../../../src/operations/sessions/wait.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { SteppedClock, settle } from '../../fakes/stepped-clock.ts';
import { ScriptedAgent } from '../scripted.ts';

const working: State = { status: 'working', tools: [] };
const idle: State = { status: 'idle_done', text: 'Done.' };
const asked: State = { status: 'awaiting_answer', question: 'Which?' };
const dead: State = { status: 'dead', reason: 'gone' };

let ctx: FakeContext;
let clock: SteppedClock;
/** The events of the hub; a test may add some while someone listens. */
let told: Event[];
let seq = 0;

beforeEach(async () => {
  clock = new SteppedClock();
  ctx = Object.assign(createFakeContext(), { clock });
  told = [];
  ctx.hub = async () => ({
    async *events({ signal } = {}) {
      while (!signal?.aborted) {
        const next = told.shift();
        if (next) yield next;
        else await settle();
      }
    },
    current: () => [],
    seen: () => undefined,
    onQuietLook: () => undefined,
    close: () => undefined,
  });
  for (const name of ['a', 'b']) await saveSidecar(ctx, { ...new ScriptedAgent(ctx, name).sidecar, name });
});

const as = (session: string, state: State, more: Partial<Watched> = {}): Watched => {
  const since = clock.now() + seq++;
  return { session, cwd: '/', backend: 'claude', state, alive: true, since, at: since, ...more };
};
const snapshot = (...sessions: Watched[]): Event => ({ type: 'snapshot', seq: seq++, at: clock.now(), sessions });
const changed = (seen: Watched): Event => ({ type: 'changed', seq: seq++, previous: working, ...seen });
const gone = (session: string): Event => ({ type: 'gone', seq: seq++, at: clock.now(), session });

const run = (more: Partial<WaitRequest> = {}) =>
  waitFor(ctx, { sessions: ['a'], statuses: ['idle_done'], any: false, next: false, timeoutMs: 0, ...more });

describe('a wait ends', () => {
  test('at once, if the condition already holds', async () => {
    told = [snapshot(as('a', idle))];
    expect(await run()).toEqual({ ended: 'reached', sessions: [{ session: 'a', state: idle, standing: 'reached' }] });
  });

  test('but with next only when it holds again, even after a turn that nobody saw', async () => {
    const before = as('a', idle, { prompted_at: 1 });
    told = [snapshot(before), changed({ ...before, at: before.at + 1 }), changed(as('a', idle, { prompted_at: 2 }))];
    expect(await run({ next: true })).toMatchObject({ ended: 'reached' });
    expect(told).toEqual([]);
  });

  test('not while a prompt waits in the agent’s queue', async () => {
    told = [snapshot(as('a', { ...idle, queued: 1 })), changed(as('a', working)), changed(as('a', idle))];
    expect(await run()).toMatchObject({ ended: 'reached' });
    expect(told).toEqual([]);
  });

  test('for working, by a turn that began and ended between two looks', async () => {
    told = [snapshot(as('a', idle, { prompted_at: 1 })), changed(as('a', idle, { prompted_at: 2 }))];
    expect(await run({ statuses: ['working'] })).toMatchObject({
      ended: 'reached',
      sessions: [{ standing: 'passed' }],
    });
  });

  test('with all of them, or the first', async () => {
    const events = () => [snapshot(as('a', working), as('b', working)), changed(as('b', idle)), changed(as('a', idle))];
    told = events();
    expect(await run({ sessions: ['a', 'b'] })).toMatchObject({ sessions: [{ state: idle }, { state: idle }] });
    told = events();
    expect(await run({ sessions: ['a', 'b'], any: true })).toMatchObject({
      ended: 'reached',
      sessions: [{ standing: 'waiting' }, { standing: 'reached' }],
    });
  });

  test.each([
    ['the agent dies', () => changed(as('a', dead)), dead],
    ['the session is killed', () => gone('a'), { status: 'dead' }],
    ['a new snapshot lacks it', () => snapshot(), { status: 'dead' }],
  ])('dead: %s', async (_, event, state) => {
    told = [snapshot(as('a', working)), event()];
    expect(await run()).toMatchObject({ ended: 'dead', sessions: [{ state, standing: 'dead' }] });
    told = [snapshot(as('a', working)), event()];
    expect(await run({ statuses: ['dead'] })).toMatchObject({ ended: 'reached' });
  });

  test('at its timeout, with the last state seen', async () => {
    told = [snapshot(as('a', working))];
    const waiting = run({ timeoutMs: 1000 });
    await clock.pass(990);
    told.push(changed(as('a', asked)));
    await clock.pass(20);
    expect(await waiting).toEqual({
      ended: 'timed_out',
      sessions: [{ session: 'a', state: asked, standing: 'waiting' }],
    });
  });

  test('with a status that is over again before anybody could look', async () => {
    const events = [snapshot(as('a', working)), changed(as('a', asked)), changed(as('a', working))];
    const hub = await ctx.hub();
    ctx.hub = async () => ({
      ...hub,
      async *events() {
        yield* events;
      },
    });
    expect(await run({ statuses: ['awaiting_answer'] })).toMatchObject({
      ended: 'reached',
      sessions: [{ state: asked, standing: 'reached' }],
    });
  });

  test('with the hub, or with its error', async () => {
    const hub = await ctx.hub();
    const ending = (fail: boolean) => async () => ({
      ...hub,
      async *events() {
        yield snapshot(as('a', working));
        if (fail) throw new CsdError('no_tmux', 'no tmux');
      },
    });
    ctx.hub = ending(true);
    await expect(run()).rejects.toMatchObject({ code: 'no_tmux' });
    ctx.hub = ending(false);
    await expect(run()).resolves.toMatchObject({ ended: 'timed_out', sessions: [{ state: working }] });
  });

  test('with an error for a missing session, and when it is stopped', async () => {
    await expect(run({ sessions: ['a', 'nope'] })).rejects.toMatchObject({ code: 'no_such_session' });
    ctx.signal = AbortSignal.abort(new Error('stopped'));
    await expect(run()).rejects.toThrow('stopped');
  });
});

describe('a conversation that was cleared', () => {
  const spawning: State = { status: 'spawning' };
  let cleared: Watched;
  beforeEach(() => {
    cleared = as('a', spawning, { cleared_at: 1 });
  });
  test('ends a wait for whatever needs the caller, but a newly started session does not', async () => {
    told = [snapshot(as('a', spawning)), changed(cleared)];
    const output = await wait.run({ sessions: ['a'], timeout: 0 }, ctx);
    expect(output).toMatchObject({ outcome: 'reached', state: spawning, sessions: [{ standing: 'reached' }] });
    expect(wait.cli.exit?.(output)).toBe(0);
    expect(told).toEqual([]);
  });

  test('ends no wait for a status of --for', async () => {
    told = [snapshot(cleared), changed(as('a', idle))];
    await wait.run({ sessions: ['a'], timeout: 0, for: ['idle_done'] }, ctx);
    expect(told).toEqual([]);
  });

  test('ends a wait with next when it is cleared again', async () => {
    told = [snapshot(cleared), changed({ ...cleared, at: 2 }), changed(as('a', spawning, { cleared_at: 2 }))];
    await wait.run({ sessions: ['a'], timeout: 0, next: true }, ctx);
    expect(told).toEqual([]);
  });
});

describe('the exit code', () => {
  const error: State = { ...idle, error: 'overloaded' };
  const plan: State = { status: 'plan_ready', plan_file: null, plan: null, options: [], selected: 0, gate_id: '' };
  test.each([
    [0, idle, undefined],
    [1, error, undefined],
    [0, error, ['idle_done']],
    [2, working, undefined],
    [3, asked, undefined],
    [0, asked, ['blocked,awaiting_answer']],
    [4, plan, undefined],
    [5, dead, undefined],
    [5, dead, ['idle_done']],
    [0, dead, ['idle_done', 'dead']],
    [0, working, [' working ']],
  ])('%i for %o, --for %o', async (exit, state, statuses) => {
    told = [snapshot(as('a', state))];
    const input = { sessions: ['a'], timeout: 1, ...(statuses && { for: statuses }) };
    const waiting = wait.run(input, ctx);
    if (exit === 2) await clock.pass(1100);
    const output = await waiting;
    expect({ exit: wait.cli.exit?.(output), session: output.session, state: output.state }).toEqual({
      exit,
      session: 'a',
      state,
    });
  });

  test('is that of the first one that is not done, if there are several names', async () => {
    told = [snapshot(as('a', idle), as('b', asked))];
    expect(await wait.run({ sessions: ['a', 'b'], timeout: 0 }, ctx)).toMatchObject({
      outcome: 'awaiting_answer',
      session: 'b',
    });
  });
});

describe('without names', () => {
  const any = (more: object = {}) => wait.run({ timeout: 0, ...more }, ctx);
  const appeared = (seen: Watched, more: object = {}): Event => ({ type: 'appeared', seq: seq++, ...seen, ...more });

  test('it ends with the session that has needed a person for longest, not with one that is done or dead', async () => {
    const since = clock.now() - 5000;
    told = [snapshot(as('a', idle), as('b', asked), as('c', asked, { since }), as('d', dead), as('e', working))];
    const output = await any();
    expect(output).toMatchObject({ outcome: 'awaiting_answer', session: 'c', state: asked });
    expect(output.sessions.map(({ session, standing }) => `${session} ${standing}`)).toEqual(['c reached']);
    expect(wait.cli.exit?.(output)).toBe(3);
  });

  test('it waits for one that starts in the meantime, even if there is none at first', async () => {
    told = [snapshot(), appeared(as('new', working)), changed(as('new', asked)), changed(as('late', asked))];
    expect(await any()).toMatchObject({ outcome: 'awaiting_answer', session: 'new' });
  });

  test('with next, an already existing need does not count, not even under a new name', async () => {
    const first = as('a', asked);
    told = [
      snapshot(first, as('b', working)),
      { type: 'gone', seq: seq++, at: clock.now(), session: 'a', renamed_to: 'c' },
      appeared({ ...first, session: 'c' }, { renamed_from: 'a' }),
      changed({ ...first, session: 'c', at: clock.now() + 1 }),
      changed(as('b', asked)),
    ];
    expect(await any({ next: true })).toMatchObject({ session: 'b' });
  });

  test('with --for it considers only those statuses, and no queued prompt', async () => {
    told = [snapshot(as('a', asked), as('b', { ...idle, queued: 1 }), as('c', idle))];
    expect(await any({ for: ['idle_done'] })).toMatchObject({ outcome: 'reached', session: 'c' });
  });

  test('it ends with 2 at the timeout, and names none', async () => {
    told = [snapshot(as('a', working))];
    const waiting = any({ timeout: 1 });
    await clock.pass(1100);
    const output = await waiting;
    expect(output).toEqual({ outcome: 'timed_out', sessions: [] });
    expect(wait.cli.exit?.(output)).toBe(2);
  });

  test('--all needs names', async () => {
    await expect(any({ all: true })).rejects.toMatchObject({ code: 'bad_input' });
  });
});

describe('a session that is renamed during a wait', () => {
  const renamed = (from: string, to: Watched): Event[] => [
    { type: 'gone', seq: seq++, at: clock.now(), session: from, renamed_to: to.session },
    { type: 'appeared', seq: seq++, ...to, renamed_from: from },
  ];

  test('is waited for under its new name', async () => {
    const first = as('a', working);
    told = [snapshot(first), ...renamed('a', { ...first, session: 'c' }), changed(as('c', idle))];
    expect(await run()).toEqual({ ended: 'reached', sessions: [{ session: 'c', state: idle, standing: 'reached' }] });
  });

  test('has not done anything new by that, for next', async () => {
    const first = as('a', idle);
    told = [snapshot(first), ...renamed('a', { ...first, session: 'c' })];
    const waiting = run({ next: true, timeoutMs: 100 });
    await clock.pass(200);
    expect(await waiting).toMatchObject({ ended: 'timed_out', sessions: [{ session: 'c' }] });
  });
});

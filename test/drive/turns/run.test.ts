import { beforeEach, describe, expect, test, vi } from 'vitest';
import { CsdError } from '../../../src/contract/errors.ts';
import type { Sidecar } from '../../../src/contract/session.ts';
import type { State } from '../../../src/contract/state.ts';
import type { Context } from '../../../src/drive/session/context.ts';
import type { Hub } from '../../../src/drive/session/hub-interface.ts';
import type { Observation } from '../../../src/drive/session/observation.ts';
import { saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { type RunRequest, runPrompt } from '../../../src/drive/turns/run.ts';
import type { RunSteps } from '../../../src/drive/turns/run-steps.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { createFakeContext } from '../../fakes/context.ts';
import { SteppedClock, settle } from '../../fakes/stepped-clock.ts';

const steps = {
  start: vi.fn<RunSteps['start']>(),
  load: vi.fn<RunSteps['load']>(),
  reload: vi.fn<RunSteps['reload']>(),
  look: vi.fn<RunSteps['look']>(),
  inject: vi.fn<RunSteps['inject']>(),
  answer: vi.fn<RunSteps['answer']>(),
  wasTaken: vi.fn<RunSteps['wasTaken']>(),
  kill: vi.fn<RunSteps['kill']>(),
  usage: vi.fn<RunSteps['usage']>(),
} satisfies RunSteps;

const sidecar: Sidecar = {
  name: 'job',
  session_id: 'the-id',
  cwd: '/work/app',
  backend: 'claude',
  pane: '%1',
  pane_pid: 77,
  created: 0,
  jsonl_path: null,
  permission_mode: null,
  backend_version: null,
};
const LAUNCH: RunRequest['target'] = { kind: 'launch', request: {} };
const GIVEN: RunRequest['target'] = { kind: 'session', name: 'job' };
const spawning: State = { status: 'spawning' };
const working: State = { status: 'working', tools: [] };
const idle = (text: string, more: Partial<State> = {}): State => ({ status: 'idle_done', text, ...more }) as State;
const trust: State = {
  status: 'blocked',
  gate: 'trust',
  prompt: 'Trust?',
  question: 'Trust?',
  options: ['No', 'Yes'],
  selected: 1,
  gate_id: 'a',
};
const permission: State = {
  status: 'blocked',
  gate: 'permission',
  prompt: 'Run it?',
  question: 'Run it?',
  options: ['Yes', 'No'],
  selected: 1,
  gate_id: 'b',
};
const plan: State = {
  status: 'plan_ready',
  plan_file: null,
  plan: 'The plan.',
  options: ['Yes', 'No'],
  selected: 1,
  gate_id: 'c',
};
const dead: State = { status: 'dead', reason: 'it exited' };

const SUBMITTED = { outcome: 'submitted', confirmed_by: 'transcript', attempts: 1, ms: 5 } as const;

/** Each pause ends after 250 ms at most, as it does when the hub reports a change. */
class ShortPauses extends FakeClock {
  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return super.sleep(Math.min(ms, 250), signal);
  }
}

let clock: FakeClock;
/** The events of the hub. */
let hubEvents: (listening: { signal: AbortSignal }) => AsyncIterable<unknown>;
/** When the newest prompt in the transcript was written, look by look. */
let promptedAt: number[];

/** The states that the looks return, in order; the last one stays. */
function seen(...states: State[]): void {
  let at = 0;
  steps.look.mockImplementation(async () => {
    const state = states[Math.min(at++, states.length - 1)] as State;
    const transcript =
      promptedAt[at - 1] === undefined ? { kind: 'absent' } : { kind: 'read', turn: { promptAt: promptedAt[at - 1] } };
    return {
      sidecar,
      alive: state.status !== 'dead',
      verdict: { state, evidence: [], warnings: [] },
      signals: { transcript },
    } as unknown as Observation;
  });
}

async function run(target: RunRequest['target'], more: Partial<RunRequest> = {}) {
  const hub = async () => ({ events: hubEvents }) as unknown as Hub;
  const ctx: Context = { ...createFakeContext(), clock, hub };
  await saveSidecar(ctx, sidecar);
  const request = { target, prompt: 'do it', keep: false, timeoutMs: 60_000, approvePlan: false, ...more };
  return runPrompt(ctx, request, steps);
}

beforeEach(() => {
  vi.resetAllMocks();
  clock = new ShortPauses();
  hubEvents = async function* () {};
  promptedAt = [];
  steps.start.mockResolvedValue(sidecar);
  steps.load.mockResolvedValue(sidecar);
  steps.reload.mockResolvedValue(sidecar);
  steps.inject.mockResolvedValue({ ...SUBMITTED, turn: 7 });
  steps.answer.mockResolvedValue({ option: 1, label: 'Yes', gate: 'plan', told: false });
});

describe('the time limit', () => {
  test('is told to what enters the prompt, and what is left of it counts for the turn', async () => {
    seen(idle('before'), working);
    steps.inject.mockImplementation(async () => {
      clock.advance(3000);
      return { ...SUBMITTED, turn: 7 };
    });
    const start = clock.elapsed();
    expect(await run(GIVEN, { timeoutMs: 4000 })).toMatchObject({ status: 'timed_out' });
    expect(steps.inject.mock.lastCall?.[3]).toMatchObject({ withinMs: 4000 });
    expect(clock.elapsed() - start).toBeLessThan(4500);
  });

  test('ends the run while another sender keeps the session; without a limit that is an error', async () => {
    seen(idle('before'));
    steps.inject.mockImplementation(async (_ctx, _sidecar, _prompt, { withinMs = 30_000 }) => {
      clock.advance(withinMs);
      throw new CsdError('locked', 'another process types');
    });
    expect(await run(GIVEN, { timeoutMs: 4000 })).toMatchObject({ status: 'timed_out' });
    await expect(run(GIVEN, { timeoutMs: 0 })).rejects.toMatchObject({ code: 'locked' });
  });
});

describe('a turn that ends', () => {
  test('done: returns the text, and the session started for it is ended', async () => {
    seen(spawning, working, working, idle('42'));
    expect(await run(LAUNCH)).toEqual({
      status: 'done',
      text: '42',
      session_id: 'the-id',
      state: idle('42'),
      waited_secs: 0.5,
    });
    expect(steps.inject).toHaveBeenCalledExactlyOnceWith(expect.anything(), sidecar, 'do it', {
      submit: true,
      withinMs: 60_000,
    });
    expect(steps.kill).toHaveBeenCalledExactlyOnceWith(expect.anything(), 'job');
  });

  test('done with keep, or in an existing session: the session stays', async () => {
    seen(spawning, idle('42'));
    expect(await run(LAUNCH, { keep: true })).toMatchObject({ status: 'done', session: 'job' });
    seen(idle('before'), working, idle('42'));
    expect(await run(GIVEN)).toMatchObject({ status: 'done', session: 'job', text: '42' });
    expect(steps.kill).not.toHaveBeenCalled();
  });

  test('a turn that ended between two looks is not missed, even with the same answer', async () => {
    seen(idle('Done.'), idle('Done.'));
    expect(await run(GIVEN)).toMatchObject({ status: 'done', text: 'Done.', waited_secs: 0 });
  });

  test('its end is noticed when the hub reports it, and the hub is left then', async () => {
    const stepped = new SteppedClock();
    clock = stepped;
    let tell = () => undefined as unknown;
    let left = false;
    hubEvents = async function* ({ signal }) {
      for (; !signal.aborted; yield { type: 'changed' }) {
        await new Promise((done) => {
          tell = () => done(undefined);
          signal.addEventListener('abort', done);
        });
      }
      left = true;
    };
    seen(spawning, working, idle('42'));
    const running = run(LAUNCH);
    await stepped.pass(100);
    tell();
    expect(await running).toMatchObject({ status: 'done', text: '42', waited_secs: 0.1 });
    await settle();
    expect(left).toBe(true);
  });

  describe('a command of the agent itself, without a turn', () => {
    beforeEach(() => void steps.inject.mockResolvedValue({ ...SUBMITTED }));

    test('the same answer to a newer prompt counts at once', async () => {
      seen(idle('Done.', { turn: 100 }), idle('Done.', { turn: 200 }));
      expect(await run(GIVEN)).toMatchObject({ status: 'done', text: 'Done.', waited_secs: 0 });
    });

    test('the idle state of the turn before does not count', async () => {
      seen(idle('old'), idle('old'), idle('old'), working, idle('new'));
      expect(await run(GIVEN)).toMatchObject({ text: 'new' });
    });

    test('the turn before is not an answer to a command that begins none', async () => {
      seen(idle('old', { turn: 100 }));
      expect(await run(GIVEN)).toMatchObject({ status: 'done', text: '', waited_secs: 2 });
    });

    test.each([
      ['that cleared the conversation', [idle('old', { turn: 100 }), spawning]],
      ['before the first prompt', [spawning]],
    ])('nothing follows a command %s', async (_, states) => {
      seen(...states);
      expect(await run(GIVEN)).toMatchObject({ status: 'done', text: '', waited_secs: 2 });
    });

    test('the turn that a command begins before the first prompt is waited for', async () => {
      seen(spawning, spawning, spawning, working, idle('new'));
      expect(await run(GIVEN)).toMatchObject({ text: 'new' });
    });
  });

  test('an idle state while our prompt is still queued does not count', async () => {
    seen(idle('old'), idle('other', { queued: 1 }), working, idle('ours'));
    expect(await run(GIVEN)).toMatchObject({ text: 'ours' });
  });

  test.each([
    ['error', idle('', { error: 'overloaded' }), { error: 'overloaded' }],
    ['error', idle('half', { interrupted: true }), { error: 'the turn was interrupted' }],
    ['error', dead, { error: 'the agent ended during the turn: it exited' }],
    ['awaiting_answer', { status: 'awaiting_answer', question: 'Which?' }, { question: 'Which?' }],
    [
      'awaiting_answer',
      { status: 'awaiting_answer', question: 'Which?', options: ['A'] },
      { question: 'Which?', options: ['A'] },
    ],
    ['gated', permission, { gate: 'permission', prompt: 'Run it?', options: ['Yes', 'No'] }],
    ['gated', plan, { gate: 'plan', prompt: 'The plan.', options: ['Yes', 'No'] }],
  ] as [string, State, object][])('%s keeps the session: %o', async (status, last, fields) => {
    seen(spawning, working, last);
    expect(await run(LAUNCH)).toMatchObject({ status, session: 'job', session_id: 'the-id', state: last, ...fields });
    expect(steps.kill).not.toHaveBeenCalled();
    expect(steps.answer).not.toHaveBeenCalled();
  });

  test('timed_out: within one look of the limit, and the session stays', async () => {
    seen(spawning, working);
    expect(await run(LAUNCH, { timeoutMs: 3000 })).toMatchObject({
      status: 'timed_out',
      session: 'job',
      waited_secs: 3,
    });
    expect(steps.kill).not.toHaveBeenCalled();
  });

  test('a timeout of 0 means no limit', async () => {
    seen(spawning, ...Array<State>(10_000).fill(working), idle('late'));
    expect(await run(LAUNCH, { timeoutMs: 0 })).toMatchObject({ status: 'done', waited_secs: 2500 });
  });
});

describe('before the prompt', () => {
  test('a working session is waited for', async () => {
    seen(working, working, idle('other'), working, idle('ours'));
    expect(await run(GIVEN)).toMatchObject({ text: 'ours', waited_secs: 0.8 });
    expect(steps.inject).toHaveBeenCalledTimes(1);
  });

  test('a gate or a menu is reported and nothing is typed', async () => {
    for (const state of [
      permission,
      plan,
      trust,
      { status: 'awaiting_answer', question: '?', options: ['A'] } as State,
    ]) {
      seen(state);
      const status = state.status === 'awaiting_answer' ? 'awaiting_answer' : 'gated';
      expect(await run(GIVEN, { approvePlan: true })).toMatchObject({ status, session: 'job', submitted: false });
    }
    expect(steps.inject).not.toHaveBeenCalled();
    expect(steps.answer).not.toHaveBeenCalled();
  });

  test('a session that is not ready in time is said not to have the prompt, and one that has it is not', async () => {
    seen(working);
    expect(await run(GIVEN, { timeoutMs: 3000 })).toMatchObject({ status: 'timed_out', submitted: false });
    seen(spawning, working);
    expect(await run(GIVEN, { timeoutMs: 3000 })).not.toHaveProperty('submitted');
  });

  test('a question in text is answered by the prompt', async () => {
    seen({ status: 'awaiting_answer', question: 'Which?' }, working, idle('Thanks.'));
    expect(await run(GIVEN)).toMatchObject({ status: 'done', text: 'Thanks.' });
  });

  test('the trust gate is answered if the caller allowed it', async () => {
    seen(trust, spawning, working, idle('42'));
    expect(await run({ kind: 'launch', request: { trust: true } })).toMatchObject({ status: 'done' });
    expect(steps.answer).toHaveBeenCalledTimes(1);
  });

  test('after a gate opens during the send the session is looked at again', async () => {
    steps.inject.mockRejectedValueOnce(new CsdError('gated', 'a gate'));
    seen(spawning, permission);
    expect(await run(LAUNCH)).toMatchObject({ status: 'gated', gate: 'permission' });
  });

  test('the last words of an agent that ended are reported, before its turn and in it', async () => {
    const last = { ...dead, last_lines: ['thread/start failed', 'bad model'] };
    const screen = 'thread/start failed\nbad model';
    seen(last);
    await expect(run(LAUNCH)).rejects.toMatchObject({
      code: 'dead',
      data: { screen },
      message: expect.stringContaining(`it said: ${screen}`),
    });
    seen(spawning, working, last);
    expect(await run(LAUNCH)).toMatchObject({ status: 'error', screen, session: 'job' });
  });

  test('a dead session is an error that names it', async () => {
    seen(dead);
    await expect(run(GIVEN)).rejects.toMatchObject({
      code: 'dead',
      data: { session: 'job' },
      message: expect.stringContaining('it exited'),
    });
    expect(steps.kill).not.toHaveBeenCalled();
  });

  test('a prompt that does not arrive ends the session that was started for it', async () => {
    seen(spawning);
    steps.inject.mockRejectedValue(new CsdError('not_accepted', 'not accepted by the TUI'));
    const error = await run(LAUNCH).catch((e: CsdError) => e);
    expect(error).toMatchObject({ code: 'not_accepted', data: { session_id: 'the-id' } });
    expect((error as CsdError).data).not.toHaveProperty('session');
    expect(steps.kill).toHaveBeenCalledTimes(1);
    await expect(run(GIVEN)).rejects.toMatchObject({ code: 'not_accepted', data: { session: 'job' } });
    expect(steps.kill).toHaveBeenCalledTimes(1);
  });
});

describe('a plan gate of our turn', () => {
  test('is answered once each time it opens, and the wait continues', async () => {
    seen(spawning, working, plan, working, idle('built'));
    expect(await run(LAUNCH, { approvePlan: true })).toMatchObject({ status: 'done', text: 'built' });
    expect(steps.answer).toHaveBeenCalledExactlyOnceWith(expect.anything(), sidecar, { expect: 'c' });
  });

  test('a permission gate is never answered', async () => {
    seen(spawning, working, permission);
    expect(await run(LAUNCH, { approvePlan: true })).toMatchObject({ status: 'gated' });
    expect(steps.answer).not.toHaveBeenCalled();
  });

  test('an error after the prompt keeps the session and names it', async () => {
    seen(spawning, plan);
    steps.answer.mockRejectedValue(new CsdError('no_such_option', 'no affirmative option'));
    await expect(run(LAUNCH, { approvePlan: true })).rejects.toMatchObject({
      code: 'no_such_option',
      data: { session: 'job' },
    });
    expect(steps.kill).not.toHaveBeenCalled();
  });
});

import { describe, expect, test } from 'vitest';
import type { Delegate } from '../../../src/contract/delegate.ts';
import type { State } from '../../../src/contract/state.ts';
import { limitAt } from '../../../src/drive/delegate/await-turn.ts';
import { checkLimits, checkTask, spentOf, toLimits, usedUp } from '../../../src/drive/delegate/limits.ts';
import type { Meter } from '../../../src/drive/delegate/meter.ts';
import type { Delegated } from '../../../src/drive/delegate/open-interaction.ts';
import { outcomeOf } from '../../../src/drive/delegate/outcome.ts';
import type { Observation } from '../../../src/drive/session/observation.ts';

const delegate: Delegate = {
  preset: 'edit',
  limits: { cost_usd: 2, turns: 4, time_s: 300 },
  on_limit: 'interrupt',
  safety: true,
  since: 0,
  before: { cost_usd: 0.5, turns: 10 },
};
const sidecar = { name: 'job', delegate } as Delegated;

/** A look at a turn in flight. */
const turn = (facts: object, status = 'working') =>
  ({
    verdict: { state: { status } },
    signals: { transcript: { kind: 'read', path: '/t', turn: { phase: 'running', openTools: [], ...facts } } },
  }) as unknown as Observation;
const used = (costUsd: number | null, turns: number) =>
  ({ read: async () => ({ costUsd, turns }) }) as unknown as Meter;

describe('limits', () => {
  test.each([
    { cost: 0 },
    { cost: -1 },
    { cost: 1001 },
    { cost: Number.NaN },
    { cost: Number.POSITIVE_INFINITY },
    { turns: 0 },
    { turns: 1.5 },
    { turns: 10_001 },
    { timeS: -1 },
    { timeS: 86_401 },
  ])('%j is not a limit', (request) => {
    expect(() => checkLimits(request)).toThrow(/is not a limit/);
  });

  test('the smallest and largest limits are valid', () => {
    expect(() => checkLimits({ cost: 0.001, turns: 1, timeS: 0.5 })).not.toThrow();
    expect(() => checkLimits({ cost: 1000, turns: 10_000, timeS: 86_400 })).not.toThrow();
  });

  test('an agent that reports no cost has no cost limit, and asking for one is refused', () => {
    expect(toLimits({}, 'codex', false)).toEqual({ cost_usd: null, turns: 50, time_s: 300 });
    expect(() => toLimits({ cost: 1 }, 'codex', false)).toThrow(/does not report its cost/);
  });

  test('a task is not empty and has at most 10 MiB', () => {
    expect(() => checkTask(' \n')).toThrow(/empty/);
    expect(() => checkTask('x'.repeat(10 * 1024 * 1024))).not.toThrow();
    expect(() => checkTask('é'.repeat(5 * 1024 * 1024 + 1))).toThrow(/10 MiB/);
  });

  test('earlier usage does not count', () => {
    expect(spentOf(delegate, { costUsd: 1.7, turns: 12 })).toEqual({ cost: 1.2, turns: 2 });
    expect(usedUp(delegate, { costUsd: 2.49, turns: 13 })).toBeUndefined();
    expect(usedUp(delegate, { costUsd: 2.5, turns: 13 })).toBe('cost');
    expect(usedUp(delegate, { costUsd: null, turns: 14 })).toBe('turns');
  });
});

describe('a turn in flight', () => {
  test('continues below its limits', async () => {
    expect(await limitAt(sidecar, used(1, 13), turn({ streaming: true }))).toBeUndefined();
  });

  test('ends when its money is used up', async () => {
    expect(await limitAt(sidecar, used(2.5, 11), turn({ streaming: true }))).toBe('cost');
  });

  test('ends with its last call if that starts tools', async () => {
    const open = { streaming: false, openTools: [{ id: 't', name: 'Read', input: {} }] };
    expect(await limitAt(sidecar, used(1, 14), turn(open))).toBe('turns');
    expect(await limitAt(sidecar, used(1, 14), turn({ streaming: false }))).toBe('turns');
  });

  test('may give its answer with its last call', async () => {
    expect(await limitAt(sidecar, used(1, 14), turn({ streaming: true }))).toBeUndefined();
    expect(await limitAt(sidecar, used(1, 14), turn({ phase: 'ended', streaming: false }))).toBeUndefined();
  });

  test('is not over while it waits for helpers: each result begins another call', async () => {
    const ended = turn({ phase: 'ended', streaming: false });
    const waits = { ...ended, verdict: { state: { ...ended.verdict.state, detail: 'subagents' } } } as typeof ended;
    const beside = {
      ...ended,
      verdict: { state: { ...ended.verdict.state, background: { agents: 1 } } },
    } as typeof ended;
    const served = {
      ...ended,
      verdict: { state: { ...ended.verdict.state, background: { shells: 1 } } },
    } as typeof ended;
    for (const seen of [waits, beside]) {
      expect(await limitAt(sidecar, used(1, 13), seen)).toBeUndefined();
      expect(await limitAt(sidecar, used(1, 14), seen)).toBe('turns');
      expect(await limitAt(sidecar, used(2.5, 11), seen)).toBe('cost');
    }
    expect(await limitAt(sidecar, used(1, 14), served)).toBeUndefined();
  });

  test('is not interrupted if it has ended, or waits for someone', async () => {
    expect(await limitAt(sidecar, used(9, 99), turn({ streaming: false }, 'idle_done'))).toBeUndefined();
    expect(await limitAt(sidecar, used(9, 99), turn({ streaming: false }, 'blocked'))).toBeUndefined();
  });
});

describe('how a turn ended', () => {
  const outcome = (state: object) => outcomeOf(state as State);

  test('with an answer', () => {
    expect(outcome({ status: 'idle_done', text: 'Done.' })).toMatchObject({ status: 'completed', response: 'Done.' });
  });

  test('without one', () => {
    expect(outcome({ status: 'idle_done', text: '', error: 'overloaded' })).toMatchObject({ status: 'failed' });
    expect(outcome({ status: 'idle_done', text: '', interrupted: true })).toMatchObject({ status: 'failed' });
  });

  test('at a question, a plan or a gate, which are reported in the words of the state', () => {
    expect(outcome({ status: 'awaiting_answer', question: 'Which?', options: ['a'], gate_id: 'q' })).toMatchObject({
      status: 'needs_input',
      waits: { question: 'Which?', options: ['a'], gate_id: 'q' },
    });
    expect(outcome({ status: 'plan_ready', plan: 'Do it.', options: ['Yes'], gate_id: 'p' })).toMatchObject({
      status: 'needs_input',
      waits: { gate: 'plan', plan: 'Do it.' },
    });
    const gate = { status: 'blocked', gate: 'permission', prompt: 'P', question: 'Q?', options: ['Yes'], gate_id: 'g' };
    expect(outcome(gate)).toMatchObject({ status: 'needs_input', waits: { gate: 'permission', question: 'Q?' } });
  });
});

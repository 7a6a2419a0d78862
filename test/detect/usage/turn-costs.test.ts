import { describe, expect, test } from 'vitest';
import type { StatusReport, Tokens, UsageFact } from '../../../src/detect/agent/usage-grammar.ts';
import {
  type CostEntry,
  type CostSample,
  costsOfTurns,
  markTurn,
  type TurnMarks,
  toSamples,
} from '../../../src/detect/usage/turn-costs.ts';

const START = 1_800_000_000_000;
const tokens = (n: number): Tokens => ({ input: n, output: 10 * n, cacheRead: 0, cacheWrite: 0 });

/** A turn prompted at second `at` and answered from `from` to `to`, the newest answer with `tokens(n)`. */
function turn(at: number, from: number, to: number, n: number): TurnMarks {
  const answer = (second: number, message: string, used: Tokens): UsageFact => ({
    kind: 'message',
    message,
    tokens: used,
    at: START + second * 1000,
  });
  return markTurn(START + at * 1000, [answer(to, `m${n}`, tokens(n)), answer(from, 'first', tokens(500))]);
}
const unanswered = (at: number): TurnMarks => markTurn(START + at * 1000, []);

/** A cost reported at second `at`, with the tokens of answer `n`; `began`: when the counters began, in seconds. */
function step(
  at: number,
  costUsd: number,
  n?: number,
  more: { conversation?: string; began?: number } = {},
): CostEntry {
  const { conversation = 'a', began = 0 } = more;
  const report: StatusReport = {
    conversation,
    costUsd,
    linesAdded: 0,
    linesRemoved: 0,
    durationMs: (at - began) * 1000,
    contextUsed: null,
    contextSize: null,
    ...(n === undefined ? {} : { newest: tokens(n) }),
    model: null,
    limits: [],
  };
  return { kind: 'step', from: START + at * 1000, to: START + at * 1000, report };
}
const costs = (turns: TurnMarks[], entries: CostEntry[]) => costsOfTurns(turns, toSamples(entries));
const launch: CostEntry = { kind: 'launch' };

describe('what each turn cost', () => {
  const two = [turn(1, 2, 4, 1), turn(10, 11, 12, 2)];
  const told = [launch, step(0.5, 0), step(2.3, 0.2, 500), step(4.3, 0.5, 1), step(12.3, 0.75, 2)];

  test('is what the agent counted between the ends of the previous turn and this one', () => {
    expect(costs(two, told)).toEqual([0.5, 0.25]);
  });

  test('is known whichever record came late, until the next turn is answered', () => {
    const late = [launch, step(0.5, 0), step(10.8, 0.5, 1), step(12.3, 0.75, 2)];
    expect(costs(two, late)).toEqual([0.5, 0.25]);
    const tooLate = [launch, step(0.5, 0), step(11.2, 0.6, 500), step(12.3, 0.75, 2)];
    expect(costs(two, tooLate)).toEqual([null, null]);
  });

  test('is known with a compaction after it, which counts for the next turn', () => {
    const compacted = (n?: number) => [...told.slice(0, 4), step(8, 0.6, n), step(12.3, 0.85, 2)];
    // It reports the tokens of its summary, or none until the next answer.
    expect(costs(two, compacted(7))).toEqual([0.5, 0.35]);
    expect(costs(two, compacted())).toEqual([0.5, 0.35]);
  });

  test('is unknown while the newest answer has not been counted', () => {
    expect(costs(two, told.slice(0, 4))).toEqual([0.5, null]);
    expect(costs(two, [launch, step(0.5, 0), step(2.3, 0.2, 500)])).toEqual([null, null]);
    // Reported after the end of the turn, but about the previous answer.
    expect(costs(two, [launch, step(0.5, 0), step(4.1, 0.2, 500), step(12.3, 0.75, 2)])).toEqual([null, null]);
  });

  test('is unknown if a clock in seconds leaves open which turn an answer belongs to', () => {
    const [, , , last] = told;
    const vague = { ...(last as CostEntry & { kind: 'step' }), to: START + 11_500 };
    expect(costs(two, [launch, step(0.5, 0), vague, step(12.3, 0.75, 2)])).toEqual([null, null]);
    expect(costs(two, [launch, step(0.5, 0), { ...vague, to: START + 4999 }, step(12.3, 0.75, 2)])).toEqual([
      0.5, 0.25,
    ]);
  });

  test('is unknown for turns before csd listened, and known from the first one after', () => {
    const later = [launch, step(5, 0, 1), step(12.3, 0.25, 2)];
    expect(costs(two, later)).toEqual([null, 0.25]);
    expect(costs(two, [])).toEqual([null, null]);
  });

  test('continues after a restart of the process, whether its counters start at 0 or continue (2.1.158, 2.1.332)', () => {
    const anew = [launch, step(0.5, 0), step(4.3, 0.5, 1), launch, step(8, 0, 1, { began: 7.5 })];
    expect(costs(two, [...anew, step(12.3, 0.25, 2, { began: 7.5 })])).toEqual([0.5, 0.25]);
    const on = [launch, step(0.5, 0), step(4.3, 0.4, 1), launch, step(8, 0.5, 1)];
    // What was counted as the process ended belongs to the turn, too.
    expect(costs(two, [...on, step(12.3, 0.75, 2)])).toEqual([0.5, 0.25]);
  });

  test('continues after /clear, whether the counters do or not', () => {
    const cleared = { conversation: 'b' };
    const on = [step(8, 0.5, undefined, cleared), step(12.3, 0.75, 2, cleared)];
    expect(costs(two, [...told.slice(0, 4), ...on])).toEqual([0.5, 0.25]);
    const anew = { conversation: 'b', began: 7.5 };
    const zero = [step(8, 0, undefined, anew), step(12.3, 0.25, 2, anew)];
    expect(costs(two, [...told.slice(0, 4), ...zero])).toEqual([0.5, 0.25]);
  });

  test('is unknown for a turn without an answer, and goes to no other turn', () => {
    const [first, second] = two as [TurnMarks, TurnMarks];
    expect(costs([first, unanswered(6), second], told)).toEqual([0.5, null, 0.25]);
    expect(costs([unanswered(1)], [launch, step(0.5, 0)])).toEqual([null]);
  });

  test('ignores subagents’ answers, which the agent does not report one by one', () => {
    const aside: UsageFact = { kind: 'message', message: 's', tokens: tokens(9), at: START + 5000, aside: true };
    expect(markTurn(START, [aside])).toEqual({ at: START });
  });
});

test('is found by binary search for tens of thousands of turns and answers, even if a clock was set back', () => {
  const sample = (to: number, n: number): CostSample => ({ from: to, to, total: n, isWhole: true });
  const turnAt = (n: number): TurnMarks => ({ at: n * 10, firstAnswer: n * 10 + 1, lastAnswer: n * 10 + 2 });
  // Reported in another order than their times: for each turn the last report that is early enough counts.
  const times = [5, 14, 12, 31, 8, 24, 40, 22, 60];
  const before = (until: number) => times.findLastIndex((to) => to < until);
  const turns = Array.from({ length: 6 }, (_, n) => turnAt(n));
  const totals = turns.map((_, n) => {
    const found = before(n === 5 ? Number.POSITIVE_INFINITY : (n + 1) * 10 + 1);
    return found >= 0 && (times[found] as number) >= n * 10 + 2 ? found : undefined;
  });
  const grown = totals.map((total, n) => {
    const earlier = n === 0 ? undefined : totals[n - 1];
    return total === undefined || earlier === undefined || total < earlier ? null : total - earlier;
  });
  expect(costsOfTurns(turns, times.map(sample))).toEqual(grown);

  const many = 60_000;
  const each = costsOfTurns(
    Array.from({ length: many }, (_, n) => turnAt(n)),
    Array.from({ length: many }, (_, n) => sample(n * 10 + 3, n)),
  );
  expect(each.slice(1)).toEqual(Array.from({ length: many - 1 }, () => 1));
});

import { describe, expect, test } from 'vitest';
import type { StatusReport } from '../../../src/detect/agent/usage-grammar.ts';
import { addReports, type ReportEntry } from '../../../src/detect/usage/add-reports.ts';

const START = 1_800_000_000_000;

function report(conversation: string, costUsd: number | null, durationMs: number): StatusReport {
  return {
    conversation,
    costUsd,
    linesAdded: 0,
    linesRemoved: 0,
    durationMs,
    contextUsed: null,
    contextSize: null,
    model: null,
    limits: [],
  };
}

/** `at` in ms since the start of the first process. */
const first = (at: number, of: StatusReport): ReportEntry => ({ kind: 'first', at: START + at, report: of });
const last = (of: StatusReport): ReportEntry => ({ kind: 'last', report: of });
const launch: ReportEntry = { kind: 'launch' };
const cost = (entries: ReportEntry[], newest?: StatusReport) => addReports(entries, newest)?.costUsd;

describe('the cost of a session over its conversations', () => {
  test('nothing is known before the first report', () => {
    expect(addReports([], undefined)).toBeUndefined();
  });

  test('is what the newest report says, for a single conversation', () => {
    expect(cost([first(500, report('a', 0, 450))], report('a', 0.0105, 2965))).toBe(0.0105);
    expect(cost([first(500, report('a', 0.01, 450))])).toBe(0.01);
  });

  test('a release that counts by process continues after /clear, and begins again after a restart (2.1.158)', () => {
    const entries = [
      first(400, report('a', 0, 396)),
      last(report('a', 0.043125, 5343)),
      first(7500, report('b', 0.043125, 7511)),
    ];
    expect(cost(entries, report('b', 0.05175, 10803))).toBeCloseTo(0.05175, 9);
    const again = [...entries, last(report('b', 0.05175, 10803)), launch, first(60_000, report('a', 0, 356))];
    expect(cost(again, report('a', 0.008625, 3664))).toBeCloseTo(0.060375, 9);
  });

  test('a release that counts by conversation begins again after /clear, and continues after a restart (2.1.332)', () => {
    const entries = [
      first(500, report('a', 0, 451)),
      last(report('a', 0.0315, 5639)),
      first(7800, report('b', 0, 336)),
    ];
    expect(cost(entries, report('b', 0.00525, 3377))).toBeCloseTo(0.03675, 9);
    const again = [...entries, last(report('b', 0.00525, 3377)), launch, first(60_000, report('a', 0.0315, 7911))];
    expect(cost(again, report('a', 0.03675, 11_289))).toBeCloseTo(0.042, 9);
  });

  test('a conversation whose first report comes late is not mistaken for a continuation of the previous one', () => {
    // The first turn after /clear came before the first report, and cost more than everything before.
    const entries = [
      first(500, report('a', 0, 451)),
      last(report('a', 0.01, 2000)),
      first(20_000, report('b', 0.02, 9000)),
    ];
    expect(cost(entries, report('b', 0.02, 9000))).toBeCloseTo(0.03, 9);
  });

  test('going back to a conversation counts only what it adds, with both ways of counting', () => {
    const byConversation = [
      first(500, report('a', 0, 451)),
      last(report('a', 0.03, 5000)),
      first(9000, report('b', 0, 336)),
      last(report('b', 0.01, 4000)),
      first(20_000, report('a', 0.03, 5300)),
    ];
    expect(cost(byConversation, report('a', 0.05, 9000))).toBeCloseTo(0.06, 9);
    const byProcess = [
      first(500, report('a', 0, 451)),
      last(report('a', 0.03, 5000)),
      first(9000, report('b', 0.03, 8950)),
      last(report('b', 0.04, 12_000)),
      first(20_000, report('a', 0.04, 19_950)),
    ];
    expect(cost(byProcess, report('a', 0.06, 24_000))).toBeCloseTo(0.06, 9);
  });

  test('what a resumed conversation used before csd started it is counted as the agent counts it', () => {
    expect(cost([first(500, report('a', 0.5, 90_000))], report('a', 0.6, 99_000))).toBe(0.6);
  });

  test('a counter that is missing from one report is unknown', () => {
    expect(cost([first(500, report('a', null, 451))], report('a', null, 900))).toBeNull();
  });
});

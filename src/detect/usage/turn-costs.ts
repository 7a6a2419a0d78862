import type { StatusReport, Tokens, UsageFact } from '../agent/usage-grammar.ts';
import { type ReportEntry, sumSegments } from './add-reports.ts';
import { roundCost } from './round-cost.ts';

/**
 * The recorded costs of an agent, in order: each `launch` of its process, and each `step`, a report with a new cost.
 * The report came between `from` and `to`, ms since 1970; a clock in whole seconds leaves a second between them.
 */
export type CostEntry = { kind: 'launch' } | { kind: 'step'; from: number; to: number; report: StatusReport };

/** When a turn was prompted and answered, in ms since 1970, and the tokens of its newest answer; absent if unknown. */
export interface TurnMarks {
  at: number | undefined;
  firstAnswer?: number;
  lastAnswer?: number;
  newest?: Tokens;
}

/**
 * The total cost of the session at one moment, with the tokens of the newest answer that it includes; `isWhole`: it
 * includes every answer before then.
 */
export interface CostSample {
  from: number;
  to: number;
  total: number;
  newest?: Tokens;
  isWhole: boolean;
}

/**
 * The marks of a turn by its usage records. Subagents' answers do not count: the agent does not report them one by one.
 */
export function markTurn(at: number | undefined, facts: UsageFact[]): TurnMarks {
  const marks: TurnMarks = { at };
  let newest: string | undefined;
  for (const fact of facts) {
    if (fact.kind !== 'message' || fact.aside || fact.at === undefined) continue;
    marks.firstAnswer = Math.min(marks.firstAnswer ?? fact.at, fact.at);
    if (fact.at < (marks.lastAnswer ?? 0)) continue;
    marks.lastAnswer = fact.at;
    marks.newest = newest === fact.message && marks.newest ? atMost(marks.newest, fact.tokens) : fact.tokens;
    newest = fact.message;
  }
  return marks;
}

/**
 * The cost of each turn in USD, by the agent's own count: the difference between its totals at the end of the preceding
 * turn and of this one. `null` if a total is missing or cannot be attributed to one of the turns.
 */
export function costsOfTurns(turns: TurnMarks[], samples: CostSample[]): (number | null)[] {
  const until = untilTime(samples);
  let answered: TurnMarks | undefined;
  const totals = [undefined, ...turns].map((turn, n) => {
    if (turn?.lastAnswer !== undefined) answered = turn;
    return totalAfter(answered, turns[n], samples, until);
  });
  return turns.map((turn, n) => {
    const [before, after] = [totals[n], totals[n + 1]];
    if (turn.lastAnswer === undefined || before === undefined || after === undefined || after < before) return null;
    return roundCost(after - before);
  });
}

/**
 * How many samples were reported before a time. They are in order of arrival, which can differ from the order of their
 * times.
 */
function untilTime(samples: CostSample[]): (time: number) => number {
  // From each sample on, the earliest time: it never decreases, which allows a binary search for the last sample before
  // a time.
  const earliest = samples.map(({ to }) => to);
  for (let n = earliest.length - 2; n >= 0; n--)
    earliest[n] = Math.min(earliest[n] as number, earliest[n + 1] as number);
  return (time) => {
    let [low, high] = [0, samples.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((earliest[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** The total after all turns up to `answered`, and before any cost of the `next` one. */
function totalAfter(
  answered: TurnMarks | undefined,
  next: TurnMarks | undefined,
  samples: CostSample[],
  until: (time: number) => number,
): number | undefined {
  const end = until(next?.firstAnswer ?? next?.at ?? Number.POSITIVE_INFINITY);
  const last = samples[end - 1];
  if (!last || answered?.lastAnswer === undefined) return last?.total;
  // A report can be older than the end of the turn: its newest answer shows that. A later one can be that of a
  // compaction.
  for (let n = end - 1; n >= 0; n--) {
    const { to, total, newest } = samples[n] as CostSample;
    if (to < answered.lastAnswer) break;
    if (newest && isSame(newest, answered.newest)) return total;
  }
  return last.isWhole && last.to >= answered.lastAnswer ? last.total : undefined;
}

/** The totals over all conversations and processes of the agent. */
export function toSamples(entries: CostEntry[]): CostSample[] {
  const reports: ReportEntry[] = [];
  const runs: (CostEntry & { kind: 'step'; isFirst: boolean })[][] = [];
  let isFirst = true;
  for (const entry of entries) {
    if (entry.kind === 'launch') {
      reports.push(entry);
      isFirst = true;
      continue;
    }
    const { report, to } = entry;
    const run = runs.at(-1);
    const goesOn = !isFirst && run?.[0]?.report.conversation === report.conversation;
    reports.push(goesOn ? { kind: 'last', report } : { kind: 'first', at: to, report });
    if (goesOn) run.push({ ...entry, isFirst });
    else runs.push([{ ...entry, isFirst }]);
    isFirst = false;
  }
  return sumSegments(reports).flatMap(({ sum, base }, n) =>
    (runs[n] ?? []).flatMap(({ from, to, report, isFirst }) => {
      if (sum.costUsd === null || report.costUsd === null) return [];
      const total = sum.costUsd + Math.max(0, report.costUsd - (base?.costUsd ?? 0));
      const { newest } = report;
      // A process that has just started has no cost to come, nor does a conversation without an answer.
      return [{ from, to, total, isWhole: isFirst || newest === undefined, ...(newest && { newest }) }];
    }),
  );
}

/** The first records of an answer are written before it is complete. */
function isSame(told: Tokens, written: Tokens | undefined): boolean {
  if (!written) return false;
  const { input, cacheRead, cacheWrite, output } = written;
  return (
    told.input === input &&
    told.cacheRead === cacheRead &&
    told.cacheWrite === cacheWrite &&
    (told.output ?? 0) >= (output ?? 0)
  );
}

function atMost(a: Tokens, b: Tokens): Tokens {
  const most = (x: number | null, y: number | null) => (x === null ? y : y === null ? x : Math.max(x, y));
  return {
    input: most(a.input, b.input),
    output: most(a.output, b.output),
    cacheRead: most(a.cacheRead, b.cacheRead),
    cacheWrite: most(a.cacheWrite, b.cacheWrite),
  };
}

import type { StatusReport } from '../agent/usage-grammar.ts';

/**
 * The kept status reports of an agent, in order: a `launch` of its process, and for each conversation that it turned to
 * the `first` report (`at`: when, ms since 1970) and the `last` one.
 */
export type ReportEntry =
  | { kind: 'launch' }
  | { kind: 'first'; at: number; report: StatusReport }
  | { kind: 'last'; report: StatusReport };

/** Counters over all conversations of a session. */
export interface ReportSum {
  costUsd: number | null;
  linesAdded: number | null;
  linesRemoved: number | null;
}

const COUNTERS = ['costUsd', 'linesAdded', 'linesRemoved'] as const;
const ZERO: ReportSum = { costUsd: 0, linesAdded: 0, linesRemoved: 0 };
/**
 * A first report is dated in whole seconds and is about 0.1 s old by then: counters that began within this time, in ms,
 * are the same.
 */
const SAME_CLOCK = 2000;

/** One conversation in one process of the agent. */
interface Segment {
  launch: number;
  /** When the counters began, by the first report, in ms since 1970. */
  begun: number | null;
  first: StatusReport;
  last: StatusReport;
}

/**
 * The counters over the whole session. Some releases count by process (2.1.158: `/clear` continues, `--resume` begins
 * at 0), some by conversation (2.1.332: `/clear` begins at 0, `--resume` continues). The counted duration of a report
 * shows which, so that nothing is left out or counted twice. `newest` replaces the last report.
 */
export function addReports(entries: ReportEntry[], newest: StatusReport | undefined): ReportSum | undefined {
  const last = sumSegments(newest ? [...entries, { kind: 'last', report: newest }] : entries).at(-1);
  return last && mapCounters((name) => grow(last.sum[name], last.report[name], last.base?.[name]));
}

/**
 * The same for one conversation after the other, in each process of the agent: the `sum` of all before, the report from
 * which its counters continued (`base`; absent if they began at 0), and its newest `report`.
 */
export function sumSegments(
  entries: ReportEntry[],
): { sum: ReportSum; base: StatusReport | undefined; report: StatusReport }[] {
  const segments = toSegments(entries);
  const known = new Map<string, StatusReport>();
  let next = ZERO;
  return segments.map((segment, n) => {
    const sum = next;
    const report = segment.last;
    const base = baseOf(segment, segments[n - 1], known);
    next = mapCounters((name) => grow(sum[name], report[name], base?.[name]));
    known.set(report.conversation, report);
    return { sum, base, report };
  });
}

/** A conversation's `last` report also serves as its first one if that is missing. */
function toSegments(entries: ReportEntry[]): Segment[] {
  const segments: Segment[] = [];
  let launch = 0;
  for (const entry of entries) {
    if (entry.kind === 'launch') {
      launch++;
      continue;
    }
    const { report } = entry;
    const open = segments.at(-1);
    if (entry.kind === 'last' && open?.last.conversation === report.conversation) {
      open.last = report;
      continue;
    }
    const begun = entry.kind === 'first' && report.durationMs !== null ? entry.at - report.durationMs : null;
    segments.push({ launch, begun, first: report, last: report });
  }
  return segments;
}

/** The report from which a segment's counters continued; `undefined` if they began at 0. */
function baseOf(
  segment: Segment,
  before: Segment | undefined,
  known: ReadonlyMap<string, StatusReport>,
): StatusReport | undefined {
  const sameLife = before?.launch === segment.launch;
  if (sameLife && before.begun !== null && segment.begun !== null) {
    if (Math.abs(before.begun - segment.begun) <= SAME_CLOCK) return before.last;
  }
  const earlier = known.get(segment.first.conversation);
  return earlier && isAtLeast(segment.first, earlier) ? earlier : undefined;
}

/** A resumed conversation continues from its earlier counters. */
function isAtLeast(report: StatusReport, earlier: StatusReport): boolean {
  return (report.durationMs ?? 0) >= (earlier.durationMs ?? 0) && (report.costUsd ?? 0) >= (earlier.costUsd ?? 0);
}

function grow(sum: number | null, last: number | null, before: number | null | undefined): number | null {
  return sum === null || last === null ? null : sum + Math.max(0, last - (before ?? 0));
}

function mapCounters(count: (name: (typeof COUNTERS)[number]) => number | null): ReportSum {
  return Object.fromEntries(COUNTERS.map((name) => [name, count(name)])) as unknown as ReportSum;
}

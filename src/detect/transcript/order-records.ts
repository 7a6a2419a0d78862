import type { TranscriptFact } from './facts.ts';

/**
 * A line this much older than an earlier one, ms, was written after the machine's clock was set back, unless a later
 * line is as new again. Lines that are only out of order were up to 9 s older, and at the end of a file 2.3 s, in 574
 * recorded transcripts; a compaction, whose command is written at its end, takes minutes.
 */
const SET_BACK_MS = 600_000;

/** Sorts by time, keeps file order where times are absent or equal, then moves children after their parents. */
export function inOrder(facts: TranscriptFact[]): TranscriptFact[] {
  let carried = 0;
  const keyed = facts.map((fact, index) => {
    carried = fact.at ?? carried;
    return { fact, index, at: carried };
  });
  const span = spansOf(facts.map((fact) => (fact.kind === 'joined' ? undefined : fact.at)));
  keyed.sort((a, b) => span(a.index) - span(b.index) || a.at - b.at || a.index - b.index);
  const sorted = keyed.map(({ fact }) => fact);
  for (let i = 0; i + 1 < sorted.length; i++) {
    const [first, second] = [sorted[i], sorted[i + 1]];
    if (first && second && second.id !== undefined && first.parent === second.id && first.at === second.at) {
      sorted[i] = second;
      sorted[i + 1] = first;
    }
  }
  return sorted;
}

/**
 * The number of the span in which the clock was not set back, for each index of a list in file order; a later span has
 * a higher number. `times`: in ms since 1970, `undefined` where a line says nothing about the clock.
 */
export function spansOf(times: readonly (number | undefined)[]): (index: number) => number {
  const newestFrom: number[] = [];
  for (let i = times.length - 1; i >= 0; i--) newestFrom[i] = Math.max(times[i] ?? 0, newestFrom[i + 1] ?? 0);
  const spans: number[] = [];
  let span = 0;
  let newest = 0;
  for (const [i, time] of times.entries()) {
    if (time !== undefined && newest - (newestFrom[i] ?? 0) > SET_BACK_MS) {
      span++;
      newest = time;
    }
    newest = Math.max(newest, time ?? 0);
    spans.push(span);
  }
  return (index) => spans[index] ?? 0;
}

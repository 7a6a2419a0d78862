import type { TranscriptFact } from './facts.ts';

/** Sorts by time, keeps file order where times are absent or equal, then moves children after their parents. */
export function inOrder(facts: TranscriptFact[]): TranscriptFact[] {
  let carried = 0;
  const keyed = facts.map((fact, index) => {
    carried = fact.at ?? carried;
    return { fact, index, at: carried };
  });
  keyed.sort((a, b) => a.at - b.at || a.index - b.index);
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

import type { Usage } from '../../../contract/usage.ts';
import type { Sample } from '../model/page-model.ts';

/** A turn in the form of `history`. */
export interface Turn {
  turn: number | null;
  at: number | null;
  duration_ms: number | null;
  prompt: string;
  answer: string;
  tools: Record<string, number>;
  input_tokens: number | null;
  output_tokens: number | null;
  cache_read_tokens: number | null;
  cache_write_tokens: number | null;
  cost_usd: number | null;
  cost_source: 'agent' | 'estimate' | null;
  ended: string;
}

/**
 * The cost of a session over time, `[ms since 1970, USD]`: by its turns if the agent reports the cost of each, with the
 * total of the session for the last one; otherwise by what was observed while the page was open. A sum that leaves
 * turns out does not count.
 */
export function costsOver(
  turns: readonly Turn[],
  samples: readonly Sample[],
  usage: Pick<Usage, 'cost_usd' | 'at'> | undefined,
): (readonly [number, number])[] {
  const total = usage?.cost_usd ?? null;
  const known = turns.flatMap(({ at, duration_ms, cost_usd }) =>
    at === null || cost_usd === null ? [] : [{ at, end: at + (duration_ms ?? 0), cost: cost_usd }],
  );
  const [first] = known;
  if (first !== undefined && known.length === turns.length) {
    // The cost of earlier turns.
    let sum = Math.max(0, (total ?? 0) - known.reduce((all, { cost }) => all + cost, 0));
    const begin = [first.at, sum] as const;
    const ends = known.map(({ end, cost }) => {
      sum += cost;
      return [end, sum] as const;
    });
    return [begin, ...ends];
  }
  const seen = samples.flatMap(({ at, cost }) => (cost === null ? [] : [[at, cost] as const]));
  return seen.length > 0 || total === null || !usage?.at ? seen : [[usage.at, total]];
}

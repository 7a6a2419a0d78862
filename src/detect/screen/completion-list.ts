import type { CompletionGrammar } from '../agent/screen-grammar.ts';
import { isBlank, type Row } from './rows.ts';

/**
 * The row below the conversation: `top`, the composer's first row, or the first row of a list of completions directly
 * above it, whose rows would otherwise be read as prompts, or as the end of an answer.
 */
export function topOfCompletions(rows: Row[], top: number, draft: string, grammar?: CompletionGrammar): number {
  if (!grammar?.opens.test(draft)) return top;
  const below = lastFilled(rows, top);
  if (grammar.hint?.test(rows[below]?.text ?? '')) {
    const list = topOfBlock(rows, lastFilled(rows, below));
    for (let at = list; at >= 0; at--) if (grammar.title?.test(rows[at]?.text ?? '')) return at;
    return list;
  }
  const first = topOfBlock(rows, below);
  return grammar.row.test(rows[first]?.text ?? '') ? first : top;
}

/** True if a list of completions is drawn below that row. */
export function completesBelow(rows: Row[], row: number, grammar?: CompletionGrammar): boolean {
  const hint = grammar?.hint;
  return hint !== undefined && rows.slice(row + 1).some(({ text }) => hint.test(text));
}

/** The block of rows without a blank one that ends above that row, blank rows between them ignored. */
export function blockAbove(rows: Row[], row: number): Row[] {
  const last = lastFilled(rows, row);
  return last < 0 ? [] : rows.slice(topOfBlock(rows, last), last + 1);
}

/** The next row above that is not blank; -1 if there is none. */
function lastFilled(rows: Row[], above: number): number {
  let at = above - 1;
  while (at >= 0 && isBlank(rows[at])) at--;
  return at;
}

/** The first row of the block of non-blank rows that ends in that row. */
function topOfBlock(rows: Row[], last: number): number {
  let at = Math.max(0, last);
  while (at > 0 && !isBlank(rows[at - 1])) at--;
  return at;
}

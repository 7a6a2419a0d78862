import type { BesideGrammar } from '../agent/screen-grammar.ts';
import type { Composer } from './composer.ts';
import { type Cursor, type Drawing, displayWidth, type Range, type Row } from './rows.ts';

/** Another conversation than the session's is in use, which a person opened next to it. */
export interface Beside {
  /** The name of that view. */
  name: string;
  /** Its footer is drawn, which says if the session's conversation waits for a person. */
  says: boolean;
  /** What the session's conversation waits for. */
  waits?: 'approval' | 'answer';
}

/** Whether the part of the screen that is in use belongs to such a conversation. */
export function findBeside(
  rows: Row[],
  composer: Composer | undefined,
  grammar: BesideGrammar | undefined,
): Beside | undefined {
  if (!grammar) return undefined;
  const { name, tabs, footer, waits } = grammar;
  const said = composer && rows.slice(composer.bottom + 1).find(({ text }) => footer.test(text))?.text;
  if (said === undefined) return tabs.test(rows[0]?.text ?? '') ? { name, says: false } : undefined;
  const [waiting] = (['approval', 'answer'] as const).filter((what) => waits[what].test(said));
  return { name, says: true, ...(waiting && { waits: waiting }) };
}

/**
 * The part of the screen that is in use, if two conversations are drawn next to each other with a divider from top to
 * bottom: the one with the terminal's cursor, or else the one that `asks` something. Otherwise the whole drawing.
 */
export function partInUse(
  drawing: Drawing,
  height: number,
  grammar: BesideGrammar | undefined,
  asks: (part: Drawing) => boolean,
): Drawing {
  const { rows, width, cursor } = drawing;
  const at = grammar && rows.length >= height ? dividerOf(rows, grammar) : undefined;
  if (at === undefined) return drawing;
  const left = partOf(drawing, 0, at);
  const right = partOf(drawing, at + 1, width);
  if (cursor && !cursor.hidden) return cursor.x < at ? left : right;
  return asks(left) ? left : right;
}

/** The column of the divider: in each row, with the tabs of the other conversation behind it in the first one. */
function dividerOf(rows: Row[], { divider, tabs }: BesideGrammar): number | undefined {
  const first = rows[0]?.text ?? '';
  const index = first.lastIndexOf(divider);
  if (index === -1 || !tabs.test(first.slice(index + divider.length))) return undefined;
  const column = displayWidth(first.slice(0, index));
  return rows.every(({ text }) => text.startsWith(divider, indexAt(text, column))) ? column : undefined;
}

/** The index of the first character of a row at or behind a column. */
function indexAt(text: string, column: number): number {
  if (displayWidth(text.slice(0, column)) === column) return column;
  let low = 0;
  let high = text.length;
  // Widths of prefixes do not decrease.
  while (low < high) {
    const middle = (low + high) >> 1;
    if (displayWidth(text.slice(0, middle)) < column) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The columns from `from` to `to` of a drawing, as a drawing of its own. */
function partOf({ rows, cursor }: Drawing, from: number, to: number): Drawing {
  const part = rows.map((row) => cut(row, indexAt(row.text, from), indexAt(row.text, to)));
  const moved: Cursor | undefined = cursor && { ...cursor, x: cursor.x - from };
  return { rows: part, width: to - from, cursor: moved };
}

function cut({ text, dim, inverse }: Row, from: number, to: number): Row {
  const inside = (ranges: Range[]): Range[] =>
    ranges.flatMap(([a, b]) => {
      const range = [Math.max(a, from) - from, Math.min(b, to) - from] as const;
      return range[0] < range[1] ? [range] : [];
    });
  return { text: text.slice(from, to).trimEnd(), dim: inside(dim), inverse: inside(inverse) };
}

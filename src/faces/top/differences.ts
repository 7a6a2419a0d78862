const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';

/** A screen of its own without line wrap, on which pastes are told from keys; and back. */
export const ENTER = '\x1b[?1049h\x1b[?7l\x1b[?2004h\x1b[?25l';
export const LEAVE = '\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l';

/** What is on the screen: its rows, painted, and where the cursor stands, from 0; hidden where it has no place. */
export interface Frame {
  rows: readonly string[];
  cursor?: { row: number; column: number } | undefined;
}

/**
 * What makes one frame of another on a terminal, empty where nothing does: the rows that differ alone, as one drawing where the
 * terminal knows such. Without a frame before, all of it.
 */
export function difference(before: Frame | undefined, { rows, cursor }: Frame): string {
  // A row is cleared first: behind one that fills the width the cursor stands on its last cell.
  const changed = rows.flatMap((row, n) => (before?.rows[n] === row ? [] : `\x1b[${n + 1};1H\x1b[0m\x1b[2K${row}`));
  const isMoved = before?.cursor?.row !== cursor?.row || before?.cursor?.column !== cursor?.column;
  if (before !== undefined && changed.length === 0 && !isMoved) return '';
  const place = cursor ? `\x1b[${cursor.row + 1};${cursor.column + 1}H\x1b[?25h` : '\x1b[?25l';
  return `${BEGIN}${before === undefined ? '\x1b[0m\x1b[2J' : ''}${changed.join('')}\x1b[0m${place}${END}`;
}

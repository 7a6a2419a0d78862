const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';

/** Switches to the alternate screen without line wrap, with bracketed paste; and back. */
export const ENTER = '\x1b[?1049h\x1b[?7l\x1b[?2004h\x1b[?25l';
export const LEAVE = '\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l';

/** The content of the screen: its painted rows, and the position of the cursor, from 0; hidden if it has none. */
export interface Frame {
  rows: readonly string[];
  cursor?: { row: number; column: number } | undefined;
}

/**
 * The output that turns one frame into another on a terminal, empty if they are equal: only the changed rows, as a
 * synchronized update on a terminal that supports it. Without a previous frame, everything.
 */
export function difference(before: Frame | undefined, { rows, cursor }: Frame): string {
  // A row is cleared first: after a row of the full width the cursor would be on its last cell.
  const changed = rows.flatMap((row, n) => (before?.rows[n] === row ? [] : `\x1b[${n + 1};1H\x1b[0m\x1b[2K${row}`));
  const isMoved = before?.cursor?.row !== cursor?.row || before?.cursor?.column !== cursor?.column;
  if (before !== undefined && changed.length === 0 && !isMoved) return '';
  const place = cursor ? `\x1b[${cursor.row + 1};${cursor.column + 1}H\x1b[?25h` : '\x1b[?25l';
  return `${BEGIN}${before === undefined ? '\x1b[0m\x1b[2J' : ''}${changed.join('')}\x1b[0m${place}${END}`;
}

import { boxOf, type Drawing, dialogTop, insertRows, lastRow, plain } from './drawing.ts';

/** The words of a dialog: its rows without colours, from its border down. */
export function dialogRows(drawing: Drawing): string[] {
  return drawing.rows.slice(dialogTop(drawing), lastRow(drawing) + 1).map(plain);
}

/** How the agent draws text in its conversation: the beginning of the first row and the indentation of the others. */
export const QUOTES: Record<string, (rows: string[]) => string[]> = {
  answer: (rows) => ['● Like this:', '', ...rows.map((row) => `  ${row}`), ''],
  prompt: (rows) => [`❯ ${rows[0] ?? ''}`, ...rows.slice(1).map((row) => `  ${row}`), ''],
  output: (rows) => ['● Bash(cat gate.txt)', `  ⎿  ${rows[0] ?? ''}`, ...rows.slice(1).map((row) => `     ${row}`), ''],
};

/** The same for codex. */
const CODEX_QUOTES: Record<string, (rows: string[]) => string[]> = {
  answer: (rows) => ['• Like this:', '', ...rows.map((row) => `  ${row}`), ''],
  prompt: (rows) => [`› ${rows[0] ?? ''}`, ...rows.slice(1).map((row) => `  ${row}`), ''],
  output: (rows) => ['• Ran cat gate.txt', `  └ ${rows[0] ?? ''}`, ...rows.slice(1).map((row) => `    ${row}`), ''],
};

/** How each agent except Claude Code draws text in its conversation. */
export const QUOTES_OF: Record<string, typeof QUOTES> = { codex: CODEX_QUOTES };

/**
 * The first row of the conversation on a screen of such an agent; -1 if there is none, and everything belongs to the
 * dialog.
 */
export function conversationTop(drawing: Drawing): number {
  return drawing.rows.findIndex((row) => /^[›•◦] (?!\d+\. )/.test(plain(row)));
}

/** Inserts rows before the conversation. */
export function insertAtStart(drawing: Drawing, rows: string[]): Drawing {
  return insertRows(
    drawing,
    conversationTop(drawing),
    rows.map((row) => row.slice(0, drawing.width)),
  );
}

/** The rows of a dialog without a border: everything after the last rows that an agent of this kind leaves blank. */
export function lastBlock(drawing: Drawing): string[] {
  const rows = drawing.rows.slice(0, lastRow(drawing) + 1).map(plain);
  const gap = rows.findLastIndex((row, n) => row === '' && rows[n - 1] === '' && rows[n - 2] === '');
  return rows.slice(gap + 1);
}

/** Inserts rows into the conversation before its newest block, or at the top if the screen shows no conversation. */
export function insertBefore(drawing: Drawing, rows: string[]): Drawing {
  const end = boxOf(drawing)?.top ?? dialogTop(drawing);
  let at = end - 1;
  while (at >= 0 && !/^[●⏺❯>] /.test(plain(drawing.rows[at] ?? ''))) at--;
  return insertRows(
    drawing,
    Math.max(0, at),
    rows.map((row) => row.slice(0, drawing.width)),
  );
}

import { boxOf, type Drawing, dialogTop, insertRows, lastRow, plain } from './drawing.ts';

/** The words of a dialog: its rows without colours, from its border down. */
export function dialogRows(drawing: Drawing): string[] {
  return drawing.rows.slice(dialogTop(drawing), lastRow(drawing) + 1).map(plain);
}

/** How the agent draws text in its conversation: the first row's beginning and the indentation of the others. */
export const QUOTES: Record<string, (rows: string[]) => string[]> = {
  answer: (rows) => ['● Like this:', '', ...rows.map((row) => `  ${row}`), ''],
  prompt: (rows) => [`❯ ${rows[0] ?? ''}`, ...rows.slice(1).map((row) => `  ${row}`), ''],
  output: (rows) => ['● Bash(cat gate.txt)', `  ⎿  ${rows[0] ?? ''}`, ...rows.slice(1).map((row) => `     ${row}`), ''],
};

/** Puts rows into the conversation before its newest block, or at the top where the screen shows no conversation. */
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

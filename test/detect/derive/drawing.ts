import type { Fixture } from '../fixture.ts';

/** A screen that can be drawn again: rows with their escape sequences, and the position of the terminal's cursor. */
export interface Drawing {
  rows: string[];
  width: number;
  height: number;
  cursor?: { x: number; y: number };
}

const SEQUENCE = /\x1b\[[0-9;:]*[A-Za-z]/g;

/** The recorded screen of a fixture. */
export function drawingOf(fixture: Fixture): Drawing {
  const { width, height, cursor } = fixture.case.pane;
  const rows = fixture.screen.split('\n');
  if (rows.at(-1) === '') rows.pop();
  return { rows, width, height, ...(cursor ? { cursor } : {}) };
}

/** A row's characters only, without trailing blanks. */
export function plain(row: string): string {
  return row.replace(SEQUENCE, '').trimEnd();
}

/** Changes a row's text and keeps its escape sequences. */
export function mapText(row: string, change: (text: string) => string): string {
  let out = '';
  let at = 0;
  for (const token of row.matchAll(SEQUENCE)) {
    out += change(row.slice(at, token.index)) + token[0];
    at = token.index + token[0].length;
  }
  return out + change(row.slice(at));
}

/** Changes a row's escape sequences and keeps its text. */
export function mapSequences(row: string, change: (sequence: string) => string): string {
  return row.replace(SEQUENCE, change);
}

/** Inserts rows before row `at`; the screen grows by them, and the cursor stays in its place in the drawing. */
export function insertRows(drawing: Drawing, at: number, added: string[]): Drawing {
  const { rows, height, cursor } = drawing;
  return {
    ...drawing,
    rows: [...rows.slice(0, at), ...added.map((row) => `\x1b[0m${row}\x1b[0m`), ...rows.slice(at)],
    height: height + added.length,
    ...(cursor ? { cursor: cursor.y >= at ? { ...cursor, y: cursor.y + added.length } : cursor } : {}),
  };
}

/** The same screen without a cursor report from tmux. */
export function withoutCursor({ cursor: _cursor, ...drawing }: Drawing): Drawing {
  return drawing;
}

/** Index of the last row that is not blank; -1 on a blank screen. */
export function lastRow({ rows }: Drawing): number {
  return rows.findLastIndex((row) => plain(row) !== '');
}

/** A rule over at least eight cells, possibly with a name in it. */
export function isRule(row: string): boolean {
  const text = plain(row).trim();
  return /^([─━▔╌┄┈])\1{7,}$/.test(text) || /^─+ \S.* ─{4,}$/.test(text);
}

/** First and last row of the input box with its rules, found from the cursor inside it. */
export function boxOf({ rows, cursor }: Drawing): { top: number; bottom: number } | undefined {
  if (!cursor) return undefined;
  const isEdge = (index: number) => /^[─━]/.test(plain(rows[index] ?? '')) && isRule(rows[index] ?? '');
  let [top, bottom] = [cursor.y, cursor.y];
  while (top >= 0 && !isEdge(top)) top--;
  while (bottom < rows.length && !isEdge(bottom)) bottom++;
  if (top < 0 || bottom >= rows.length || !/^[❯>!]\u00a0/.test(plain(rows[top + 1] ?? '').padEnd(2, '\u00a0')))
    return undefined;
  return { top, bottom };
}

/**
 * First row of the dialog at the end of the screen, its border: the highest rule above the cursor's row without a row
 * of the conversation in between.
 */
export function dialogTop({ rows, cursor }: Drawing): number {
  let top = 0;
  for (let i = (cursor?.y ?? rows.length) - 1; i >= 0; i--) {
    const text = plain(rows[i] ?? '');
    if (/^(?:[●⏺❯>▎╰│]| {2}⎿)/.test(text)) break;
    if (isRule(rows[i] ?? '')) top = i;
  }
  return top;
}

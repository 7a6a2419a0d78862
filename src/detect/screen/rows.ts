import { eastAsianWidth } from 'get-east-asian-width';

/** One row of a terminal screen: its text without trailing blanks, and which characters are dim or inverse. */
export interface Row {
  text: string;
  /** Half-open ranges of `text` (UTF-16 indices) drawn dim, as ghost text is. */
  dim: Range[];
  /** Ranges drawn inverse, as a terminal program draws its own cursor. */
  inverse: Range[];
}

export type Range = readonly [from: number, to: number];

/** The terminal's cursor, and whether the program has hidden it. */
export interface Cursor {
  x: number;
  y: number;
  hidden?: boolean;
}

/** What a terminal shows: its rows, their width in cells, and its cursor if that is known. */
export interface Drawing {
  rows: Row[];
  width: number;
  cursor?: Cursor | undefined;
}

/**
 * The limit for a row, in characters; longer rows are cut. No terminal is that wide, and patterns are tried at every
 * position of a row.
 */
export const LONGEST_ROW = 2048;

interface Pen {
  dim: boolean;
  inverse: boolean;
}

// CSI sequences (group 1: parameters, group 2: final byte), OSC strings, and other escapes or control bytes.
const TOKENS =
  /\x1b\[([0-9;:?<=>]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]|[\x00-\x08\x0b-\x1f\x7f]/g;

/**
 * Splits a captured screen (`capture-pane -e`) into rows. Never throws: bytes that are not a known sequence are dropped.
 * Colours are ignored; attributes carry over line ends, as tmux writes them.
 */
export function readRows(screen: string): Row[] {
  const pen: Pen = { dim: false, inverse: false };
  return screen.split('\n').map((line) => readRow(line, pen));
}

function readRow(line: string, pen: Pen): Row {
  const row: Row = { text: '', dim: [], inverse: [] };
  let at = 0;
  TOKENS.lastIndex = 0;
  for (let token = TOKENS.exec(line); token; token = TOKENS.exec(line)) {
    if (token.index > at) addPiece(row, line.slice(at, token.index), pen);
    at = TOKENS.lastIndex;
    if (token[2] === 'm') applySgr(token[1] ?? '', pen);
  }
  if (at < line.length) addPiece(row, at === 0 ? line : line.slice(at), pen);
  row.text = trimRight(row.text.slice(0, LONGEST_ROW));
  return row;
}

function addPiece(row: Row, piece: string, pen: Pen): void {
  const range: Range = [row.text.length, row.text.length + piece.length];
  if (pen.dim) row.dim.push(range);
  if (pen.inverse) row.inverse.push(range);
  row.text += piece;
}

/** Without blanks and tabs at its end; linear, unlike a pattern that is tried at every blank. */
function trimRight(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return end === text.length ? text : text.slice(0, end);
}

/** Colons bind sub-parameters to their code (`4:2` is an underline, `38:2::1:2:3` a colour); semicolons do not. */
function applySgr(parameters: string, pen: Pen): void {
  let skip = 0;
  let colour = false;
  for (let at = 0; at <= parameters.length; ) {
    const semicolon = parameters.indexOf(';', at);
    const end = semicolon === -1 ? parameters.length : semicolon;
    const code = codeIn(parameters, at, end);
    at = end + 1;
    // After 38, 48 or 58 follows `5;N` or `2;R;G;B`.
    if (colour) {
      skip = code === 5 ? 1 : 3;
      colour = false;
    } else if (skip > 0) skip--;
    else if (code === 38 || code === 48 || code === 58) colour = true;
    else if (code === 0) pen.dim = pen.inverse = false;
    else if (code === 2) pen.dim = true;
    else if (code === 22) pen.dim = false;
    else if (code === 7) pen.inverse = true;
    else if (code === 27) pen.inverse = false;
  }
}

/** The number at this position, 0 for none; -1 for one with sub-parameters, which has no meaning here. */
function codeIn(parameters: string, from: number, to: number): number {
  let code = 0;
  for (let i = from; i < to; i++) {
    const digit = parameters.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    code = code * 10 + digit;
  }
  return code;
}

/** Column of the first character that is not a blank; the row's length when it is empty. */
export function indentOf(text: string): number {
  const first = text.search(/[^\s]/);
  return first === -1 ? text.length : first;
}

/** True for a row without a visible character, or no row. */
export function isBlank(row: Row | undefined): boolean {
  return row === undefined || row.text.trim() === '';
}

/** The row's characters outside the given ranges. */
export function withoutRanges(row: Row, ranges: Range[]): string {
  const sorted = ranges.length < 2 ? ranges : ranges.toSorted((a, b) => a[0] - b[0]);
  let text = '';
  let at = 0;
  for (const [from, to] of sorted) {
    if (from > at) text += row.text.slice(at, from);
    at = Math.max(at, to);
  }
  return at === 0 ? row.text : text + row.text.slice(at);
}

/**
 * Joins rows that a narrow terminal wrapped, with white space around the breaks collapsed: without a blank if a word
 * was broken, otherwise with one.
 */
export function joinWrapped(rows: string[], width: number): string {
  const filled = rows.filter((row) => row.trim() !== '').map((row) => row.trimEnd());
  return filled.map((row, n) => (n === 0 || isCut(filled, n, width) ? row.trim() : ` ${row.trim()}`)).join('');
}

/**
 * True when row `n` begins inside a word. Terminal programs break a word only if it is longer than a line, and begin it
 * on a line already in use only if that saves one (wrap-ansi, which Ink lays out text with).
 */
function isCut(rows: string[], n: number, width: number): boolean {
  const row = rows[n - 1] ?? '';
  const room = width - 1 - indentOf(row);
  if (!isFull(row, rows[n], width) || room < 1) return false;
  const begun = displayWidth(row.match(/\S+$/)?.[0] ?? '');
  let length = begun;
  for (let i = n; i < rows.length; i++) {
    const piece = rows[i]?.trim() ?? '';
    length += displayWidth(piece.split(/\s/, 1)[0] ?? '');
    if (/\s/.test(piece) || !isFull(rows[i] ?? '', rows[i + 1], width)) break;
  }
  return length > room && 1 + Math.floor((length - begun - 1) / room) <= Math.floor((length - 1) / room);
}

/** No further character of `next` would have fitted; one cell at the right edge stays free. */
function isFull(row: string, next: string | undefined, width: number): boolean {
  const [first = ''] = next?.trim() ?? '';
  return displayWidth(row + first) >= width;
}

/** True when `next` cannot be the rest of a wrapped `row`: its first word would have fitted on it. */
export function wouldHaveFitted(row: string, next: string, width: number): boolean {
  const word = next.trim().split(/\s/, 1)[0] ?? '';
  return displayWidth(row.trimEnd()) + 1 + displayWidth(word) <= width;
}

/**
 * Terminal cells of a text. A letter with its accents, or an emoji of several parts, takes the cells of one character.
 */
export function displayWidth(text: string): number {
  // ASCII and box-drawing characters: the usual row.
  if (USUAL.test(text)) return text.length;
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  let width = 0;
  // Piece by piece: segmenting a long text at once costs more than its pieces do.
  for (const [piece] of text.matchAll(PIECES)) {
    if (USUAL.test(piece)) width += piece.length;
    else for (const { segment } of segmenter.segment(piece)) width += widthOf(segment);
  }
  return width;
}

/**
 * Usual characters, without the last one before other characters, which can combine with it; or that one with a run of
 * other characters, which is split at 512.
 */
const PIECES =
  /[\x20-\x7e\u2500-\u259f]+(?=[\x20-\x7e\u2500-\u259f]|$)|[\x20-\x7e\u2500-\u259f]?[^\x20-\x7e\u2500-\u259f]{1,512}/gu;
const USUAL = /^[\x20-\x7e\u2500-\u259f]*$/;
let segmenter: Intl.Segmenter | undefined;

/** Drawn as an emoji, which takes two cells: U+FE0F requests that, and a flag is a pair of letters. */
const IN_COLOURS = /\ufe0f|^[\u{1f1e6}-\u{1f1ff}]{2}/u;

function widthOf(grapheme: string): number {
  return IN_COLOURS.test(grapheme) ? 2 : eastAsianWidth(grapheme.codePointAt(0) ?? 0);
}

import { indentOf, isBlank, type Row, wouldHaveFitted } from '../rows.ts';
import type { MenuShape } from './menu-types.ts';

/** A screen row read as a row of a menu. */
export interface Line {
  index: number;
  text: string;
  cursor: boolean;
  /** A mark in its place says that options next to this one are hidden. */
  more?: boolean;
  number?: number;
  checked?: boolean;
  /** Column of the option's label, after number and check box. */
  column: number;
  /** Column of the text after the cursor: number, check box or label. */
  start: number;
  label: string;
}

/** A mark and the number after it take at most this many characters. */
const MARKED = 6;
const NUMBERED = /^(\d{1,2})\.(?:\s+|(?=\S))/;
/** Of Latin, Greek and Cyrillic script: building the class of all capitals takes Node 0.2 ms. */
const CAPITAL = /^\s*[A-ZÀ-ÞΑ-ΩА-Я]/;

/** Reads any row as if it belonged to a menu; `undefined` only below the screen. */
export function readLine(rows: Row[], index: number, shape: MenuShape): Line | undefined {
  const text = rows[index]?.text ?? '';
  const indent = indentOf(text);
  const glyph = shape.cursors.find((cursor) => text.startsWith(cursor, indent));
  const afterGlyph = glyph === undefined ? indent : indent + glyph.length;
  // A plain blank follows a cursor glyph (in a narrow pane 2.1.158 draws `>1.Yes`); anything else is text.
  const cursor =
    glyph !== undefined && indent <= 8 && (text[afterGlyph] === ' ' || NUMBERED.test(text.slice(afterGlyph)));
  const mark = cursor ? undefined : shape.scroll?.exec(text.slice(indent, indent + MARKED))?.[0];
  let at = cursor ? afterGlyph : indent + (mark?.length ?? 0);
  at += indentOf(text.slice(at));
  at += shape.marks.tick.exec(text.slice(at))?.[0].length ?? 0;
  const start = at;
  const number = NUMBERED.exec(text.slice(at));
  if (number) at += number[0].length;
  const box = shape.marks.checkBox.exec(text.slice(at));
  if (box) at += box[0].length;
  return {
    index,
    text,
    cursor,
    ...(mark === undefined ? {} : { more: true }),
    ...(number ? { number: Number(number[1]) } : {}),
    ...(box ? { checked: box[1]?.trim() !== '' } : {}),
    column: at,
    start,
    label: text.slice(at).trimEnd(),
  };
}

/** Options without numbers: adjacent rows whose text begins in the same column as the cursor's label. */
export function findPlainHeads(rows: Row[], cursor: Line, shape: MenuShape): Line[] {
  if (isNumberedAbove(rows, cursor, shape)) return findMixedHeads(rows, cursor, shape);
  const heads = [cursor];
  const walk = (step: 1 | -1) => {
    for (let i = cursor.index + step; i >= 0 && i < rows.length; i += step) {
      const line = readLine(rows, i, shape);
      if (!line || isBlank(rows[i]) || shape.rule.test(line.text) || line.start < cursor.start || line.cursor) return;
      if (line.start === cursor.start) step === 1 ? heads.push(line) : heads.unshift(line);
    }
  };
  walk(-1);
  walk(1);
  return heads;
}

/**
 * True for a row whose first word would not have fitted on the row above it, where a row can fill `room` cells: it is
 * the rest of that row's label. False for a row that begins with a capital: one label read as two leaves a row that
 * cannot be chosen, but two labels read as one could confirm the wrong one.
 */
export function isRest(rows: Row[], { index, text, cursor }: Line, room: number): boolean {
  return !cursor && !CAPITAL.test(text) && !wouldHaveFitted(rows[index - 1]?.text ?? '', text, room);
}

/** The cursor is on the only row without a number (a `Submit` row) of a numbered menu. */
function findMixedHeads(rows: Row[], cursor: Line, shape: MenuShape): Line[] {
  for (let i = cursor.index - 1; i >= 0 && i > cursor.index - 6; i--) {
    const line = readLine(rows, i, shape);
    if (line?.number !== undefined) {
      const heads = findNumberedHeads(rows, line, rows.length - 1, shape);
      return heads.some((head) => head.index === cursor.index) ? heads : [];
    }
  }
  return [];
}

/** True if one of the few rows above the cursor's is an option with a number and a check box. */
function isNumberedAbove(rows: Row[], cursor: Line, shape: MenuShape): boolean {
  for (let i = Math.max(0, cursor.index - 5); i < cursor.index; i++) {
    const line = readLine(rows, i, shape);
    if (line?.checked !== undefined && line.number !== undefined) return true;
  }
  return false;
}

/**
 * Options with numbers: the rows with consecutive numbers, up and down from the cursor; descriptions and one rule may
 * be between them.
 */
export function findNumberedHeads(rows: Row[], cursor: Line, last: number, shape: MenuShape): Line[] {
  const heads: Line[] = [cursor];
  const walk = (step: 1 | -1) => {
    let wanted = (cursor.number ?? 0) + step;
    let gap = 0;
    for (let i = cursor.index + step; i >= 0 && i <= last && wanted > 0; i += step) {
      const line = readLine(rows, i, shape);
      if (!line) return;
      const isNext = line.number === wanted || (shape.scroll && isBeyond(line, wanted, step, heads));
      if (isNext && Math.abs(line.start - cursor.start) <= 2) {
        step === 1 ? heads.push(line) : heads.unshift(line);
        wanted = (line.number ?? wanted) + step;
        gap = 0;
      } else if (isActionRow(line, heads)) {
        step === 1 ? heads.push(line) : heads.unshift(line);
      } else if (line.number !== undefined && Math.abs(line.start - cursor.start) <= 2) {
        return;
      } else if (isBlank(rows[i]) && isBlank(rows[i + step])) {
        return;
        // A row indented as far as the label is the rest of it, or its description, however long.
      } else if (line.start < cursor.column && ++gap > 8) {
        return;
      }
    }
  };
  walk(-1);
  walk(1);
  return heads.sort((a, b) => a.index - b.index);
}

/** True for a row after hidden options: a mark says so, which the cursor can cover. */
function isBeyond({ number, more }: Line, wanted: number, step: 1 | -1, heads: Line[]): boolean {
  if (number === undefined) return false;
  // An action row follows all options, including hidden ones.
  const edge = heads.findLast((head) => head.number !== undefined);
  return step === 1 ? number > wanted && (edge?.more || edge?.cursor) === true : number < wanted && more === true;
}

/** In a menu of check boxes a row at the boxes' column, without one, is an action such as `Submit`. */
function isActionRow(line: Line, heads: Line[]): boolean {
  const boxed = heads.find((head) => head.checked !== undefined);
  if (!boxed || line.number !== undefined || line.checked !== undefined || line.label === '') return false;
  const boxColumn = boxed.start + String(boxed.number ?? '').length + 2;
  return line.cursor || line.start === boxColumn;
}

import { indentOf, isBlank, joinWrapped, type Row, wouldHaveFitted } from './rows.ts';

/** One row a person could choose. */
export interface MenuOption {
  label: string;
  description?: string;
  /** The number drawn before it, if any. */
  number?: number;
  /** A check box: absent on options that have none. */
  checked?: boolean;
  /** First screen row of the option, from 0. */
  row: number;
}

/** A menu on the screen: the shape every gate, picker and question of a terminal agent has. */
export interface Menu {
  /** Row right below the dialog's upper border, such as the tool's name. */
  title: string;
  /** The paragraph right above the options. */
  question: string;
  /** All text between the border and the options, paragraphs separated by a line break. */
  body: string;
  options: MenuOption[];
  /** Index in `options` of the row with the cursor. */
  selected: number;
  numbered: boolean;
  /** What stands below the options. */
  hint: string;
  /** First and last screen row, from 0. */
  top: number;
  bottom: number;
}

/** What an agent's menus look like; the rest of a menu is geometry. */
export interface MenuShape {
  cursors: string[];
  rule: RegExp;
  /** A rule that only divides a dialog. */
  innerRule: RegExp;
  /** A whole hint row below the options. */
  hint: RegExp;
}

interface Line {
  index: number;
  text: string;
  cursor: boolean;
  number?: number;
  checked?: boolean;
  /** Column of the option's label, after number and check box. */
  column: number;
  /** Column of what follows the cursor: number, check box or label. */
  start: number;
  label: string;
}

const NUMBERED = /^(\d{1,2})\.(?:\s+|(?=\S))/;
/** Drawn behind the option that is in force, and behind one that was just confirmed. */
const CURRENT = /\s+[✔✓]$/;
const CHECK_BOX = /^\[([ xX✓✔])\]\s*/;

/**
 * Finds the menu that ends the screen, or nothing. Rows after the options may only be blank, rules, hints, or a few
 * further rows of the dialog; the caller has made sure that no composer is up.
 */
export function findMenu(rows: Row[], width: number, shape: MenuShape): Menu | undefined {
  let last = rows.length - 1;
  while (last >= 0 && isBlank(rows[last])) last--;
  for (let at = last; at >= 0; at--) {
    const line = readLine(rows, at, shape);
    if (!line?.cursor || line.label === '') continue;
    const menu = readMenuAround(rows, line, last, width, shape);
    if (menu) return menu;
  }
  return undefined;
}

function readLine(rows: Row[], index: number, shape: MenuShape): Line | undefined {
  const text = rows[index]?.text ?? '';
  const indent = indentOf(text);
  const glyph = shape.cursors.find((cursor) => text.startsWith(cursor, indent));
  const afterGlyph = glyph === undefined ? indent : indent + glyph.length;
  // A cursor glyph is followed by a plain blank; anything else is text that happens to begin with it.
  const cursor = glyph !== undefined && text[afterGlyph] === ' ' && indent <= 8;
  let at = cursor ? afterGlyph : indent;
  at += indentOf(text.slice(at));
  const start = at;
  const number = NUMBERED.exec(text.slice(at));
  if (number) at += number[0].length;
  const box = CHECK_BOX.exec(text.slice(at));
  if (box) at += box[0].length;
  return {
    index,
    text,
    cursor,
    ...(number ? { number: Number(number[1]) } : {}),
    ...(box ? { checked: box[1] !== ' ' } : {}),
    column: at,
    start,
    label: text.slice(at).trimEnd(),
  };
}

function readMenuAround(rows: Row[], cursor: Line, last: number, width: number, shape: MenuShape): Menu | undefined {
  const heads =
    cursor.number === undefined ? findPlainHeads(rows, cursor, shape) : findNumberedHeads(rows, cursor, last, shape);
  if (heads.length < 2) return undefined;
  const { options, end } = readOptions(rows, heads, last, width, shape);
  if (!endsTheScreen(rows, end + 1, last, shape)) return undefined;
  const first = heads[0]?.index ?? 0;
  const top = findTop(rows, first, shape);
  const text = readBody(rows, top, first, width, shape);
  return {
    ...text,
    options,
    selected: heads.findIndex((head) => head.index === cursor.index),
    numbered: cursor.number !== undefined || heads.some((head) => head.number !== undefined),
    hint: rows
      .slice(end + 1, last + 1)
      .map((row) => row.text.trim())
      .filter((line) => line !== '' && !shape.rule.test(line))
      .join('\n'),
    top,
    bottom: last,
  };
}

/** Options without numbers: neighbouring rows whose text begins in the same column as the cursor's label. */
function findPlainHeads(rows: Row[], cursor: Line, shape: MenuShape): Line[] {
  if (rows.some((_, i) => i !== cursor.index && isNumberedNear(rows, i, cursor, shape))) {
    return findMixedHeads(rows, cursor, shape);
  }
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

/** The cursor stands on the one row without a number (a `Submit` row) of a menu that is numbered otherwise. */
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

function isNumberedNear(rows: Row[], i: number, cursor: Line, shape: MenuShape): boolean {
  if (i > cursor.index || i < cursor.index - 5) return false;
  const line = readLine(rows, i, shape);
  return line?.checked !== undefined && line.number !== undefined;
}

/** Options with numbers: the rows that count on, up and down from the cursor; descriptions and one rule may lie between. */
function findNumberedHeads(rows: Row[], cursor: Line, last: number, shape: MenuShape): Line[] {
  const heads: Line[] = [cursor];
  const walk = (step: 1 | -1) => {
    let wanted = (cursor.number ?? 0) + step;
    let gap = 0;
    for (let i = cursor.index + step; i >= 0 && i <= last && wanted > 0; i += step) {
      const line = readLine(rows, i, shape);
      if (!line) return;
      if (line.number === wanted && Math.abs(line.start - cursor.start) <= 2) {
        step === 1 ? heads.push(line) : heads.unshift(line);
        wanted += step;
        gap = 0;
      } else if (isActionRow(line, heads)) {
        step === 1 ? heads.push(line) : heads.unshift(line);
      } else if (line.number !== undefined && Math.abs(line.start - cursor.start) <= 2) {
        return;
      } else if (++gap > 8 || (isBlank(rows[i]) && isBlank(rows[i + step]))) {
        return;
      }
    }
  };
  walk(-1);
  walk(1);
  return heads.sort((a, b) => a.index - b.index);
}

/** In a menu of check boxes a row at the boxes' column, without one, is an action such as `Submit`. */
function isActionRow(line: Line, heads: Line[]): boolean {
  const boxed = heads.find((head) => head.checked !== undefined);
  if (!boxed || line.number !== undefined || line.checked !== undefined || line.label === '') return false;
  const boxColumn = boxed.start + String(boxed.number ?? '').length + 2;
  return line.cursor || line.start === boxColumn;
}

function readOptions(rows: Row[], heads: Line[], last: number, width: number, shape: MenuShape) {
  const inner = width - 2;
  let end = heads.at(-1)?.index ?? 0;
  const options = heads.map((head, n): MenuOption => {
    const stop = heads[n + 1]?.index ?? last + 1;
    const label = [head.text];
    const description: string[] = [];
    for (let i = head.index + 1; i < stop; i++) {
      const text = rows[i]?.text ?? '';
      if (isBlank(rows[i]) || shape.rule.test(text) || shape.innerRule.test(text) || shape.hint.test(text.trim()))
        break;
      if (n === heads.length - 1 && indentOf(text) <= Math.min(head.start - 1, head.column - 1)) break;
      const previous = label.at(-1) ?? '';
      if (description.length === 0 && !wouldHaveFitted(previous, text, inner)) label.push(text);
      else description.push(text);
      end = Math.max(end, i);
    }
    const [first = '', ...rest] = label;
    const joined = joinWrapped([' '.repeat(head.column) + first.slice(head.column), ...rest], width);
    const split = splitColumns(joined);
    const details = [split.description, joinWrapped(description, width)].filter((part) => part !== '').join(' ');
    return {
      label: split.label,
      ...(details === '' ? {} : { description: details }),
      ...(head.number === undefined ? {} : { number: head.number }),
      ...(head.checked === undefined ? {} : { checked: head.checked }),
      row: head.index,
    };
  });
  return { options, end };
}

/** A label with its description set in a second column on the same row. */
function splitColumns(text: string): { label: string; description: string } {
  const gap = /\s{2,}/.exec(text);
  const label = (gap ? text.slice(0, gap.index) : text).replace(CURRENT, '');
  return { label, description: gap ? text.slice(gap.index).trim() : '' };
}

/** Below a live menu stand at most a hint of a few rows, after at most one rule. */
function endsTheScreen(rows: Row[], from: number, last: number, shape: MenuShape): boolean {
  const below = rows.slice(from, last + 1).filter((row) => !isBlank(row));
  if (below.some((row) => shape.cursors.some((cursor) => row.text.trimStart().startsWith(`${cursor} `)))) return false;
  const text = below.filter((row) => !shape.rule.test(row.text));
  const allowance = text.some((row) => shape.hint.test(row.text.trim())) ? 8 : 3;
  return text.length <= allowance;
}

function findTop(rows: Row[], first: number, shape: MenuShape): number {
  for (let i = first - 1; i >= 0; i--) {
    if (shape.rule.test(rows[i]?.text ?? '')) return i + 1;
  }
  return 0;
}

function readBody(rows: Row[], top: number, first: number, width: number, shape: MenuShape) {
  const paragraphs: string[][] = [[]];
  for (const row of rows.slice(top, first)) {
    if (isBlank(row) || shape.innerRule.test(row.text)) paragraphs.push([]);
    else paragraphs.at(-1)?.push(row.text);
  }
  const filled = paragraphs.filter((rows) => rows.length > 0);
  return {
    title: (filled[0]?.[0] ?? '').trim(),
    question: joinWrapped(lastSentenceRows(filled.at(-1) ?? [], width), width),
    body: filled.map((rows) => rows.map((row) => row.trim()).join('\n')).join('\n\n'),
  };
}

/** The rows at a paragraph's end that were one line before it was wrapped. */
function lastSentenceRows(rows: string[], width: number): string[] {
  let from = rows.length - 1;
  while (from > 0 && !wouldHaveFitted(rows[from - 1] ?? '', rows[from] ?? '', width - 2)) from--;
  return rows.slice(Math.max(0, from));
}

import { type Drawing, indentOf, isBlank, type Row } from '../rows.ts';
import { joinHint, readKeys } from './hint-keys.ts';
import { findNumberedHeads, findPlainHeads, isRest, type Line, readLine } from './menu-rows.ts';
import { findTop, readBody, readOptions } from './menu-text.ts';
import type { DrawnMenu, MenuShape } from './menu-types.ts';

/**
 * Finds the menu that ends the screen, if there is one. Rows after the options may only be blank, rules, hints, or a
 * few further rows of the dialog; the caller must make sure that no composer is shown.
 */
export function findMenu({ rows, width }: Drawing, shape: MenuShape): DrawnMenu | undefined {
  let last = rows.length - 1;
  while (last >= 0 && isBlank(rows[last])) last--;
  let tried = 0;
  let notes: Line | undefined;
  for (let at = last; at >= 0 && tried < MOST_CURSORS; at--) {
    const line = readLine(rows, at, shape);
    if (!line?.cursor || line.label === '' || shape.echo?.test(line.text)) continue;
    tried++;
    const menu = readMenuAround(rows, line, shape, { last, width, notes });
    if (menu) return menu;
    if (shape.dialog?.notes && line.number === undefined && notes === undefined) notes = line;
  }
  return undefined;
}

/**
 * The menu of a dialog that is taller than the screen, with its cursor on an option above the visible part: the rows
 * that end the screen are its later options, by their numbers, and a hint. The caller must make sure that no composer
 * is shown.
 */
export function findHeadless({ rows, width }: Drawing, shape: MenuShape): DrawnMenu | undefined {
  if (!shape.scroll) return undefined;
  let last = rows.length - 1;
  while (last >= 0 && isBlank(rows[last])) last--;
  for (let at = last; at >= 0 && at > last - MOST_BELOW_HINTED; at--) {
    const line = readLine(rows, at, shape);
    if (line?.number === undefined || line.start > MOST_INSET) continue;
    const menu = readMenuAround(rows, line, shape, { last, width });
    const isHinted = menu?.hint.split('\n').some((row) => shape.hint.test(row));
    return isHinted && (menu?.options[0]?.number ?? 1) > 1 ? menu : undefined;
  }
  return undefined;
}

/** Widest empty space at a dialog's left edge that belongs to its frame and is not an indent of its text. */
const MOST_INSET = 4;

/** How many rows may be below the options: with a known hint among them, and without. */
const MOST_BELOW_HINTED = 8;
const MOST_BELOW = 3;

/**
 * How many rows to try as the cursor's, from below: text of a menu can begin like one, but no menu at the end of the
 * screen has more such rows below its cursor.
 */
const MOST_CURSORS = 20;

/**
 * A dialog that offers keys instead of rows: text above a hint that ends the screen, or is followed only by its lower
 * border, which can contain the session's name. Its options are those keys.
 */
export function findDialog({ rows, width }: Drawing, shape: MenuShape): DrawnMenu | undefined {
  let last = rows.length - 1;
  while (last >= 0 && (isBlank(rows[last]) || shape.rule.test(rows[last]?.text ?? ''))) last--;
  let from = last;
  while (from > 0 && !isBlank(rows[from - 1]) && !shape.rule.test(rows[from - 1]?.text ?? '')) from--;
  const hint = rows.slice(from, last + 1).map((row) => row.text.trim());
  if (hint.length > 3 || !hint.some((row) => shape.hint.test(row))) return undefined;
  const top = findTop(rows, from, shape);
  const text = readBody(
    rows,
    { top, first: from, room: roomOf(rows.slice(top, last + 1), width, shape) },
    shape,
    'first',
  );
  if (text.body === '') return undefined;
  return {
    ...text,
    options: readKeys(joinHint(hint, shape.keys), shape.keys).map((key) => ({ ...key, row: from })),
    selected: -1,
    numbered: false,
    hint: hint.join('\n'),
    top,
    bottom: last,
  };
}

/** Cells that a row of the dialog can fill: its margin on the right equals that on the left, at least one cell. */
function roomOf(dialog: Row[], width: number, shape: MenuShape): number {
  let inset = width;
  for (const row of dialog) {
    if (inset <= 1) break;
    if (!isBlank(row) && !shape.rule.test(row.text)) inset = Math.min(inset, indentOf(row.text));
  }
  return width - Math.max(1, Math.min(inset, MOST_INSET));
}

function readMenuAround(
  rows: Row[],
  cursor: Line,
  shape: MenuShape,
  { last, width, notes }: { last: number; width: number; notes?: Line | undefined },
): DrawnMenu | undefined {
  const all =
    cursor.number === undefined ? findPlainHeads(rows, cursor, shape) : findNumberedHeads(rows, cursor, last, shape);
  const found = all.filter((head) => !shape.count?.test(head.label));
  const isCounted = found.length < all.length || found.length < readTotal(rows, last, shape);
  // Only one option: the others are scrolled away.
  const part = isCounted || (cursor.number ?? 0) > (shape.dialog ? 1 : shape.scroll ? 0 : Number.POSITIVE_INFINITY);
  if (found.length < 2 && !part) return undefined;
  const first = found[0]?.index ?? 0;
  const top = findTop(rows, first, shape);
  const room = roomOf(rows.slice(top, last + 1), width, shape);
  const plain = found.every((head) => head.number === undefined);
  const heads = plain ? found.filter((head, n) => n === 0 || !isRest(rows, head, room)) : found;
  if (heads.length < 2 && !part) return undefined;
  const { options, end } = readOptions(rows, heads, { last, room }, shape);
  if (!endsTheScreen(rows, { from: end + 1, last, notes: notes?.index }, shape)) return undefined;
  const below = rows.slice(end + 1, last + 1).map((row) => row.text.trim());
  // Without a visible frame, a single row is an option only if a hint says so.
  if (heads.length < 2 && !shape.dialog && !below.some((row) => shape.hint.test(row))) return undefined;
  const text = readBody(rows, { top, first, room }, shape, 'last');
  return {
    ...text,
    options,
    selected: cursor.cursor ? heads.findIndex((head) => head.index === cursor.index) : -1,
    numbered: cursor.number !== undefined || heads.some((head) => head.number !== undefined),
    hint: below.filter((line) => line !== '' && !shape.rule.test(line)).join('\n'),
    ...(notes === undefined ? {} : { notes: notes.label }),
    ...(shape.dialog || top > 0 ? {} : { borderless: true }),
    ...(isCounted || (shape.scroll && hidesSome(heads)) ? { hides: true } : {}),
    top,
    bottom: last,
  };
}

/** How many options the hint below them counts; 0 if it does not. */
function readTotal(rows: Row[], last: number, { marks: { total } }: MenuShape): number {
  if (!total) return 0;
  for (let at = last; at >= 0 && at > last - MOST_BELOW_HINTED; at--) {
    const counted = total.exec(rows[at]?.text.trim() ?? '')?.[1];
    if (counted !== undefined) return Number(counted);
  }
  return 0;
}

/** A single option, a mark, or a gap in the numbers shows that options are hidden. */
function hidesSome(heads: Line[]): boolean {
  const numbers = heads.flatMap(({ number }) => number ?? []);
  return heads.length < 2 || heads.some((head) => head.more) || numbers.some((number, n) => number !== n + 1);
}

/**
 * Below a live menu there are at most a hint of a few rows, after at most one rule; a preview of the choice, framed by
 * two inner rules, does not count.
 */
function endsTheScreen(
  rows: Row[],
  { from, last, notes }: { from: number; last: number; notes: number | undefined },
  shape: MenuShape,
): boolean {
  let count = 0;
  let hinted = false;
  let framed = false;
  for (let i = from; i <= last; i++) {
    const row = rows[i];
    if (!row || isBlank(row) || i === notes) continue;
    const text = row.text.trimStart();
    if (shape.cursors.some((cursor) => text.startsWith(`${cursor} `))) return false;
    if (shape.innerRule.test(row.text)) framed = !framed;
    if (framed || shape.innerRule.test(row.text) || shape.rule.test(row.text)) continue;
    hinted ||= shape.hint.test(text);
    if (++count > MOST_BELOW_HINTED) return false;
  }
  return !framed && count <= (hinted ? MOST_BELOW_HINTED : MOST_BELOW);
}

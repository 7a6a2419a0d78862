import { type Cell, readCells, writeCells } from './cells.ts';
import { boxOf, type Drawing, dialogTop, isRule, lastRow, plain } from './drawing.ts';

/**
 * A screen of a wide pane as the agent lays it out in a pane of another width: rules as wide as the pane, dialog rows
 * wrapped at blanks under their own first column (options under their label, second columns under their head), as far
 * from the right edge as the dialog is from the left one; longer words cut. `squeezed` is what 2.1.158 and 2.1.173 do
 * with an option that is too long: its number loses blanks (`  2.Yes`). `undefined` if a second column would have fewer
 * than 20 cells, because the agent then shortens its texts (2.1.330, from 60 columns down), and for menus of two
 * columns if `squeezed`, because these are laid out differently.
 */
export function relay(drawing: Drawing, width: number, squeezed = false): Drawing | undefined {
  const box = boxOf(drawing);
  const top = box ? box.top : dialogTop(drawing);
  const last = lastRow(drawing);
  const margin = box ? 0 : marginOf(drawing.rows.slice(top, last + 1));
  if (drawing.rows.slice(top).some((row) => columnOf(row) > (squeezed ? 0 : width - margin - 20))) return undefined;
  const out: string[] = [];
  let style = '';
  let cursorRow = 0;
  drawing.rows.slice(0, last + 1).forEach((row, index) => {
    const read = readCells(row, style);
    style = read.style;
    if (drawing.cursor?.y === index) cursorRow = out.length;
    if (/^\s*[╭│╰]/.test(plain(row)) && index < top) return;
    const room = width - (index >= top ? margin : 0);
    const parts =
      box && index > box.bottom
        ? [fitFooter(read.cells, width)]
        : isRule(row)
          ? [resizeRule(read.cells, drawing.width - width)]
          : wrapCells(read.cells, { room, shift: drawing.width - width, squeezed: squeezed && index >= top });
    out.push(...parts.map(writeCells));
  });
  const gone = Math.max(0, out.length - drawing.height);
  const { cursor } = drawing;
  return {
    width,
    height: drawing.height,
    rows: [...out.slice(gone), ...Array<string>(Math.max(0, drawing.height - out.length)).fill('')],
    ...(cursor ? { cursor: { ...cursor, x: Math.min(cursor.x, width - 1), y: Math.max(0, cursorRow - gone) } } : {}),
  };
}

/** A numbered option up to the column after its label. */
const SECOND_COLUMN = /^\s*[❯>›]?\s*\d+\. \S.{2,38}? {2,}(?=\S)/;

/** The first cell of the second column; 0 without one. */
function columnOf(row: string): number {
  return SECOND_COLUMN.exec(plain(row))?.[0].length ?? 0;
}

/** The indentation of a dialog's text. */
function marginOf(rows: string[]): number {
  const indents = rows.flatMap((row) => (plain(row) === '' || isRule(row) ? [] : [plain(row).search(/\S/)]));
  return Math.min(...indents);
}

/** Removes cells from the longest run of one glyph, or adds some. */
function resizeRule(cells: Cell[], narrower: number): Cell[] {
  const from = cells.findIndex(({ char }, at) => char !== ' ' && cells[at + 1]?.char === char);
  const glyph = cells[from];
  if (!glyph) return cells;
  if (narrower <= 0) return [...cells.slice(0, from), ...Array<Cell>(-narrower).fill(glyph), ...cells.slice(from)];
  let end = from;
  while (cells[end]?.char === glyph.char) end++;
  return [...cells.slice(0, from), ...cells.slice(Math.min(end - 4, from + narrower))];
}

/** Footer rows are cut once the wide gap between their left and right part has closed. */
function fitFooter(cells: Cell[], width: number): Cell[] {
  const text = cells.map(({ char }) => char).join('');
  const gap = /(?<=\S) {4,}(?=\S)/.exec(text);
  const over = cells.length - width;
  if (over <= 0) return cells;
  const closed =
    gap && gap[0].length > over + 2 ? [...cells.slice(0, gap.index), ...cells.slice(gap.index + over)] : cells;
  return closed.length <= width ? closed : [...closed.slice(0, width - 1), { char: '…', style: '' }];
}

interface Fit {
  /** How many cells a row may have. */
  room: number;
  /** How much narrower the pane becomes: text at the right edge moves by it. */
  shift: number;
  squeezed: boolean;
}

function wrapCells(cells: Cell[], { room, shift, squeezed }: Fit): Cell[][] {
  const text = cells.map(({ char }) => char).join('');
  const indent = text.search(/\S/);
  if (indent > 60) return [cells.slice(Math.min(indent, Math.max(0, shift)))];
  if (cells.length <= room) return [cells];
  const number = /^(\s*)([❯>]?)(\s*)(\d+)\.(\s+)(?=\S)/.exec(text);
  if (squeezed && number?.[0]) {
    const [all, before = '', cursor = '', , digits = ''] = number;
    const head = cursor
      ? `${before}${cursor}${digits}.`
      : `${' '.repeat(Math.max(0, all.length - 3 - digits.length))}${digits}.`;
    const squeezedCells = [...head].map((char) => ({ char, style: '' }));
    return hang([...squeezedCells, ...cells.slice(all.length)], head.length, room);
  }
  const head = /^\s*(?:[❯>›] )?\s*(?:\d+\.\s+)?(?:\[.\] )?(?:[-•●⏺▎✻] )?(?:⎿\s+)?/.exec(text)?.[0] ?? '';
  const column = SECOND_COLUMN.exec(text)?.[0] ?? head;
  return hang(cells, column.length, room);
}

/** Breaks after the last blank that fits, and inside a word longer than a row; further rows begin at `hang`. */
function hang(cells: Cell[], hang: number, room: number): Cell[][] {
  const rows: Cell[][] = [];
  const blank: Cell = { char: ' ', style: '' };
  let rest = cells;
  let from = 0;
  while (rest.length > room) {
    let at = room;
    while (at > hang && rest[at]?.char !== ' ') at--;
    const cut = at > hang ? at : room;
    rows.push(rest.slice(0, cut));
    from = cut;
    while (rest[from]?.char === ' ') from++;
    rest = [...Array<Cell>(hang).fill(blank), ...rest.slice(from)];
    if (hang >= room) break;
  }
  return [...rows, rest];
}

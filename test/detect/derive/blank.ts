import { boxOf, type Drawing, dialogTop, insertRows, lastRow } from './drawing.ts';

const blanks = (count: number) => Array<string>(count).fill('');

/** Blank rows above everything. */
export function blankTop(drawing: Drawing, count: number): Drawing {
  return insertRows(drawing, 0, blanks(count));
}

/** Blank rows between the conversation and the input box or dialog. */
export function blankBetween(drawing: Drawing, count: number): Drawing {
  return insertRows(drawing, boxOf(drawing)?.top ?? dialogTop(drawing), blanks(count));
}

/** Blank rows below everything. */
export function blankBottom(drawing: Drawing, count: number): Drawing {
  return insertRows(drawing, lastRow(drawing) + 1, blanks(count));
}

import type { DialogGrammar } from '../../agent/backend.ts';
import { indentOf, isBlank, joinWrapped, type Row, wouldHaveFitted } from '../rows.ts';
import type { Line } from './menu-rows.ts';
import type { MenuOption, MenuShape } from './menu-types.ts';

/** A tip fills at most this many rows, in a pane of 20 columns. */
const MOST_TIP_ROWS = 8;
/** Fewer letters of its end than these can be any text. */
const LEAST_TIP = 10;

/**
 * The options from their head rows, with wrapped labels joined and descriptions separate; `end` is their last row,
 * `last` that of the menu, `room` the cells a row can fill.
 */
export function readOptions(
  rows: Row[],
  heads: Line[],
  { last, room }: { last: number; room: number },
  shape: MenuShape,
) {
  let end = heads.at(-1)?.index ?? 0;
  const options = heads.map((head, n): MenuOption => {
    const stop = heads[n + 1]?.index ?? last + 1;
    const label = [head.text];
    const labelRest: string[] = [];
    const description: string[] = [];
    for (let i = head.index + 1; i < stop; i++) {
      const text = rows[i]?.text ?? '';
      if (isBlank(rows[i]) || shape.rule.test(text) || shape.innerRule.test(text) || shape.hint.test(text.trim()))
        break;
      if (n === heads.length - 1 && indentOf(text) <= Math.min(head.start - 1, head.column - 1)) break;
      const wrapped = columnsOf(head, text);
      if (wrapped) {
        labelRest.push(wrapped.label);
        description.push(wrapped.description);
        end = Math.max(end, i);
        continue;
      }
      const previous = label.at(-1) ?? '';
      if (description.length === 0 && !wouldHaveFitted(previous, text, room - 1)) label.push(text);
      else description.push(text);
      end = Math.max(end, i);
    }
    const [first = '', ...rest] = label;
    const joined = joinWrapped([' '.repeat(head.column) + first.slice(head.column), ...rest], room + 1);
    const split = splitColumns(joined, shape);
    const details = [split.description, joinWrapped(description, room + 1)].filter((part) => part !== '').join(' ');
    return {
      label: [split.label, ...labelRest].join(' '),
      ...(details === '' ? {} : { description: details }),
      ...(head.number === undefined ? {} : { number: head.number }),
      ...(head.checked === undefined ? {} : { checked: head.checked }),
      row: head.index,
    };
  });
  return { options, end };
}

/** A row that continues both the label and the description in the column next to it, as a narrow pane wraps both. */
function columnsOf(head: Line, text: string): { label: string; description: string } | undefined {
  const gap = /\s{2,}/.exec(head.label);
  const at = gap ? head.column + gap.index + gap[0].length : 0;
  const indent = indentOf(text);
  if (!gap || indent < head.column || indent >= at || text.slice(at - 2, at).trim() !== '') return undefined;
  return { label: text.slice(0, at).trim(), description: text.slice(at).trim() };
}

/** Splits a label from its description in a second column on the same row. */
function splitColumns(text: string, { marks }: MenuShape): { label: string; description: string } {
  const gap = /\s{2,}/.exec(text);
  const label = (gap ? text.slice(0, gap.index) : text).replace(marks.current, '');
  return { label, description: gap ? text.slice(gap.index).trim() : '' };
}

/**
 * The row below the dialog's upper border, or the first row of the screen; for a dialog without border its first row.
 */
export function findTop(rows: Row[], first: number, shape: MenuShape): number {
  const { rule, dialog } = shape;
  const isAbove = (text: string) => rule.test(text) || dialog?.above.test(text) === true;
  let above = first - 1;
  while (above >= 0 && !isAbove(rows[above]?.text ?? '')) above--;
  return dialog ? findStart(rows, above + 1, first, dialog) : above + 1;
}

/**
 * A dialog without border begins with known words, otherwise below two blank rows, otherwise where the conversation
 * ends.
 */
function findStart(rows: Row[], from: number, first: number, dialog: DialogGrammar): number {
  const named = rows.slice(from, first).findIndex(({ text }) => dialog.start.test(text));
  if (named !== -1) return from + named;
  for (let i = from; i + 2 < first; i++) {
    if (isBlank(rows[i]) && isBlank(rows[i + 1]) && !isBlank(rows[i + 2])) return i + 2;
  }
  return from;
}

/**
 * Title, whole text from row `top` to before row `first`, the first option, and its first or last line as the question.
 */
export function readBody(
  rows: Row[],
  { top, first, room }: { top: number; first: number; room: number },
  shape: MenuShape,
  asking: 'first' | 'last',
) {
  const paragraphs: string[][] = [[]];
  // Only a dialog whose beginning is not drawn counts rows; in any other dialog such a row is text.
  const isCount = (text: string) => top === 0 && shape.cut?.test(text) === true;
  for (const row of rows.slice(top, first)) {
    if (isBlank(row) || shape.innerRule.test(row.text) || isCount(row.text)) paragraphs.push([]);
    else paragraphs.at(-1)?.push(row.text);
  }
  const [head = [], ...others] = paragraphs.filter((rows) => rows.length > 0);
  const told = withoutTip(head, { tip: shape.marks.tip, top, width: room + 1 });
  const filled = told.length > 0 ? [told, ...others] : others;
  // A dialog without border asks first and then shows its subject.
  const named = filled.find(([row = '']) => shape.dialog?.start.test(row));
  const sentence = shape.dialog && (filled.find((rows) => rows.some((row) => row.includes('?'))) ?? named);
  const asked = asking === 'last' ? lastSaidRows(filled, room, shape) : firstLineRows(filled[0] ?? [], room);
  return {
    title: (filled[0]?.[0] ?? '').trim(),
    question: joinWrapped(
      (sentence ?? asked).filter((row) => !shape.dialog?.counter?.test(row)),
      room + 1,
    ),
    body: filled.map((rows) => rows.map((row) => row.trim()).join('\n')).join('\n\n'),
  };
}

/**
 * Rows of text without the agent's own tip, which can be wrapped: below the title, or at the very top of a screen where
 * only its end is drawn.
 */
export function withoutTip(
  rows: string[],
  { tip, top, width }: { tip: string | undefined; top: number; width: number },
) {
  if (tip === undefined) return rows;
  const lengthFrom = (from: number, isTip: (text: string) => boolean) =>
    1 +
    rows
      .slice(from, from + MOST_TIP_ROWS)
      .findIndex((_, n) => isTip(joinWrapped(rows.slice(from, from + n + 1), width)));
  const below = lengthFrom(1, (text) => text === tip);
  if (below > 0) return [...rows.slice(0, 1), ...rows.slice(1 + below)];
  if (top > 0) return rows;
  return rows.slice(lengthFrom(0, (text) => text.length >= LEAST_TIP && tip.endsWith(text)));
}

/**
 * The rows of the last line. If a line that ends in a colon introduces a list (of tasks, of files) and only the list
 * follows, the rows of that line: a list item asks nothing, whatever character it ends in. A title alone introduces no
 * list.
 */
function lastSaidRows(paragraphs: string[][], room: number, shape: MenuShape): string[] {
  const endOf = (rows: string[] | undefined) => (rows?.at(-1) ?? '').trimEnd().slice(-1);
  const said = paragraphs.findLast((rows, n) => endOf(rows) === '?' || (endOf(rows) === ':' && n + rows.length > 1));
  return lastLineRows((endOf(said) === ':' ? said : paragraphs.at(-1)) ?? [], room, shape);
}

/** The rows at a paragraph's end that were one line before it was wrapped. */
function lastLineRows(rows: string[], room: number, { marks }: MenuShape): string[] {
  let from = rows.length - 1;
  const isWrapped = (at: number) =>
    !marks.boxRow.test(rows[at] ?? '') && !wouldHaveFitted(rows[at] ?? '', rows[at + 1] ?? '', room - 1);
  while (from > 0 && isWrapped(from - 1)) from--;
  return rows.slice(Math.max(0, from));
}

/** The rows at a paragraph's beginning that were one line before it was wrapped. */
function firstLineRows(rows: string[], room: number): string[] {
  let end = 1;
  while (end < rows.length && !wouldHaveFitted(rows[end - 1] ?? '', rows[end] ?? '', room - 1)) end++;
  return rows.slice(0, end);
}

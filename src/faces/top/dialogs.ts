import { inCell } from '../../operations/text/escape-output.ts';
import { bold } from '../../operations/text/paint.ts';
import { cutTo, widthOf } from '../../operations/text/text-width.ts';
import { type Canvas, wrapped } from './canvas.ts';
import type { Frame } from './differences.ts';
import type { Draft } from './editor.ts';
import type { Gate } from './gate-text.ts';
import { HELP } from './keys.ts';
import type { Mode, Model } from './model.ts';
import { isCurrent } from './pressed.ts';

/** What replaces the list while something is asked or shown. */
interface Dialog {
  rows: string[];
  hint: string;
  cursor?: Frame['cursor'];
}

const SENDS = 'Enter sends  Esc keeps it  Ctrl-J new line';
const ANSWERS = 'Enter answers  Esc back  Ctrl-J new line';
const STEPS = ['folder', 'agent (empty: the default)', 'name (empty: csd chooses one)', 'first prompt (empty: none)'];

/** Draws the current dialog. `room`: the number of available rows. */
export function drawDialog(model: Model, canvas: Canvas, room: number): Dialog {
  const { mode } = model;
  const title = (text: string) => titleOf(text, canvas);
  switch (mode.kind) {
    case 'gate':
      return drawGate(model, mode, canvas, room);
    case 'deny':
      return drawEditor(
        {
          head: [
            title(`Deny: ${mode.gate.title}`),
            '',
            cutTo('What should it do instead? Empty: only deny.', canvas.columns),
            '',
          ],
          draft: mode.draft,
          hint: 'Enter denies  Esc back',
        },
        canvas,
        room,
      );
    case 'send':
      return drawEditor({ head: [title(`To ${mode.session}`), ''], draft: mode.draft, hint: SENDS }, canvas, room);
    case 'answer': {
      const { asked, answers, session } = mode.questions;
      const now = asked[answers.length];
      const of = asked.length > 1 ? ` (${answers.length + 1} of ${asked.length})` : '';
      const options = (now?.options ?? []).map((option, n) => `  ${n + 1}. ${option}`);
      const how = now?.multiple ? ['Several with commas.'] : [];
      const text = wrapped([now?.question ?? '', ...options, ...how].join('\n'), canvas.columns);
      // A long text asks at its end.
      const head = [title(`${session} asks${of}`), '', ...text.slice(-Math.max(1, room - 6)), ''];
      return drawEditor({ head, draft: mode.draft, hint: ANSWERS }, canvas, room);
    }
    case 'new': {
      const before = mode.given.map((text, n) => cutTo(inCell(`${STEPS[n]}: ${text}`), canvas.columns));
      const head = [title('A new session'), '', ...before, cutTo(`${STEPS[mode.step]}:`, canvas.columns)];
      return drawEditor({ head, draft: mode.draft, hint: 'Enter next  Esc back' }, canvas, room);
    }
    case 'confirm':
      return { rows: ['', ...wrapped(mode.question, canvas.columns)], hint: 'y yes  any other key no' };
    default: {
      const { rows, atEnd } = helpView(mode.kind === 'help' ? mode.top : 0, canvas.columns, room);
      return { rows, hint: atEnd ? 'Esc back' : 'Space more  Esc back' };
    }
  }
}

/** The rows of the help from `top` on, whether its end is visible, and the first row. */
export function helpView(top: number, columns: number, room: number): { rows: string[]; top: number; atEnd: boolean } {
  const rows = wrapped(HELP, columns);
  const last = Math.max(0, rows.length - room);
  const from = Math.min(top, last);
  return { rows: rows.slice(from, from + room), top: from, atEnd: from === last };
}

/** The rows of a gate, wrapped for this width. */
function gateRows({ lines, truncated }: Gate, columns: number): string[] {
  const warning = truncated
    ? ['', 'The dialog is taller than its screen, and this is not all of it: attach (Esc, Enter) to see the rest.']
    : [];
  return wrapped([...lines, ...warning].join('\n'), columns);
}

/** Rows of a gate besides its text and its options: its title, and two blank ones. */
const AROUND = 4;

/** The visible part of a gate: rows of its text from `top` on, and below them its options if there is room for both. */
export interface GateView {
  rows: string[];
  options: string[];
  top: number;
  /** Its last row is visible; options without room of their own are its last rows. */
  atEnd: boolean;
  /** How many rows a page has. */
  page: number;
}

/** A gate scrolled to a row, with its complete text and without cut options. */
export function gateView(gate: Gate, top: number, columns: number, room: number): GateView {
  const labels = gate.options.map((label, n) => `${n + 1}. ${inCell(label)}`);
  const options = labels.flatMap((label) => wrapped(label, columns - 2).map((row) => `  ${row}`));
  const hasRoom = options.length + AROUND <= room / 2;
  const rows = [...gateRows(gate, columns), ...(hasRoom ? [] : ['', ...options])];
  const page = Math.max(1, room - AROUND - (hasRoom ? options.length : 0));
  const last = Math.max(0, rows.length - page);
  const from = Math.min(top, last);
  return {
    rows: rows.slice(from, from + page),
    options: hasRoom ? options : [],
    top: from,
    atEnd: from === last,
    page,
  };
}

function titleOf(text: string, { columns, colours }: Canvas): string {
  const line = cutTo(inCell(text), columns);
  return colours ? bold(line) : line;
}

function drawGate(
  model: Model,
  { gate, top, isReady }: Extract<Mode, { kind: 'gate' }>,
  canvas: Canvas,
  room: number,
): Dialog {
  const { rows, options, atEnd } = gateView(gate, top, canvas.columns, room);
  const more = atEnd ? '' : cutTo('… Space shows more', canvas.columns);
  const hint = !isCurrent(model, gate)
    ? 'This gate is no longer open: Esc goes back'
    : atEnd
      ? `${isReady ? 'a approve  ' : ''}d deny  ${isReady ? '1-9 option  ' : ''}Esc back`
      : 'Space more  d deny  Esc back';
  return { rows: [titleOf(gate.title, canvas), '', ...rows, more, ...options], hint };
}

/** An editor below some rows, with its end and the cursor visible. */
function drawEditor(
  { head, draft: { characters, at }, hint }: { head: string[]; draft: Draft; hint: string },
  { columns }: Canvas,
  room: number,
): Dialog {
  const lines: string[] = [''];
  let cursor = { row: 0, column: 0 };
  for (const [n, character] of [...characters, ''].entries()) {
    const line = lines.at(-1) ?? '';
    const shown = character === '\n' ? '' : inCell(character === '\t' ? '    ' : character);
    const fits = widthOf(line) + widthOf(shown) < columns;
    if (!fits) lines.push('');
    if (n === at) cursor = { row: lines.length - 1, column: widthOf(lines.at(-1) ?? '') };
    if (character === '\n') lines.push('');
    else lines[lines.length - 1] += shown;
  }
  const above = head.slice(0, Math.max(1, room - 2));
  const fits = Math.max(1, room - above.length);
  const first = Math.max(0, Math.min(cursor.row - Math.floor(fits / 2), lines.length - fits));
  return {
    rows: [...above, ...lines.slice(first, first + fits)],
    hint,
    cursor: { row: above.length + cursor.row - first, column: cursor.column },
  };
}

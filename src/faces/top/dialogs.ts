import { inCell } from '../../operations/escape-output.ts';
import { bold } from '../../operations/paint.ts';
import { cutTo, widthOf } from '../../operations/text-width.ts';
import { type Canvas, wrapped } from './canvas.ts';
import type { Frame } from './differences.ts';
import type { Draft } from './editor.ts';
import type { Gate } from './gate-text.ts';
import { isCurrent } from './keys.ts';
import type { Mode, Model } from './model.ts';

/** What stands in the place of the list while something is asked or shown. */
interface Dialog {
  rows: string[];
  hint: string;
  cursor?: Frame['cursor'];
}

export const HELP = `csd top: the sessions that need you first.

  up, down, j, k     choose a session
  Enter              attach: shows it here, or switches to it inside tmux
  a                  shows its gate whole; a again approves, 1 to 9 take an option
  d                  shows its gate; d again denies it, with a message if you like
  r                  answers its question
  s                  sends a prompt: Enter sends, Alt-Enter or Ctrl-J begins a line
  i                  interrupts its turn
  n                  starts a session
  e                  ends it; it is kept, to be resumed
  /                  filters by name, folder, state, text, host, tag or creator
  g                  groups by folder, host, creator or tag
  p                  shows its screen below the list
  Esc                back; in the list it shows all again
  q, Ctrl-C          leaves; the sessions go on

A gate is answered only while it is the one that was shown.`;

const SENDS = 'Enter sends  Alt-Enter or Ctrl-J new line  Esc keeps it for later';
const ANSWERS = 'Enter answers  Alt-Enter or Ctrl-J new line  Esc back';
const STEPS = ['folder', 'name (empty: csd chooses one)', 'first prompt (empty: none)'];

/** Draws what the person is asked. `room`: so many rows there are. */
export function drawDialog(model: Model, canvas: Canvas, room: number): Dialog {
  const { mode } = model;
  const title = (text: string) => {
    const line = cutTo(inCell(text), canvas.columns);
    return canvas.colours ? bold(line) : line;
  };
  switch (mode.kind) {
    case 'gate':
      return drawGate(model, mode, canvas, room, title);
    case 'deny':
      return drawEditor(
        [
          title(`Deny: ${mode.gate.title}`),
          '',
          cutTo('What should it do instead? Empty: only deny.', canvas.columns),
          '',
        ],
        mode.draft,
        canvas,
        room,
        'Enter denies  Esc back',
      );
    case 'send':
      return drawEditor([title(`To ${mode.session}`), ''], mode.draft, canvas, room, SENDS);
    case 'answer': {
      const { asked, answers, session } = mode.questions;
      const now = asked[answers.length];
      const of = asked.length > 1 ? ` (${answers.length + 1} of ${asked.length})` : '';
      const options = (now?.options ?? []).map((option, n) => `  ${n + 1}. ${option}`);
      const how = now?.multiple ? ['Several with commas.'] : [];
      const text = wrapped([now?.question ?? '', ...options, ...how].join('\n'), canvas.columns);
      // The end of a long text asks.
      const head = [title(`${session} asks${of}`), '', ...text.slice(-Math.max(1, room - 6)), ''];
      return drawEditor(head, mode.draft, canvas, room, ANSWERS);
    }
    case 'new': {
      const before = mode.given.map((text, n) => cutTo(inCell(`${STEPS[n]}: ${text}`), canvas.columns));
      return drawEditor(
        [title('A new session'), '', ...before, cutTo(`${STEPS[mode.step]}:`, canvas.columns)],
        mode.draft,
        canvas,
        room,
        'Enter next  Esc back',
      );
    }
    case 'confirm':
      return { rows: ['', ...wrapped(mode.question, canvas.columns)], hint: 'y yes  any other key no' };
    default:
      return { rows: wrapped(HELP, canvas.columns).slice(0, room), hint: 'any key goes back' };
  }
}

/** The rows of a gate as they are wrapped for this width. */
export function gateRows({ lines, truncated }: Gate, columns: number): string[] {
  const warning = truncated
    ? ['', 'The dialog is taller than its screen, and this is not all of it: attach (Esc, Enter) to see the rest.']
    : [];
  return wrapped([...lines, ...warning].join('\n'), columns);
}

/** Rows that a gate takes besides its text: its title, two blank ones, and a row for each option. */
const AROUND = 4;

/** Where a gate is scrolled to, and whether its end is in sight. */
export function gateView(
  gate: Gate,
  top: number,
  columns: number,
  room: number,
): { rows: string[]; top: number; atEnd: boolean } {
  const rows = gateRows(gate, columns);
  const fits = Math.max(1, room - AROUND - gate.options.length);
  const last = Math.max(0, rows.length - fits);
  const from = Math.min(top, last);
  return { rows: rows.slice(from, from + fits), top: from, atEnd: from === last };
}

function drawGate(
  model: Model,
  { gate, top }: Extract<Mode, { kind: 'gate' }>,
  canvas: Canvas,
  room: number,
  title: (text: string) => string,
): Dialog {
  const { rows, atEnd } = gateView(gate, top, canvas.columns, room);
  const options = gate.options.map((label, n) => cutTo(inCell(`  ${n + 1}. ${label}`), canvas.columns));
  const more = atEnd ? '' : cutTo('… Space shows more', canvas.columns);
  const hint = !isCurrent(model, gate)
    ? 'This gate is no longer open: Esc goes back'
    : atEnd
      ? 'a approve  1-9 take an option  d deny  Esc back'
      : 'Space more  d deny  Esc back';
  return { rows: [title(gate.title), '', ...rows, more, ...options], hint };
}

/** An editor below some rows: its end is in sight, as is the cursor. */
function drawEditor(
  head: string[],
  { characters, at }: Draft,
  { columns }: Canvas,
  room: number,
  hint: string,
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

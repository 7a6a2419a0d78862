import { stripVTControlCharacters } from 'node:util';
import { renderSessions } from '../../operations/sessions/ps-table.ts';
import { inCell } from '../../operations/text/escape-output.ts';
import { bold, dim } from '../../operations/text/paint.ts';
import { needOf, sayState } from '../../operations/text/state-words.ts';
import { cutTo, padTo, widthOf } from '../../operations/text/text-width.ts';
import { tellContext, tellCost } from '../../operations/text/usage-words.ts';
import { type Canvas, wrapped } from './canvas.ts';
import { drawDialog } from './dialogs.ts';
import type { Frame } from './differences.ts';
import { chosenOf, listRows, type Model, type Seen } from './model.ts';

/** The smallest useful width. */
const LEAST_COLUMNS = 20;
const LEAST_ROWS = 6;
/** The width to the left of each session, with the mark of the chosen one. */
const GUTTER = 2;

const HINTS = [
  'Enter attach  a approve  d deny  r answer  s send  i interrupt  n new  e end  / filter  g group  p screen  ? help  q quit',
  'Enter attach  a/d gate  r answer  s send  i interrupt  n new  e end  ? help',
  '? help  q quit',
];

/**
 * The whole screen for a model. Every row fits in the width, and contains no terminal control except its own colours.
 */
export function drawFrame(model: Model, canvas: Canvas): Frame {
  const { columns, rows } = canvas;
  if (columns < LEAST_COLUMNS || rows < LEAST_ROWS) return { rows: fill([cutTo('too small', columns)], rows) };
  if (model.mode.kind !== 'list' && model.mode.kind !== 'filter') {
    const dialog = drawDialog(model, canvas, rows - 1);
    return { rows: [...fill(dialog.rows, rows - 1), footer(model, canvas, dialog.hint)], cursor: dialog.cursor };
  }
  const below = rowsBelow(model, rows);
  const room = rows - 3 - below;
  const list = drawList(model, canvas, room);
  const body = [
    titleOf(model, canvas),
    list.head,
    ...fill(list.rows, room),
    ...fill(drawChosen(model, canvas, below), below),
  ];
  if (model.mode.kind !== 'filter')
    return { rows: [...body, footer(model, canvas, HINTS.find((hint) => widthOf(hint) <= columns) ?? '')] };
  const label = 'filter: ';
  const text = lineOf(model.filter);
  const shown = cutTo(`${label}${text}`, columns);
  return { rows: [...body, shown], cursor: { row: rows - 1, column: Math.min(columns - 1, widthOf(shown)) } };
}

/** How many rows a page has, of the list or of what replaces it. */
export function pageRows(model: Model, rows: number): number {
  const { mode } = model;
  if (mode.kind !== 'list' && mode.kind !== 'filter') return Math.max(1, rows - 5);
  return Math.max(1, rows - 3 - rowsBelow(model, rows));
}

/** How many rows show the chosen session: the rest below the list, and at least a share of the screen. */
function rowsBelow(model: Model, rows: number): number {
  const room = rows - 3;
  const least = Math.max(3, Math.floor(room * (model.showsScreen ? 0.6 : 0.35)));
  return Math.max(1, Math.min(room - 1, Math.max(least, room - Math.max(3, listRows(model).length))));
}

function fill(rows: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, n) => rows[n] ?? '');
}

function titleOf({ sessions, filter, grouping }: Model, { columns, colours }: Canvas): string {
  const count = (need: string) => sessions.filter(({ state }) => needOf(state) === need).length;
  const parts = [
    `${count('you')} need you`,
    `${count('working')} working`,
    `${count('done')} done`,
    ...(count('trouble') > 0 ? [`${count('trouble')} in trouble`] : []),
    ...(filter === '' ? [] : [`filter: ${lineOf(filter)}`]),
    ...(grouping === 'nothing' ? [] : [`by ${grouping}`]),
  ];
  const text = cutTo(`csd top   ${parts.join(' · ')}`, columns);
  return colours ? bold(text) : text;
}

/** One line of text without terminal controls. */
function lineOf(text: string): string {
  return inCell(text.replaceAll('\t', '  ').replaceAll('\n', ' '));
}

function drawList(model: Model, canvas: Canvas, room: number): { head: string; rows: string[] } {
  const rows = listRows(model);
  const { details } = model;
  const sessions = rows.flatMap((row) =>
    'seen' in row ? [toEntry(row.seen, details.get(row.seen.session)?.branch)] : [],
  );
  if (sessions.length === 0) {
    const why =
      model.sessions.length === 0 ? 'No session runs: n starts one.' : 'No session matches the filter: Esc shows all.';
    return { head: '', rows: [cutTo(why, canvas.columns)] };
  }
  const terminal = { columns: canvas.columns - GUTTER, colours: canvas.colours };
  const [head = '', ...lines] = renderSessions({ sessions }, { terminal, now: canvas.now, flags: {} }).split('\n');
  let n = 0;
  const drawn = rows.map((row) => {
    if ('heading' in row) return { text: heading(row.heading, canvas), isChosen: false };
    const isChosen = row.seen.session === model.chosen;
    const line = lines[n++] ?? '';
    const text = isChosen ? chosenLine(`> ${stripVTControlCharacters(line)}`, canvas) : `  ${line}`;
    return { text, isChosen };
  });
  // The chosen row stays visible, in the middle if there is more on both sides.
  const at = Math.max(
    0,
    drawn.findIndex(({ isChosen }) => isChosen),
  );
  const first = Math.max(0, Math.min(at - Math.floor(room / 2), drawn.length - room));
  return { head: `  ${head}`, rows: drawn.slice(first, first + room).map(({ text }) => text) };
}

function chosenLine(line: string, { columns, colours }: Canvas): string {
  return colours ? `\x1b[7m${padTo(line, columns)}\x1b[27m` : line;
}

function heading(text: string, { columns, colours }: Canvas): string {
  const line = cutTo(lineOf(text), columns);
  return colours ? bold(line) : line;
}

/** A session in the form of the `ps` table. */
function toEntry({ session, host, ...seen }: Seen, branch: string | undefined): object {
  return {
    ...seen,
    name: session,
    ...(host !== undefined && { host }),
    ...(branch !== undefined && { worktree: { branch } }),
  };
}

/** The facts of the chosen session, and below them its text, or its screen. */
function drawChosen(model: Model, { columns, colours }: Canvas, room: number): string[] {
  const seen = chosenOf(model);
  if (seen === undefined) return [];
  const { session, cwd, backend, usage, state } = seen;
  const { branch, creator, tags = [] } = model.details.get(session) ?? {};
  const facts = [
    session,
    sayState(state),
    usage?.model ?? backend,
    cwd,
    ...(branch === undefined ? [] : [branch]),
    ...(usage ? [`context ${tellContext(usage)}`] : []),
    ...(usage && usage.cost_usd !== null ? [tellCost(usage)] : []),
    ...(creator === undefined ? [] : [`for ${creator}`]),
    ...tags.map((tag) => `#${tag}`),
  ];
  const line = cutTo(`── ${lineOf(facts.join(' · '))} `, columns);
  const rule = `${line}${'─'.repeat(Math.max(0, columns - widthOf(line)))}`;
  const text = model.showsScreen ? screenLines(model, columns) : wrapped(fullText(seen), columns);
  const fits = room - 1;
  // The end of a screen matters, and the beginning of a text; of a question the end, which asks.
  const fromEnd = model.showsScreen || state.status === 'awaiting_answer' || state.status === 'dead';
  const shown = text.length <= fits ? text : fromEnd ? text.slice(-fits) : [...text.slice(0, fits - 1), '…'];
  return [colours ? dim(rule) : rule, ...shown];
}

function screenLines({ screen, chosen }: Model, columns: number): string[] {
  if (screen === undefined || screen.session !== chosen) return ['…'];
  return screen.text
    .trimEnd()
    .split('\n')
    .map((line) => cutTo(lineOf(line), columns));
}

function fullText({ state }: Seen): string {
  switch (state.status) {
    case 'blocked':
      return state.prompt;
    case 'plan_ready':
      return state.plan ?? '';
    case 'awaiting_answer':
      return state.question;
    case 'idle_done':
      return state.error ?? state.text;
    case 'working':
      return [...(state.commands ?? []), ...(state.questions ?? []).map(({ question }) => question)].join('\n');
    case 'dead':
      return state.last_lines?.join('\n') ?? state.reason ?? '';
    case 'unknown':
      return state.reason;
    case 'spawning':
      return '';
  }
}

function footer({ notice }: Model, { columns, colours }: Canvas, hint: string): string {
  const text = cutTo(notice ? lineOf(notice.text) : hint, columns);
  if (!colours) return text;
  return notice?.isBad ? `\x1b[31m${text}\x1b[39m` : notice ? text : dim(text);
}

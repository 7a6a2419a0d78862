import { pressInEditor, typed } from './editing.ts';
import { draftOf, insert, textOf } from './editor.ts';
import { gateOf, questionsOf } from './gate-text.ts';
import {
  chosenOf,
  draftFor,
  GROUPINGS,
  type Mode,
  type Model,
  moved,
  order,
  type Seen,
  withSessions,
} from './model.ts';
import { call, isCurrent, type ModeOf, type Pressed, say, toList } from './pressed.ts';

/** The keys, as `?` shows them. */
export const HELP = `csd top: the sessions that need you first.

  j k, arrows  choose a session
  Enter        attach, or switch inside tmux
  a            show its gate; a again approves
  1 to 9       take an option of the gate
  d            show its gate; d again denies
  r            answer its question
  s            send a prompt
  Ctrl-J       new line in it, as Alt-Enter
  i            interrupt its turn
  n            start a session
  e            end it; resume brings it back
  /            filter by name, folder, text, …
  g            group by folder, host, creator, tag
  p            show its screen below the list
  Esc          back; in the list: show all
  q, Ctrl-C    leave; the sessions keep running

A gate is answered only while it is the one that was shown.`;

/**
 * Handles one key: a printable character as itself, others by name (`up`, `return`, `escape`), with the prefixes `C-`
 * and `M-`. `rows` is the number of rows of a page.
 */
export function press(model: Model, key: string, rows: number): Pressed {
  if (key === 'C-c') return { model, effect: { kind: 'quit' } };
  const { mode } = model;
  switch (mode.kind) {
    case 'list':
      return pressInList(model, key, rows);
    case 'help':
      return pressInHelp(model, mode, key, rows);
    case 'filter':
      return pressInFilter(model, mode, key);
    case 'gate':
      return pressAtGate(model, mode, key, rows);
    case 'confirm':
      return key === 'y' ? { model: toList(model), effect: mode.effect } : { model: toList(model) };
    default:
      return pressInEditor(model, mode, key);
  }
}

/** Keys that scroll a text which is longer than the screen: by how many rows. */
const scrolls = (rows: number): Record<string, number> => ({
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  pageup: -rows,
  pagedown: rows,
  ' ': rows,
});

/** Keys that go to the first and to the last row of the list. */
const ENDS: Record<string, number> = { home: -Number.MAX_SAFE_INTEGER, end: Number.MAX_SAFE_INTEGER };

function pressInHelp(model: Model, mode: ModeOf<'help'>, key: string, rows: number): Pressed {
  const by = scrolls(mode.page ?? rows)[key];
  if (by === undefined) return { model: toList(model) };
  return { model: { ...model, mode: { ...mode, top: Math.max(0, mode.top + by) } } };
}

/** Inserts a pasted text if text is being edited; otherwise ignores it. */
export function paste(model: Model, text: string): Model {
  const { mode } = model;
  if (!('draft' in mode)) return model;
  const one = mode.kind === 'filter' ? text.replaceAll(/\s+/g, ' ') : text;
  const next = { ...mode, draft: insert(mode.draft, one) } as Mode;
  return next.kind === 'filter' ? filtered(model, next) : { ...model, mode: next };
}

function pressInList(model: Model, key: string, rows: number): Pressed {
  const by = key === ' ' ? undefined : (scrolls(rows)[key] ?? ENDS[key]);
  if (by !== undefined) return { model: moved(model, by) };
  const start = (mode: Mode): Pressed => ({ model: { ...model, mode, notice: undefined } });
  switch (key) {
    case 'q':
      return { model, effect: { kind: 'quit' } };
    case '?':
      return start({ kind: 'help', top: 0 });
    case '/':
      return start({ kind: 'filter', draft: draftOf(model.filter) });
    case 'g': {
      const at = GROUPINGS.indexOf(model.grouping);
      return { model: { ...model, grouping: GROUPINGS[(at + 1) % GROUPINGS.length] ?? 'nothing', notice: undefined } };
    }
    case 'p':
      return { model: { ...model, showsScreen: !model.showsScreen, screen: undefined } };
    case 'n':
      return start({ kind: 'new', step: 0, given: [], draft: draftOf(chosenOf(model)?.cwd ?? model.cwd) });
    case 'escape':
      return { model: withSessions({ ...model, filter: '', notice: undefined }, model.sessions) };
    default: {
      const seen = chosenOf(model);
      if (!'adrsei'.includes(key) && key !== 'return') return { model };
      if (seen === undefined || !order(model).includes(seen.session)) return say(model, 'No session is chosen.');
      return pressForSession(model, seen, key);
    }
  }
}

function pressForSession(model: Model, seen: Seen, key: string): Pressed {
  const { session, state } = seen;
  const start = (mode: Mode): Pressed => ({ model: { ...model, mode, notice: undefined } });
  switch (key) {
    case 'return':
      return { model: { ...model, notice: undefined }, effect: { kind: 'attach', session } };
    case 'a':
    case 'd': {
      const gate = gateOf(session, state);
      if (gate) return start({ kind: 'gate', gate, top: 0, isReady: false });
      const questions = questionsOf(session, state);
      if (questions && key === 'a') return start({ kind: 'answer', questions, draft: draftOf('') });
      return say(model, `${session} has no open gate${questions ? ': r answers its question' : ''}.`);
    }
    case 'r': {
      const questions = questionsOf(session, state);
      if (questions) return start({ kind: 'answer', questions, draft: draftOf('') });
      return say(model, `${session} asks nothing${gateOf(session, state) ? ': a shows its gate' : ''}.`);
    }
    case 's':
      return start({ kind: 'send', session, draft: draftFor(model, session) });
    case 'i':
      if (state.status !== 'working' && state.status !== 'spawning') return say(model, `${session} is not working.`);
      return {
        model,
        effect: call('interrupt', { session }, `interrupting ${session}…`, `${session} was interrupted.`),
      };
    default:
      return start({
        kind: 'confirm',
        question: `End ${session}? It is kept, and csd resume starts it again. (y/n)`,
        effect: call('end', { session }, `ending ${session}…`, `${session} has ended.`),
      });
  }
}

/**
 * The model with the sessions that match the filter. Chooses a session whose name begins with the filter before one
 * that only contains it.
 */
function filtered(model: Model, mode: ModeOf<'filter'>): Model {
  const filter = textOf(mode.draft);
  const next = withSessions({ ...model, mode, filter }, model.sessions);
  const isNamed = (name: string) => name.toLowerCase().startsWith(filter.trim().toLowerCase());
  if (filter.trim() === '' || isNamed(next.chosen ?? '')) return next;
  const named = order(next).find(isNamed);
  return named === undefined ? next : { ...next, chosen: named };
}

function pressInFilter(model: Model, mode: ModeOf<'filter'>, key: string): Pressed {
  if (key === 'return') return { model: { ...model, mode: { kind: 'list' } } };
  if (key === 'escape') return { model: withSessions({ ...toList(model), filter: '' }, model.sessions) };
  if (key === 'up' || key === 'down') return { model: moved(model, key === 'up' ? -1 : 1) };
  const draft = typed(mode.draft, key);
  return { model: draft ? filtered(model, { kind: 'filter', draft }) : model };
}

function pressAtGate(model: Model, mode: ModeOf<'gate'>, key: string, rows: number): Pressed {
  const { gate } = mode;
  const by = scrolls(mode.page ?? rows)[key];
  if (by !== undefined)
    return { model: { ...model, mode: { ...mode, top: Math.max(0, mode.top + by) }, notice: undefined } };
  if (key === 'escape' || key === 'q') return { model: toList(model) };
  const option = /^[1-9]$/.test(key) ? Number(key) : undefined;
  if (key !== 'a' && key !== 'd' && key !== 'r' && option === undefined) return { model };
  if (!isCurrent(model, gate)) return say(model, 'This gate is no longer open: Esc goes back. Nothing was pressed.');
  if (key === 'd') return { model: { ...model, mode: { kind: 'deny', gate, draft: draftOf('') }, notice: undefined } };
  if (key === 'r')
    return pressForSession(model, model.sessions.find(({ session }) => session === gate.session) as Seen, 'r');
  if (mode.wholeAt === undefined) return say(model, 'Read it to the end first: Space shows more.');
  if (!mode.isReady) return say(model, 'It has only just been shown: read it, then press the key again.');
  const label = option === undefined ? undefined : gate.options[option - 1];
  if (option !== undefined && label === undefined) return say(model, `There is no option ${option}.`);
  const input = { session: gate.session, expect: gate.gateId, ...(option !== undefined && { option }) };
  const done = label === undefined ? `${gate.session}: approved.` : `${gate.session}: chose ${JSON.stringify(label)}.`;
  return { model: toList(model), effect: call('approve', input, `answering ${gate.session}…`, done) };
}

import { draftOf, edit, insert, textOf } from './editor.ts';
import { type Gate, gateOf, questionsOf } from './gate-text.ts';
import {
  chosenOf,
  draftFor,
  type Effect,
  GROUPINGS,
  type Mode,
  type Model,
  moved,
  order,
  type Seen,
  withSessions,
} from './model.ts';

/** What a key made of the model, and what it asks of the world. */
export interface Pressed {
  model: Model;
  effect?: Effect;
}

type ModeOf<Kind extends Mode['kind']> = Extract<Mode, { kind: Kind }>;

/**
 * Plays one key: a printable character as itself, others by name (`up`, `return`, `escape`), with `C-` and `M-` in front. `rows` is how
 * many rows a page has.
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

/** Keys that go through a text which is longer than the screen: by how many rows. */
const scrolls = (rows: number): Record<string, number> => ({
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  pageup: -rows,
  pagedown: rows,
  ' ': rows,
});

function pressInHelp(model: Model, mode: ModeOf<'help'>, key: string, rows: number): Pressed {
  const by = scrolls(mode.page ?? rows)[key];
  if (by === undefined) return { model: toList(model) };
  return { model: { ...model, mode: { ...mode, top: Math.max(0, mode.top + by) } } };
}

/** Puts a pasted text where text is being written; elsewhere it is nothing. */
export function paste(model: Model, text: string): Model {
  const { mode } = model;
  if (!('draft' in mode)) return model;
  const one = mode.kind === 'filter' ? text.replaceAll(/\s+/g, ' ') : text;
  const next = { ...mode, draft: insert(mode.draft, one) } as Mode;
  return next.kind === 'filter' ? filtered(model, next) : { ...model, mode: next };
}

function toList(model: Model): Model {
  return { ...model, mode: { kind: 'list' }, notice: undefined };
}

function say(model: Model, text: string): Pressed {
  return { model: { ...model, notice: { text, isBad: false } } };
}

function pressInList(model: Model, key: string, rows: number): Pressed {
  const moves: Record<string, number> = {
    up: -1,
    k: -1,
    down: 1,
    j: 1,
    pageup: -rows,
    pagedown: rows,
    home: -Number.MAX_SAFE_INTEGER,
    end: Number.MAX_SAFE_INTEGER,
  };
  const by = moves[key];
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
      if (gate) return start({ kind: 'gate', gate, top: 0, whole: false });
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

function call(operation: string, input: Record<string, unknown>, doing: string, done: string): Effect {
  return { kind: 'call', operation, input, doing, done };
}

function filtered(model: Model, mode: ModeOf<'filter'>): Model {
  return withSessions({ ...model, mode, filter: textOf(mode.draft) }, model.sessions);
}

function pressInFilter(model: Model, mode: ModeOf<'filter'>, key: string): Pressed {
  if (key === 'return') return { model: { ...model, mode: { kind: 'list' } } };
  if (key === 'escape') return { model: withSessions({ ...toList(model), filter: '' }, model.sessions) };
  if (key === 'up' || key === 'down') return { model: moved(model, key === 'up' ? -1 : 1) };
  const draft = typed(mode.draft, key);
  return { model: draft ? filtered(model, { kind: 'filter', draft }) : model };
}

/** True while the gate that is shown is the one that waits. */
export function isCurrent(model: Model, gate: Gate): boolean {
  const seen = model.sessions.find(({ session }) => session === gate.session);
  return seen !== undefined && gate.gateId !== undefined && gateOf(gate.session, seen.state)?.gateId === gate.gateId;
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
  if (!mode.whole) return say(model, 'Read it to its end first: Space shows more.');
  const label = option === undefined ? undefined : gate.options[option - 1];
  if (option !== undefined && label === undefined) return say(model, `There is no option ${option}.`);
  const input = { session: gate.session, expect: gate.gateId, ...(option !== undefined && { option }) };
  const done = label === undefined ? `${gate.session}: approved.` : `${gate.session}: chose ${JSON.stringify(label)}.`;
  return { model: toList(model), effect: call('approve', input, `answering ${gate.session}…`, done) };
}

type Editing = ModeOf<'send'> | ModeOf<'deny'> | ModeOf<'answer'> | ModeOf<'new'>;

function pressInEditor(model: Model, mode: Editing, key: string): Pressed {
  if (key === 'escape') return { model: leaveEditor(model, mode) };
  if (key === 'return') return submit(model, mode);
  const draft = key === 'C-j' || key === 'M-return' ? insert(mode.draft, '\n') : typed(mode.draft, key);
  return { model: draft ? { ...model, mode: { ...mode, draft }, notice: undefined } : model };
}

/** A printable character is text, and other keys edit. */
function typed(draft: ReturnType<typeof draftOf>, key: string): ReturnType<typeof draftOf> | undefined {
  const isText = [...key].length === 1 || (!/^[ -~]*$/.test(key) && !/^[CM]-/.test(key));
  return isText ? insert(draft, key) : edit(draft, key);
}

/** Nothing that was written for a session is lost: it is there when the editor is opened again. */
function leaveEditor(model: Model, mode: Editing): Model {
  if (mode.kind !== 'send') return toList(model);
  const drafts = new Map(model.drafts).set(mode.session, textOf(mode.draft));
  return { ...toList(model), drafts };
}

function submit(model: Model, mode: Editing): Pressed {
  const text = textOf(mode.draft);
  const isEmpty = text.trim() === '';
  switch (mode.kind) {
    case 'send': {
      if (isEmpty) return say(model, 'Nothing is written yet. Esc goes back.');
      const { session } = mode;
      // Until it has arrived the text stays in the editor's reach.
      const kept = leaveEditor(model, mode);
      return {
        model: kept,
        effect: call('send', { session, prompt: text }, `sending to ${session}…`, `Sent to ${session}.`),
      };
    }
    case 'deny': {
      const { gate } = mode;
      if (!isCurrent(model, gate)) return say(model, 'This gate is no longer open. Nothing was pressed.');
      const input = { session: gate.session, expect: gate.gateId, ...(!isEmpty && { message: text }) };
      return {
        model: toList(model),
        effect: call('deny', input, `denying ${gate.session}…`, `${gate.session}: denied.`),
      };
    }
    case 'answer': {
      if (isEmpty) return say(model, 'Nothing is written yet. Esc goes back.');
      const { questions } = mode;
      const answers = [...questions.answers, text];
      const next = { ...questions, answers };
      if (answers.length < questions.asked.length)
        return {
          model: { ...model, mode: { kind: 'answer', questions: next, draft: draftOf('') }, notice: undefined },
        };
      const { session, gateId } = questions;
      const input = { session, answers, ...(gateId !== undefined && { expect: gateId }) };
      return {
        model: toList(model),
        effect: call('answer', input, `answering ${session}…`, `${session} has its answer.`),
      };
    }
    case 'new': {
      const given = [...mode.given, text.trim()];
      if (mode.step === 0 && isEmpty) return say(model, 'A session needs a folder. Esc goes back.');
      if (given.length < 4) {
        // The agent is that of the chosen session unless another is given.
        const draft = draftOf(mode.step === 0 ? (chosenOf(model)?.backend ?? '') : '');
        return { model: { ...model, mode: { kind: 'new', step: mode.step + 1, given, draft }, notice: undefined } };
      }
      const [cwd = '', backend = '', name = '', prompt = ''] = given;
      const input = {
        cwd,
        ...(backend !== '' && { backend }),
        ...(name !== '' && { name }),
        ...(prompt !== '' && { prompt }),
      };
      return {
        model: toList(model),
        effect: call('spawn', input, `starting ${name || 'a session'}…`, 'The session has started.'),
      };
    }
  }
}

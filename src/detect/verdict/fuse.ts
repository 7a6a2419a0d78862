import type { AskedQuestion, State, StateOf } from '../../contract/state.ts';
import type { Backend } from '../agent/backend.ts';
import { placeOf, questionOf, readAsked, readRows } from '../questions/question-tool.ts';
import { isCut, markOfCut, readWholeCall } from '../screen/gates/cut-dialog.ts';
import { findCall } from '../screen/gates/gate-call.ts';
import { labelsOf, markOf, nameGate, sentenceOf } from '../screen/gates/gates.ts';
import type { Form, Menu } from '../screen/menus/menu-types.ts';
import type { Screen } from '../screen/screen.ts';
import { fuseBeside } from './beside.ts';
import { fuseComposer, isEarlier, working } from './composer-rules.ts';
import { concern } from './concern.ts';
import { isShownOnly, standingOf, turnNumber } from './entry.ts';
import { Findings, type Verdict } from './evidence.ts';
import { withoutParent } from './forked.ts';
import { isHalfDrawn, isUnfinished } from './half-drawn.ts';
import { isUnrecorded } from './newest-turn.ts';
import { saysAnother } from './rewound.ts';
import { type Signals, statusOf, turnOf } from './signals.ts';

export type { Verdict } from './evidence.ts';

/**
 * Decides what a session is doing from one snapshot of all signals. Pure: the same signals give the same verdict.
 * `idle_done` needs positive proof; contradictory signals give `working` or `unknown`.
 */
export function fuse(seen: Signals, backend: Backend): Verdict {
  const signals = withoutParent(seen);
  const findings = new Findings(signals);
  const state = concern(decide(signals, backend, findings), signals, findings);
  return findings.verdict(withBackground(withExtras(state, signals), signals, backend));
}

function decide(signals: Signals, backend: Backend, findings: Findings): State {
  const { liveness } = signals;
  if (liveness.kind === 'dead') {
    findings.rule('liveness', 'pane-gone');
    return {
      status: 'dead',
      reason: liveness.reason,
      ...(liveness.exitCode === undefined ? {} : { exit_code: liveness.exitCode }),
    };
  }
  if (liveness.kind === 'unsure' || signals.screen.kind === 'absent') {
    findings.rule('liveness', 'no-look');
    return { status: 'unknown', reason: liveness.kind === 'unsure' ? liveness.reason : 'the screen could not be read' };
  }
  const { screen } = signals.screen;
  if (screen.width < 20 || screen.height < 5) {
    findings.rule('screen', 'geometry');
    return { status: 'unknown', reason: `geometry: the pane is only ${screen.width}x${screen.height}` };
  }
  if (screen.menu) return fuseMenu(screen, signals, backend, findings);
  if (signals.statusFile.kind === 'foreign' && signals.statusFile.parked !== undefined && !screen.overlay) {
    findings.rule('status_file', 'parked');
    return { status: 'unknown', reason: signals.statusFile.reason };
  }
  if (screen.composer) return fuseComposer(screen, signals, findings);
  if (screen.beside && !screen.overlay) return fuseBeside(screen.beside, screen, signals, findings);
  return fuseBare(screen, signals, findings);
}

function fuseMenu(screen: Screen, signals: Signals, backend: Backend, findings: Findings): State {
  const menu = screen.menu;
  if (!menu) return { status: 'unknown', reason: 'no menu' };
  const named = nameGate(menu, backend.gates);
  findings.rule('screen', `menu:${named.rule}`);
  const { kind } = named;
  const turn = turnOf(signals.transcript);
  const tools = turn?.openTools ?? [];
  const isTextCut = isCut(menu, kind, backend.gates) || isUnfinished(menu, kind, backend);
  const cut = menu.hides === true || isTextCut;
  const question = sentenceOf(menu, named);
  const call = cut && kind === 'permission' ? readWholeCall(menu, question, tools, backend.gates) : undefined;
  if (isHalfDrawn({ menu, kind, lacksCall: isTextCut && call === undefined }, signals, backend)) {
    findings.rule('screen', 'half-drawn');
    return working(screen, turn);
  }
  /** What every menu reports; `known` is the full text of a cut one. */
  const common = (known: string | undefined) => ({
    options: labelsOf(menu),
    selected: menu.selected + 1,
    gate_id: cut ? markOfCut(menu, known, tools) : menu.form ? markOfForm(menu, menu.form) : menu.mark,
    ...(cut && known === undefined ? { truncated: true } : {}),
  });
  if (kind === 'plan') {
    const plan = signals.plan.kind === 'read' ? signals.plan.plan : { path: null, text: null };
    return { status: 'plan_ready', plan_file: plan.path, plan: plan.text, ...common(plan.text ?? undefined) };
  }
  if (kind === 'question') {
    const questions = readAsked(menu, tools, backend.gates);
    const place = questions && placeOf(menu, questions, backend.gates);
    const page = place === undefined ? undefined : questions?.[place];
    const known = cut ? page?.question : undefined;
    const rows = page && readRows(menu, page, backend.gates);
    return {
      status: 'awaiting_answer',
      question: known ?? questionOf(menu, backend.gates),
      ...common(known),
      // A drawn label can be cut, or run into its description.
      ...(rows && { options: rows.labels }),
      ...(page && menu.hides && withHidden(menu, page)),
      ...(place !== undefined && place !== questions?.length ? { questions } : {}),
    };
  }
  const tool = kind === 'permission' && !cut ? findCall(menu, tools, backend.gates) : undefined;
  const resets = turn?.error?.resets;
  return {
    status: 'blocked',
    gate: kind,
    ...(kind === 'limit' && resets !== undefined ? { resets } : {}),
    prompt: call ?? menu.body,
    question,
    ...common(call),
    ...(tool && { tool: tool.name, input: tool.input }),
    ...(menu.form && fieldsOf(menu.form)),
  };
}

/**
 * The options of a question that a small pane shows only in part: as it was asked, then the agent's own rows if they
 * are drawn.
 */
function withHidden(menu: Menu, { question, options }: AskedQuestion) {
  const own = menu.options.filter(({ number }) => number === undefined || number > options.length);
  const at = menu.options[menu.selected];
  const place = at && own.includes(at) ? options.length + own.indexOf(at) + 1 : (at?.number ?? 0);
  return {
    options: [...options, ...own.map(({ label }) => label)],
    selected: place,
    gate_id: markOf([question, ...options].join('\n')),
  };
}

/** Includes the fields if all are drawn; a form that is taller than its room draws others as the cursor moves. */
function markOfForm(menu: Menu, { fields, hidden }: Form): string {
  return hidden ? menu.mark : markOf([menu.mark, ...fields.map(({ label }) => label)].join('\n'));
}

/**
 * The fields of a form in the contract's shape; only the drawn ones if the form is taller than its room. No file
 * contains the message.
 */
function fieldsOf({ fields, hidden, cut }: Form): Pick<StateOf<'blocked'>, 'fields' | 'truncated'> {
  const told = fields.map(({ label, required, value, description, error }) => ({
    label,
    required,
    ...(value === undefined ? {} : { value }),
    ...(description === undefined ? {} : { description }),
    ...(error === undefined ? {} : { error }),
  }));
  return { ...(told.length > 0 && { fields: told }), ...((hidden || cut) && { truncated: true }) };
}

/** An agent that resumes a conversation draws its composer within this time, in ms. */
export const STARTING_MS = 30_000;

/** Neither composer nor menu: starting up, a view that covers the state, or a moment between two redraws. */
function fuseBare(screen: Screen, signals: Signals, findings: Findings): State {
  if (screen.overlay) {
    findings.rule('screen', `overlay:${screen.overlay}`);
    return { status: 'unknown', reason: `a view covers the state: ${screen.overlay}`, overlay: screen.overlay };
  }
  const turn = turnOf(signals.transcript);
  const status = statusOf(signals.statusFile)?.status;
  if (screen.activity || status === 'busy') {
    findings.rule(screen.activity ? 'screen' : 'status_file', 'busy-without-composer');
    return { status: 'working', tools: turn?.openTools.map((tool) => tool.name) ?? [] };
  }
  if (!turn || turn.phase === 'none') {
    if (screen.blank || !screen.drawn) {
      findings.rule('screen', 'starting');
      return { status: 'spawning' };
    }
    findings.rule('screen', 'unread');
    return status === undefined ? { status: 'spawning' } : { status: 'unknown', reason: unread(screen) };
  }
  const age = signals.at - (signals.startedAt ?? 0);
  if (status === undefined && age < STARTING_MS && isEarlier(signals, turn)) {
    findings.rule('screen', 'starting');
    return { status: 'spawning' };
  }
  findings.rule('screen', 'unread');
  return { status: 'unknown', reason: unread(screen) };
}

function unread({ linear }: Screen): string {
  const where = linear ? 'the screen, in the screen-reader mode,' : 'the screen';
  return `${where} shows neither a composer nor a menu`;
}

/** Names the background session of the conversation, in which it continues after the agent in the pane has died. */
function withBackground(state: State, { background: id }: Signals, { background }: Backend): State {
  if (id === undefined || !background) return state;
  const background_session = { id, attach: background.attach(id) };
  if (state.status !== 'dead') return { ...state, background_session };
  const reason = `${state.reason ?? 'the agent has ended'}; its conversation continues in the background as ${id}`;
  return { ...state, reason, background_session };
}

/** What runs began after the newest turn that is known to have a number. */
function isBeforeNumber(signals: Signals, screen: Screen): boolean {
  const turn = turnOf(signals.transcript);
  const isEntered = standingOf(signals).kind === 'older' && signals.entry?.outcome !== 'queued';
  return turn !== undefined && !isEntered && isUnrecorded(screen, turn);
}

function withExtras(state: State, signals: Signals): State {
  if (signals.screen.kind !== 'seen' || state.status === 'dead') return state;
  const { background, beside, notice = beside?.name, queuedHint, askedAside } = signals.screen.screen;
  const waiting = askedAside > 0 ? (turnOf(signals.transcript)?.asked ?? []).slice(-askedAside) : [];
  const queued = Math.max(turnOf(signals.transcript)?.queued ?? 0, queuedHint ? 1 : 0);
  // The turn that the screen was rewound to has no number.
  const isBack =
    state.status === 'spawning' &&
    (turnOf(signals.transcript)?.phase === 'ended' || saysAnother(signals.screen.screen));
  const isEarlier =
    isBack ||
    turnOf(signals.transcript)?.since?.undone ||
    ('text_source' in state && !isShownOnly(signals)) ||
    (state.status === 'working' && isBeforeNumber(signals, signals.screen.screen));
  const turn = isEarlier ? undefined : turnNumber(signals);
  return {
    ...state,
    ...(turn === undefined ? {} : { turn }),
    ...(Object.values(background).some((count) => count > 0) ? { background: { ...background } } : {}),
    ...(queued > 0 ? { queued } : {}),
    ...(waiting.length > 0 && state.status === 'working' ? { questions: waiting } : {}),
    ...(notice && state.overlay === undefined ? { overlay: notice } : {}),
  };
}

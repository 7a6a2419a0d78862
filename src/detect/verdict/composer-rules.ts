import type { State, WorkingDetail } from '../../contract/state.ts';
import { findQuestion } from '../questions/find-question.ts';
import { markOf } from '../screen/gates/gates.ts';
import type { Screen } from '../screen/screen.ts';
import type { TurnFacts } from '../transcript/turn.ts';
import { isShownOnly } from './entry.ts';
import type { Findings } from './evidence.ts';
import { drawsEnd, isAnotherPrompt, isNewest, isOnlyBooting, sameStart, withFailure } from './newest-turn.ts';
import { hasPassed } from './reset-time.ts';
import { drawsAnotherPrompt, isAnotherTurn, isBackAtStart, saysAnother } from './rewound.ts';
import { type Signals, statusOf, turnOf } from './signals.ts';

/**
 * The agent writes its transcript and its status at slightly different times, both later than the screen (under 0.5 s
 * on 2.1.158 and 2.1.330). A turn that is open in the transcript and over by the status counts as over only after this
 * long, in ms.
 */
const SETTLE_MS = 1500;
/** Without a status file, an open turn with a quiet screen is no longer `working` after this time, in ms. */
const QUIET_MS = 30_000;
/** A slow machine can write the record of an answer this much later than the status, ms (2.1.310 at a load of 15). */
const UNWRITTEN_MS = 10_000;

/** The input of the composer rules, and the findings that they add to. */
interface Seen {
  signals: Signals;
  screen: Screen;
  turn: TurnFacts | undefined;
  findings: Findings;
}

/** Decides while the composer is shown: no gate is open, and the question is whether a turn is in flight. */
export function fuseComposer(screen: Screen, signals: Signals, findings: Findings): State {
  const turn = turnOf(signals.transcript);
  const seen = { signals, screen, turn, findings };
  const status = statusOf(signals.statusFile);
  if (
    screen.activity &&
    !filesAgreeOver(signals, turn) &&
    !isOnlyBooting(screen, turn, turn !== undefined && isAnotherPrompt(screen, turn))
  ) {
    findings.rule('screen', 'activity');
    return working(screen, turn);
  }
  if (screen.waitsForBackground) {
    findings.rule('screen', 'waits-for-background');
    return working(screen, turn, 'subagents');
  }
  if (status?.status === 'busy') {
    findings.rule('status_file', 'busy');
    return working(screen, turn);
  }
  if (screen.overlay) {
    findings.rule('screen', `overlay:${screen.overlay}`);
    if (!status) return { status: 'unknown', reason: `the view is ${screen.overlay}`, overlay: screen.overlay };
  }
  if (status?.status === 'waiting') return fuseWaiting(seen, status.updatedAt);
  if (status?.status === 'idle') return fuseIdle(seen, status.updatedAt);
  return fuseUnaided(seen);
}

/**
 * Status file and transcript have both called the turn over for a while: an activity row that is still drawn is left
 * over from a broken redraw (seen on 2.1.252 with emoji whose width agent and terminal count differently).
 */
function filesAgreeOver({ at, statusFile }: Signals, turn: TurnFacts | undefined): boolean {
  if (statusFile.kind !== 'read' || statusFile.status.status !== 'idle' || turn?.phase !== 'ended') return false;
  const { updatedAt } = statusFile.status;
  const last = turn.lastAt ?? 0;
  return updatedAt >= last - SETTLE_MS && at - Math.max(updatedAt, last) >= 2 * SETTLE_MS;
}

/**
 * True for a turn from before the session: its agent was started with an earlier conversation, and nothing was asked
 * since. The start is known to the second.
 */
export function isEarlier({ startedAt = 0, entry }: Signals, { lastAt = 0 }: TurnFacts): boolean {
  return startedAt > 0 && lastAt < startedAt + 1000 && !entry;
}

/** The agent says that it waits for the user, but no gate is drawn: one is opening or closing, or is hidden. */
function fuseWaiting({ signals, screen, turn, findings }: Seen, since: number): State {
  findings.rule('status_file', 'waiting-without-menu');
  if (signals.at - since < SETTLE_MS) return working(screen, turn);
  return { status: 'unknown', reason: 'the agent says that it waits for an answer, but no gate is on the screen' };
}

function fuseIdle(seen: Seen, since: number): State {
  const { signals, screen, turn, findings } = seen;
  if (isShownOnly(signals)) return fuseShown(screen, findings);
  if (!turn || turn.phase === 'none') return fuseFresh(seen, since);
  // An agent that has just resumed a conversation was idle from the start.
  const isStarting = turn.phase === 'ended' && isEarlier(signals, turn);
  if (turn.phase === 'ended' && isBehind(signals.at, since, turn) && (isStarting || !isNewest(screen, turn))) {
    findings.rule('status_file', 'ahead-of-transcript');
    return isStarting ? { status: 'spawning' } : working(screen, undefined);
  }
  if (turn.phase === 'ended' && isAnotherPrompt(screen, turn)) {
    findings.rule('screen', 'prompt-ahead-of-files');
    return working(screen, undefined);
  }
  if (turn.phase === 'ended' && isAnotherTurn(screen, turn)) {
    const settled = signals.at - Math.max(since, turn.lastAt ?? 0) >= SETTLE_MS;
    findings.rule('screen', 'prompt-ahead-of-files');
    return settled ? fuseShown(screen, findings) : working(screen, undefined);
  }
  if (turn.phase === 'ended' && isBackAtStart(screen, turn)) {
    findings.rule('screen', 'before-first-prompt');
    return { status: 'spawning' };
  }
  if (turn.phase === 'ended') return fuseEnded(signals.at, turn, findings);
  const settled = signals.at - Math.max(since, turn.lastAt ?? 0) >= SETTLE_MS;
  // A status older than the prompt says nothing of its turn, nor does a screen whose last prompt is the one before it.
  const isBehindPrompt = since > (turn.promptAt ?? 0);
  if (isBehindPrompt || (settled && !drawsAnotherPrompt(screen, turn))) {
    const cut = fuseCutOff(screen, turn, findings);
    if (cut) return cut;
  }
  if (!settled || !isBehindPrompt || since < (turn.lastAt ?? 0) - SETTLE_MS) {
    findings.rule('transcript', 'running');
    if (settled && signals.at - (turn.lastAt ?? 0) > QUIET_MS && !screen.busyHint) {
      return { status: 'unknown', reason: 'the transcript has a turn open; screen and status file show none' };
    }
    return working(screen, turn);
  }
  if (drawsEnd(screen, turn) && signals.at - since < UNWRITTEN_MS) {
    findings.rule('screen', 'answer-ahead-of-transcript');
    return working(screen, turn);
  }
  findings.rule('status_file', 'idle-after-transcript');
  return over({ ...turn, interrupted: true });
}

/**
 * The agent has just become idle, and the transcript has no end of a turn at that time: its newest lines are still to
 * come.
 */
function isBehind(at: number, since: number, turn: TurnFacts): boolean {
  return at - since < SETTLE_MS && Math.max(turn.lastAt ?? 0, turn.asideAt ?? 0) < since - SETTLE_MS;
}

/** The turn that is on the screen, if no file records it. */
function fuseShown(screen: Screen, findings: Findings): State {
  findings.rule('screen', 'shown-turn');
  const { shown, interrupted } = screen;
  const state = over({ text: shown?.text ?? '', interrupted });
  return { ...state, text_source: 'screen' } as State;
}

/** No prompt in this conversation yet. A screen that shows a turn is ahead of the files, or they are never written. */
function fuseFresh({ signals, screen, turn, findings }: Seen, since: number): State {
  // Before its first prompt a fork shows its parent's conversation.
  const isOwn = !signals.forked || signals.entry !== undefined;
  const isCleared = turn?.clearedAt !== undefined || turn?.since?.cleared === true;
  const isUnwritten = signals.at - since >= SETTLE_MS && !isCleared;
  if (isOwn && isUnwritten && screen.shown?.answered) return fuseShown(screen, findings);
  if (isOwn && screen.prompted && signals.at - since < SETTLE_MS) {
    findings.rule('screen', 'ahead-of-transcript');
    return working(screen, undefined);
  }
  findings.rule('transcript', 'no-turn');
  return { status: 'spawning' };
}

/** Without a trusted status file: decides by screen and transcript alone. */
function fuseUnaided({ signals, screen, turn, findings }: Seen): State {
  // A turn has a prompt, in the transcript or on the screen before that. Otherwise the words are those of a status
  // line.
  if (screen.busyHint && (screen.prompted || (turn && turn.phase !== 'none'))) {
    findings.rule('screen', 'busy-hint');
    return working(screen, turn);
  }
  if (isShownOnly(signals)) return fuseShown(screen, findings);
  if (!turn || turn.phase === 'none') {
    findings.rule('transcript', 'no-turn');
    return { status: 'spawning' };
  }
  if (turn.phase === 'ended' && isAnotherPrompt(screen, turn)) {
    findings.rule('screen', 'prompt-ahead-of-files');
    return working(screen, undefined);
  }
  // A cleared screen shows no conversation either: only the agent's own message counts.
  if (turn.phase === 'ended' && saysAnother(screen) && isBackAtStart(screen, turn)) {
    findings.rule('screen', 'before-first-prompt');
    return { status: 'spawning' };
  }
  if (turn.phase === 'ended') return fuseEnded(signals.at, withFailure(turn, screen), findings);
  const cut = signals.at - (turn.lastAt ?? 0) >= SETTLE_MS ? fuseCutOff(screen, turn, findings) : undefined;
  if (cut) return cut;
  findings.rule('transcript', 'running');
  if (turn.openTools.length === 0 && !screen.busyTitle && signals.at - (turn.lastAt ?? signals.at) > QUIET_MS) {
    return { status: 'unknown', reason: 'the transcript has a turn open, the screen shows none' };
  }
  return working(screen, turn);
}

/**
 * The screen says that the open turn is over: interrupted, or its prompt is back in the composer. A prompt's record can
 * be written before the screen is redrawn, which looks the same for a moment: the end of the turn before, and the
 * prompt as a draft.
 */
function fuseCutOff(screen: Screen, turn: TurnFacts, findings: Findings): State | undefined {
  const draft = screen.composer?.draft ?? '';
  const takenBack = draft !== '' && turn.prompt !== undefined && sameStart(draft, turn.prompt);
  if (!screen.interrupted && !takenBack) return undefined;
  findings.rule('screen', screen.interrupted ? 'interrupted-row' : 'prompt-taken-back');
  return over({ ...turn, interrupted: true, text: screen.interrupted ? turn.text : '' });
}

/** A turn in flight, with what is known of its tools. */
export function working(screen: Screen, turn: TurnFacts | undefined, detail?: WorkingDetail): State {
  const open = turn?.phase === 'running' ? turn.openTools.map((tool) => tool.name) : [];
  const commands = turn?.phase === 'running' ? turn.openTools.flatMap((tool) => tool.command ?? []) : [];
  const tools = open.length > 0 ? open : screen.runningTool ? [screen.runningTool] : [];
  const retry = screen.retry ?? (turn?.phase === 'running' ? turn.retry : undefined);
  const found =
    detail ??
    screen.detail ??
    (retry ? 'retrying' : tools.length > 0 ? 'tool' : turn?.streaming || screen.answering ? 'streaming' : undefined);
  return {
    status: 'working',
    tools,
    ...(commands.length > 0 ? { commands } : {}),
    ...(found ? { detail: found } : {}),
    ...(retry && found === 'retrying' ? { retry } : {}),
  };
}

/** A turn that is over by the transcript; while the account's limit is reached, no further turn can begin. */
export function fuseEnded(at: number, turn: TurnFacts, findings: Findings): State {
  const { error, lastAt } = turn;
  if (error?.resets !== undefined && !hasPassed(error.resets, lastAt ?? at, at)) {
    findings.rule('transcript', 'limit');
    const { message, resets } = error;
    const nothing = { question: message, options: [], selected: 0, gate_id: '' };
    return { status: 'blocked', gate: 'limit', prompt: message, resets, ...nothing };
  }
  findings.rule('transcript', turn.interrupted ? 'interrupted' : 'ended');
  return over(turn);
}

type Ended = Pick<TurnFacts, 'text' | 'interrupted' | 'error' | 'stopReason'>;

function over(turn: Ended): State {
  const question = turn.interrupted || turn.error ? undefined : findQuestion(turn.text);
  if (question !== undefined)
    return { status: 'awaiting_answer', question: turn.text, asks: question, gate_id: markOf(turn.text) };
  return {
    status: 'idle_done',
    text: turn.text,
    ...(turn.interrupted ? { interrupted: true } : {}),
    ...(turn.error ? { error: turn.error.message } : {}),
    ...(turn.stopReason ? { stop_reason: turn.stopReason } : {}),
  };
}

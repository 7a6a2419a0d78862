import type { Screen } from '../screen/screen.ts';
import { beginAlike, startOf } from '../screen/shown-turn.ts';
import type { SinceEntry } from '../transcript/since-entry.ts';
import type { TurnFacts } from '../transcript/turn.ts';
import { saysAnother } from './rewound.ts';
import { type Entry, type Signals, statusOf } from './signals.ts';

/**
 * How the newest observed turn relates to the newest prompt that csd entered: it is that prompt's turn or a later one
 * (`current`), an `older` one, or a hook `refused` the prompt. `left`: the prompt's turn ended in its conversation, and
 * the user has opened another one; `elsewhere`: it is in flight there. `taken-back`: the prompt left the queue without a
 * turn. `lost`: the prompt was accepted, and nothing has shown its turn for `LOST_MS`.
 */
export type Standing =
  | { kind: 'current' }
  | { kind: 'older' }
  | { kind: 'left' }
  | { kind: 'elsewhere' }
  | { kind: 'refused'; reason: string }
  | { kind: 'taken-back' }
  | { kind: 'lost' };

/** For this long (ms) an entry without a reported outcome counts as on its way. */
export const PENDING_MS = 30_000;
/** An accepted prompt shows in the transcript, or as a turn in flight, within this time, in ms. */
export const LOST_MS = 10_000;
/** The agent writes its files slightly later than its screen, in ms. */
const SETTLE_MS = 1500;

/** Decides whether the signals already include the newest entered prompt. Nothing else decides that. */
export function standingOf(signals: Signals): Standing {
  const { entry, at } = signals;
  if (!entry) return { kind: 'current' };
  const { turn, screen } = read(signals);
  const since = turn?.since;
  const age = at - entry.at;
  if (entry.outcome === 'pending' && (age > PENDING_MS || age < -PENDING_MS)) return { kind: 'current' };
  if (since?.refused !== undefined) return { kind: 'refused', reason: since.refused };
  if (since?.cleared || since?.undone) return { kind: 'current' };
  if (since?.left) return { kind: 'left' };
  if (since?.elsewhere) return { kind: 'elsewhere' };
  if (entry.outcome === 'queued') {
    if (since?.dropped && (turn?.queued ?? 0) === 0) return since.dropped;
    if (screen && isGivenBack(entry, screen, signals)) return { kind: 'taken-back' };
    const isTaken = since !== undefined && (since.prompts > 0 || (since.enqueued && !isBetween(since, at)));
    if (isTaken && (turn?.queued ?? 0) === 0 && !screen?.queuedHint) return { kind: 'current' };
  } else if ((since?.prompts ?? 0) > 0) return { kind: 'current' };
  if (isShownOnly(signals)) return { kind: 'current' };
  if (screen && isUndone(entry, screen, signals)) return { kind: 'current' };
  // A clock that was set back makes the age negative; do not wait for that.
  const quiet = at - Math.max(entry.at, statusOf(signals.statusFile)?.updatedAt ?? 0);
  return quiet > LOST_MS || age < -LOST_MS ? { kind: 'lost' } : { kind: 'older' };
}

/** The prompt has just left the queue, and the record of its turn is still to come. */
function isBetween({ leftQueueAt }: SinceEntry, at: number): boolean {
  return leftQueueAt !== undefined && Math.abs(at - leftQueueAt) < SETTLE_MS;
}

/** A queued prompt that no file records is back in the composer, and the agent is idle. */
function isGivenBack(entry: Entry, screen: Screen, signals: Signals): boolean {
  const { turn } = read(signals);
  const draft = screen.composer?.draft ?? '';
  if (draft === '' || screen.queuedHint || (turn?.since?.prompts ?? 0) > 0 || !beginAlike(draft, entry.start))
    return false;
  const status = statusOf(signals.statusFile);
  if (status && status.status !== 'idle') return false;
  return signals.at - Math.max(entry.at, status?.updatedAt ?? 0, turn?.lastAt ?? 0) >= SETTLE_MS;
}

/**
 * After the prompt was entered, the agent began another conversation or was rewound, and the prompt is not part of what
 * remained.
 */
function isUndone(entry: Entry, screen: Screen, { at, transcript }: Signals): boolean {
  if (entry.outcome !== 'submitted' || !saysAnother(screen)) return false;
  if (countPrompts(screen, entry.start) > (entry.drawn ?? 0)) return false;
  if (!entry.another) return true;
  // The screen said so before: only a record without a turn is new. A record from the prompt itself soon has its turn.
  if (transcript.kind !== 'read' || !entry.transcript || transcript.turn.phase !== 'none') return false;
  return transcript.path !== entry.transcript.path && at - entry.at >= SETTLE_MS;
}

/**
 * The number of the turn that a verdict is about; it grows with each prompt. For a turn that csd did not begin it is
 * the time of its prompt, ms since 1970.
 */
export function turnNumber(signals: Signals): number | undefined {
  const { entry } = signals;
  const { turn } = read(signals);
  const promptAt = turn?.promptAt;
  const standing = standingOf(signals);
  if (!entry) return promptAt;
  const isOver = entry.outcome === 'pending' && standing.kind === 'current' && !turn?.since?.prompts;
  if (isOver || standing.kind === 'left') return numberBefore(entry, turn) ?? promptAt;
  if (standing.kind === 'elsewhere') return entry.turn;
  // The turn that was in flight then still is.
  const isWaiting =
    entry.outcome === 'queued' ? standing.kind === 'older' || standing.kind === 'lost' : isUnderWay(turn);
  if (entry.outcome !== 'submitted' && isWaiting) return entry.before ?? promptAt;
  return numberSince(entry, turn);
}

/**
 * The number that the turn of an earlier prompt has had: a program that handled it would take another one for a new
 * turn.
 */
function numberBefore({ earlier = [] }: Entry, turn: TurnFacts | undefined): number | undefined {
  const { prompt, promptAt } = turn ?? {};
  if (prompt === undefined || promptAt === undefined) return undefined;
  return earlier.findLast(({ at, outcome, start }) => {
    const isInTime = outcome === 'queued' || promptAt - at < PENDING_MS;
    return promptAt >= at && isInTime && startOf(prompt) === start;
  })?.turn;
}

/** The number of a turn of the transcript that is the entry's or a later one. */
export function numberSince(entry: Entry, turn: TurnFacts | undefined): number {
  const { promptAt, since } = turn ?? {};
  const isOther = since?.cleared || since?.moved || isFirstAnother(entry, since);
  const later = (since?.prompts ?? 0) - (isOther ? 0 : 1);
  // A turn without a prompt, such as a compaction, has the number of the prompt above it.
  return later > 0 ? Math.max(promptAt ?? since?.newestAt ?? 0, entry.turn + later) : entry.turn;
}

const isUnderWay = (turn: TurnFacts | undefined): boolean => turn?.phase === 'running' && turn.since?.prompts === 0;

/**
 * Only the end of a long transcript is read, and after `/clear` or `/resume` the prompts of another one, so the first
 * prompt found there may be later than the entry's.
 */
function isFirstAnother(entry: Entry, since: SinceEntry | undefined): boolean {
  if (!since?.cut || !since.first) return false;
  const isLate = entry.outcome === 'submitted' && (since.first.at ?? 0) - entry.at > PENDING_MS;
  return isLate || !beginAlike(since.first.text, entry.start);
}

/** The draft is the entered prompt, or begins like it: its sender ended before it was accepted. */
export function isAbandoned({ outcome, start }: Entry, draft: string): boolean {
  return outcome === 'pending' && start !== '' && startOf(draft) !== '' && beginAlike(draft, start);
}

/** No file has the prompt, but the screen shows it with its answer, and the agent has become idle since. */
export function isShownOnly(signals: Signals): boolean {
  const { entry, at } = signals;
  const { turn, screen } = read(signals);
  const shown = screen?.shown;
  if (entry?.outcome !== 'submitted' || (turn?.since?.prompts ?? 0) > 0) return false;
  if (turn?.since?.left || turn?.since?.elsewhere || turn?.since?.cleared) return false;
  if (!screen || !shown?.answered || screen.activity) return false;
  const status = statusOf(signals.statusFile);
  if (shown.prompt === undefined ? !status : !beginAlike(shown.prompt, entry.start)) return false;
  if (status && status.status !== 'idle') return false;
  const hasStirred = (status?.updatedAt ?? 0) >= entry.at;
  // A turn that ends at once can leave the status unchanged.
  const isDrawn = countPrompts(screen, entry.start) > (entry.drawn ?? 0) || (!status && entry.drawn === undefined);
  return (hasStirred || isDrawn) && at - Math.max(entry.at, status?.updatedAt ?? 0) >= SETTLE_MS;
}

/**
 * How many such prompts may be drawn once a prompt was entered, without it. While the conversation is scrolled up that
 * can be any number: the agent shows its end again.
 */
export function countEarlier(screen: Screen, prompt: string): number {
  return screen.scrolled ? Number.MAX_SAFE_INTEGER : countPrompts(screen, prompt);
}

/** How many prompts on the screen begin like this one. */
export function countPrompts(screen: Screen, prompt: string): number {
  return screen.prompts.filter((shown) => beginAlike(shown, prompt)).length;
}

function read({ transcript, screen }: Signals): { turn?: TurnFacts; screen?: Screen } {
  return {
    ...(transcript.kind === 'read' ? { turn: transcript.turn } : {}),
    ...(screen.kind === 'seen' ? { screen: screen.screen } : {}),
  };
}

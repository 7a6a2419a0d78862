import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import { lookAt } from '../observe/look-at.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { Changes, type Heeded } from '../watch/change-signal.ts';

/** A wait for something about one session. */
export interface TurnWait<T> {
  /** Bounds the wait; `Infinity` means no bound. */
  timeoutMs: number;
  /** Further files whose change may matter. */
  files?: readonly string[];
  /** A fresh look at the session, `lookAt` when absent. */
  look?: () => Promise<Observation>;
  /** The answer, `undefined` while there is none, or after how many ms to look again where nothing changes. */
  decide(seen: Observation): Promise<Decision<T>>;
}

export type Decision<T> = { answer: T } | { againMs: number } | undefined;

/** The session is looked at this often in any case, in ms: a hub that could not be started tells nothing. */
const LONGEST_PAUSE_MS = 5000;

/**
 * Looks at a session now and whenever it may have changed, as the hub and its files tell, until `decide` has an answer;
 * `undefined` when the time is over. Which turn a verdict is about is decided by the verdict itself (`standingOf`), so that
 * one of a turn that is over may be taken as it is.
 */
export async function waitOnTurn<T>(
  ctx: Context,
  sidecar: Sidecar,
  wait: TurnWait<T>,
): Promise<{ answer: T } | undefined> {
  const { timeoutMs, files = [], look = () => lookAt(ctx, sidecar) } = wait;
  return waitUntil(ctx, {
    timeoutMs,
    session: sidecar,
    files,
    decide: async () => wait.decide(await look()),
  });
}

/** A wait for something about one or several sessions. */
export interface Wait<T> extends Heeded {
  timeoutMs: number;
  decide(changes: Changes): Promise<Decision<T>>;
}

/** Decides now and after each change, until there is an answer; `undefined` when the time is over. Every wait is this one. */
export async function waitUntil<T>(ctx: Context, wait: Wait<T>): Promise<{ answer: T } | undefined> {
  const giveUpAt = ctx.clock.elapsed() + wait.timeoutMs;
  const changes = new Changes(ctx, wait);
  try {
    for (;;) {
      const decision = await wait.decide(changes);
      if (decision && 'answer' in decision) return decision;
      const left = giveUpAt - ctx.clock.elapsed();
      if (left <= 0) return undefined;
      await changes.next(Math.min(left, decision?.againMs ?? LONGEST_PAUSE_MS));
    }
  } finally {
    changes.close();
  }
}

/** True when nothing of the session's turn is to come: a menu waits in its midst, and so does a prompt in the queue. */
export function isTurnOver(state: State): boolean {
  if ((state.queued ?? 0) > 0) return false;
  if (state.status === 'awaiting_answer') return state.options === undefined;
  return state.status === 'idle_done' || state.status === 'spawning';
}

/** True for a state in which the session takes a prompt; what asks in a menu takes none. */
export function takesPrompt(state: State): boolean {
  if (state.status === 'awaiting_answer') return state.options === undefined;
  return state.status === 'spawning' || state.status === 'idle_done';
}

/** Why the agent is gone, as it stands behind a sentence that says that it is; nothing where that is not known. */
export function deathReason(state: State): string {
  return state.status === 'dead' && state.reason !== undefined ? `: ${state.reason}` : '';
}

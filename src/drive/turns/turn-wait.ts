import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import { lookAt } from '../observe/look-at.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { Changes, type Heeded } from '../watch/change-signal.ts';

/** A wait for a condition of one session. */
export interface TurnWait<T> {
  /** The time limit; `Infinity` means none. */
  timeoutMs: number;
  /** Further files whose changes can matter. */
  files?: readonly string[];
  /** Observes the session; by default `lookAt`. */
  look?: () => Promise<Observation>;
  /** The answer, or `undefined` while there is none, or after how many ms to look again without a change. */
  decide(seen: Observation): Promise<Decision<T>>;
}

export type Decision<T> = { answer: T } | { againMs: number } | undefined;

/** The session is observed at least this often, in ms: a hub that could not be started sends no events. */
const LONGEST_PAUSE_MS = 5000;

/**
 * Observes a session now and whenever it may have changed, according to the hub and its files, until `decide` has an
 * answer; `undefined` after the time limit. The verdict itself decides which turn it is about (`standingOf`), so
 * `decide` can rely on a verdict of a finished turn.
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

/** A wait for a condition of one or several sessions. */
export interface Wait<T> extends Heeded {
  timeoutMs: number;
  decide(changes: Changes): Promise<Decision<T>>;
}

/**
 * Decides now and after each change, until there is an answer; `undefined` after the time limit. All waits use this
 * function.
 */
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

/** True if the session's turn is over; false while a menu waits within it, or a prompt is queued. */
export function isTurnOver(state: State): boolean {
  if ((state.queued ?? 0) > 0) return false;
  if (state.status === 'awaiting_answer') return state.options === undefined;
  return state.status === 'idle_done' || state.status === 'spawning';
}

/** True for a state in which the session accepts a prompt; a question with a menu accepts none. */
export function takesPrompt(state: State): boolean {
  if (state.status === 'awaiting_answer') return state.options === undefined;
  return state.status === 'spawning' || state.status === 'idle_done';
}

/** Why the agent has ended, as the end of a sentence about that; empty if unknown. */
export function deathReason(state: State): string {
  return state.status === 'dead' && state.reason !== undefined ? `: ${state.reason}` : '';
}

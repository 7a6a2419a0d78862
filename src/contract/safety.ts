import type { DelegateLimits, Limit, Violation } from './delegate.ts';

/**
 * What to supervise in a session from now on: limits for its cost (USD), its model calls and the time that it works
 * without a break (s), each without a limit if left out; and paths that it must not write.
 */
export interface SafetyRequest {
  max_cost?: number | undefined;
  max_turns?: number | undefined;
  max_time?: number | undefined;
  /** At a limit the turn is interrupted (default), the session is ended too, or the limit is only reported. */
  on_limit?: 'interrupt' | 'kill' | 'tell' | undefined;
  /**
   * Further globs to protect. With `no_safety` nothing is protected; with `protect_reads` secrets must not be read
   * either.
   */
  protect?: string[] | undefined;
  protect_reads?: boolean | undefined;
  no_safety?: boolean | undefined;
  /**
   * When a protected path is touched, the permission dialog is declined or the turn interrupted (default), or it is
   * only reported.
   */
  on_violation?: 'interrupt' | 'tell' | undefined;
}

/**
 * A tool call that writes (or under `protect_reads` reads) a protected path. `done`: the guard of a delegate `denied`
 * it before it ran; its permission dialog was `declined`; the turn was `interrupted`, and the tool may have run; or it
 * was only reported.
 */
export interface ViolationEvent extends Violation {
  type: 'violation';
  done: 'denied' | 'declined' | 'interrupted' | 'told';
  /** The prompt that the agent gave back when it was interrupted, if it did. */
  returned_prompt?: string;
}

/**
 * A limit is reached. `used` counts from the start of the supervision, for a delegate from the start of its task.
 * `done`: the turn was `interrupted`, was already `over`, or the session was `ended`; or it was only reported.
 */
export interface LimitEvent {
  type: 'limit';
  at: number;
  limit: Limit;
  limits: Partial<DelegateLimits>;
  used: { cost_usd: number | null; turns: number };
  done: 'interrupted' | 'over' | 'ended' | 'told';
  returned_prompt?: string;
}

/** The first event: from here on everything counts. */
export interface SafetyReadyEvent {
  type: 'ready';
}

/** The last event: the agent has ended, or the session was forgotten. */
export interface SafetyCloseEvent {
  type: 'close';
  reason: string;
}

export type SafetyEvent = SafetyReadyEvent | ViolationEvent | LimitEvent | SafetyCloseEvent;

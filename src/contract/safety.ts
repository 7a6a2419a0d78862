import type { DelegateLimits, Limit, Violation } from './delegate.ts';

/**
 * What is watched over in a session, from the moment on at which one begins: limits of what it costs (USD), of calls of the model and
 * of the time that it works without a break (s), none of those that are left out; and paths that it is not to write.
 */
export interface SafetyRequest {
  max_cost?: number | undefined;
  max_turns?: number | undefined;
  max_time?: number | undefined;
  /** At a limit the turn is interrupted (default), the session is ended as well, or the limit is told and nothing more. */
  on_limit?: 'interrupt' | 'kill' | 'tell' | undefined;
  /** Further globs to protect; with `no_safety` none is protected, with `protect_reads` secrets are not to be read either. */
  protect?: string[] | undefined;
  protect_reads?: boolean | undefined;
  no_safety?: boolean | undefined;
  /** Where a protected path is touched, the dialog that asks for permission is declined or the turn interrupted (default), or it is told and nothing more. */
  on_violation?: 'interrupt' | 'tell' | undefined;
}

/**
 * A tool that writes, or under `protect_reads` reads, what is protected. `done`: the guard of a delegate `denied` it before it ran; the dialog
 * that asked for leave was `declined`; the turn was `interrupted`, when it may have run; or nothing was done but to tell it.
 */
export interface ViolationEvent extends Violation {
  type: 'violation';
  done: 'denied' | 'declined' | 'interrupted' | 'told';
  /** The prompt that the agent gave back when it was interrupted, where it did. */
  returned_prompt?: string;
}

/**
 * A limit is reached. `used` counts from when one began to watch, of a delegate from its task on. `done`: the turn was `interrupted`, was `over`
 * by itself before, or the session was `ended`; or nothing was done but to tell it.
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

/** From here on everything counts: the first event. */
export interface SafetyReadyEvent {
  type: 'ready';
}

/** The agent has ended, or the session was forgotten: the last event. */
export interface SafetyCloseEvent {
  type: 'close';
  reason: string;
}

export type SafetyEvent = SafetyReadyEvent | ViolationEvent | LimitEvent | SafetyCloseEvent;

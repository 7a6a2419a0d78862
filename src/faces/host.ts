import type { Event } from '../contract/event.ts';
import type { AnyOperation } from '../contract/operation.ts';

/**
 * The events that a subscriber wants: of these sessions (default: all), after the one with this number (default: a
 * snapshot first).
 */
export interface EventsWanted {
  sessions?: string[];
  after?: number;
  signal?: AbortSignal;
}

/** Everything that a face for other programs needs from its process, so that a test can replace it. */
export interface FaceHost {
  version: string;
  pid: number;
  /** Each operation by name, loaded on demand. */
  operations: Readonly<Record<string, () => Promise<AnyOperation>>>;
  /**
   * Checks the input and runs the operation; `signal` ends its waits. A streaming operation returns the `AsyncIterable`
   * of its items. Throws `CsdError` for every expected failure.
   */
  call(operation: AnyOperation, input: Record<string, unknown>, signal: AbortSignal): Promise<unknown>;
  events(wanted: EventsWanted): AsyncIterable<Event>;
  /** Monotonic time, ms. */
  now(): number;
  /** Waits, ms; throws the signal's reason when it aborts first. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

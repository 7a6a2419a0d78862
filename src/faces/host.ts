import type { Event } from '../contract/event.ts';
import type { AnyOperation } from '../contract/operation.ts';

/** Which events a subscriber wants: of these sessions (default: all), after the one of this number (default: a snapshot first). */
export interface EventsWanted {
  sessions?: string[];
  after?: number;
  signal?: AbortSignal;
}

/** All that a face towards other programs needs of the process it runs in, so that a test can stand in for it. */
export interface FaceHost {
  version: string;
  pid: number;
  /** Each operation by name, loaded when it is asked for. */
  operations: Readonly<Record<string, () => Promise<AnyOperation>>>;
  /**
   * Checks the input and runs the operation; `signal` ends its waits. A streaming operation answers with the
   * `AsyncIterable` of its items. Throws `CsdError` for every expected failure.
   */
  call(operation: AnyOperation, input: Record<string, unknown>, signal: AbortSignal): Promise<unknown>;
  events(wanted: EventsWanted): AsyncIterable<Event>;
  /** ms since some moment: it never jumps. */
  now(): number;
  /** Waits so many ms; throws the signal's reason when it is aborted before. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

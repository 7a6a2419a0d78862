import type { Event, Watched } from '../../contract/event.ts';
import type { Observation } from './observation.ts';

/** A subscriber's request: some sessions or all, and the `seq` of the last change that it has. */
export interface EventFilter {
  sessions?: readonly string[] | undefined;
  after?: number | undefined;
}

/** What to listen to, and until when; without its own signal a listener ends with the context's. */
export interface Listening extends EventFilter {
  signal?: AbortSignal | undefined;
}

/** Watches all sessions of this user for everyone in one process. */
export interface Hub {
  /**
   * A snapshot, then each change as it happens; with `after` (the `seq` of an event) the changes since then instead, or
   * `resync` and a snapshot if they are no longer kept. A slow reader delays nobody: it gets `resync` and a new
   * snapshot. Ends when the signal aborts or the hub is closed. Throws `no_tmux` if there is no tmux at the start.
   */
  events(listening?: Listening): AsyncIterable<Event>;
  /** The last known states of all sessions, by name; empty until someone has listened. */
  current(): Watched[];
  /** The newest look at this session; `undefined` if there was none. */
  seen(session: string): Observation | undefined;
  /** Calls the listener after each look without an event: only `seen` may have changed. */
  onQuietLook(listener: (session: string) => void): void;
  /** Ends every stream, watcher and timer. */
  close(): void;
}

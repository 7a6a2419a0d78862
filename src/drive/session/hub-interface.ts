import type { Event, Watched } from '../../contract/event.ts';
import type { Observation } from './observation.ts';

/** What a subscriber asks for: some sessions or all, and the `seq` of the last change it knows. */
export interface EventFilter {
  sessions?: readonly string[] | undefined;
  after?: number | undefined;
}

/** What to listen to, and until when; without a signal of its own a listener ends with the context's. */
export interface Listening extends EventFilter {
  signal?: AbortSignal | undefined;
}

/** Watches all sessions of this user for everybody in one process. */
export interface Hub {
  /**
   * A snapshot, then each change as it happens; with `after` (the `seq` of an event) the changes since then instead, or
   * `resync` and a snapshot where they are no longer kept. A slow reader holds nobody up: it gets `resync` and a new
   * snapshot. Ends when the signal aborts or the hub is closed. Throws `no_tmux` when there is no tmux to begin with.
   */
  events(listening?: Listening): AsyncIterable<Event>;
  /** All sessions as they were last told, by name; empty before anybody has listened. */
  current(): Watched[];
  /** What the newest look at this session saw; `undefined` where there was none. */
  seen(session: string): Observation | undefined;
  /** Calls the listener after each look that brought no event: what only `seen` tells may have changed. */
  onQuietLook(listener: (session: string) => void): void;
  /** Ends every stream, watcher and timer. */
  close(): void;
}

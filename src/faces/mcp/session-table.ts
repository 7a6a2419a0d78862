import type { Event, Watched } from '../../contract/event.ts';
import { foldEvent } from '../../contract/fold-event.ts';

/** The sessions according to the newest events. */
export class SessionTable {
  private readonly sessions = new Map<string, Watched>();
  private settle: () => void = () => undefined;
  /** Resolves with the first snapshot, or if there will be none. */
  readonly ready = new Promise<void>((done) => {
    this.settle = done;
  });

  /** Takes one event and returns which sessions it changed. */
  take(event: Event): { changed: string[]; listChanged: boolean } {
    const before = new Set(this.sessions.keys());
    const { seen, gone } = foldEvent(this.sessions, event);
    if (event.type === 'snapshot') this.settle();
    const changed = seen.map(({ session }) => session);
    return { changed, listChanged: gone.length > 0 || changed.some((session) => !before.has(session)) };
  }

  /** No more events will come. */
  end(): void {
    this.settle();
  }

  all(): Watched[] {
    return [...this.sessions.values()];
  }

  get(session: string): Watched | undefined {
    return this.sessions.get(session);
  }
}

import type { Event, Watched } from '../../contract/event.ts';

/** The sessions as the events told them last. */
export class Board {
  private readonly sessions = new Map<string, Watched>();
  private settle: () => void = () => undefined;
  /** Resolves with the first snapshot, or when there will be none. */
  readonly ready = new Promise<void>((done) => {
    this.settle = done;
  });

  /** Takes one event and answers which sessions it touched. */
  take(event: Event): { changed: string[]; listChanged: boolean } {
    if (event.type === 'snapshot') return this.replace(event.sessions as Watched[]);
    if (event.type === 'gone') return { changed: [], listChanged: this.sessions.delete(event.session as string) };
    if (event.type !== 'appeared' && event.type !== 'changed') return { changed: [], listChanged: false };
    const seen = event as Watched;
    const isNew = !this.sessions.has(seen.session);
    this.sessions.set(seen.session, seen);
    return { changed: [seen.session], listChanged: isNew };
  }

  /** No event will come any more. */
  end(): void {
    this.settle();
  }

  all(): Watched[] {
    return [...this.sessions.values()];
  }

  get(session: string): Watched | undefined {
    return this.sessions.get(session);
  }

  private replace(seen: Watched[]): { changed: string[]; listChanged: boolean } {
    const before = [...this.sessions.keys()].sort().join('\n');
    this.sessions.clear();
    for (const one of seen) this.sessions.set(one.session, one);
    this.settle();
    const changed = seen.map(({ session }) => session);
    return { changed, listChanged: before !== [...changed].sort().join('\n') };
  }
}

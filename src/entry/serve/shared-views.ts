/** Follows the screen of one session until the signal aborts. */
export type Follow<View> = (session: string, signal: AbortSignal) => AsyncIterable<View>;

/** What all viewers of one session share. */
interface Source<View> {
  latest: { view: View } | undefined;
  /** How many views there were. */
  count: number;
  viewers: number;
  life: AbortController;
  ended: { error?: unknown } | undefined;
  wake: Set<() => void>;
}

/**
 * Lets any number of viewers see a session for the price of one: its screen is followed while it has a viewer. A viewer
 * who is slow misses what was drawn in between, and always gets the newest view.
 */
export class SharedViews<View> {
  private readonly sources = new Map<string, Source<View>>();

  constructor(private readonly follow: Follow<View>) {}

  /** The view of a session, at once and after each change, until the signal aborts. Throws what following it throws. */
  async *view(session: string, signal: AbortSignal): AsyncGenerator<View, void, undefined> {
    const source = this.sources.get(session) ?? this.open(session);
    source.viewers++;
    try {
      for (let seen = 0; !signal.aborted; ) {
        if (source.latest && source.count > seen) {
          seen = source.count;
          yield source.latest.view;
        } else if (source.ended) {
          if ('error' in source.ended) throw source.ended.error;
          return;
        } else await news(source, signal);
      }
    } finally {
      source.viewers--;
      if (source.viewers === 0) this.close(session, source);
    }
  }

  private open(session: string): Source<View> {
    const life = new AbortController();
    const source: Source<View> = { latest: undefined, count: 0, viewers: 0, life, ended: undefined, wake: new Set() };
    this.sources.set(session, source);
    void this.run(session, source);
    return source;
  }

  private async run(session: string, source: Source<View>): Promise<void> {
    try {
      for await (const view of this.follow(session, source.life.signal)) {
        source.latest = { view };
        source.count++;
        tell(source);
      }
      source.ended = {};
    } catch (error) {
      source.ended = { error };
    }
    this.close(session, source);
    tell(source);
  }

  /** The next viewer begins again. */
  private close(session: string, source: Source<View>): void {
    source.life.abort();
    if (this.sources.get(session) === source) this.sources.delete(session);
  }
}

function tell({ wake }: Source<unknown>): void {
  for (const done of wake) done();
}

async function news({ wake }: Source<unknown>, signal: AbortSignal): Promise<void> {
  await new Promise<void>((done) => {
    const end = () => {
      wake.delete(end);
      signal.removeEventListener('abort', end);
      done();
    };
    wake.add(end);
    signal.addEventListener('abort', end);
  });
}

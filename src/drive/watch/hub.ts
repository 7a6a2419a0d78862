import type { Event, Watched } from '../../contract/event.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Observation } from '../observe/observe.ts';
import { follow } from '../session/abort-signals.ts';
import type { Context } from '../session/context.ts';
import { EventLog, type Wish } from './event-log.ts';
import { Work } from './watch-loop.ts';
import type { Tracked } from './watched-session.ts';

/** What to listen to, and until when; without a signal of its own a listener ends with the context's. */
export interface Listening extends Wish {
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
  /** Ends every stream, watcher and timer. */
  close(): void;
}

/**
 * A hub that works from its first listener to its last, and looks at nothing in between. It never changes a session.
 * `only`: these sessions instead of those whose sidecars there are, as for one of another home.
 */
export function createHub(ctx: Context, only?: readonly Sidecar[]): Hub {
  return new SessionHub(ctx, only);
}

class SessionHub implements Hub {
  private readonly sessions = new Map<string, Tracked>();
  private readonly log: EventLog;
  private readonly closed = new AbortController();
  private listeners = 0;
  private work: Work | undefined;

  constructor(
    private readonly ctx: Context,
    private readonly only?: readonly Sidecar[],
  ) {
    this.log = new EventLog(
      () => ctx.clock.now(),
      ctx.clock.now(),
      () => this.current(),
    );
  }

  async *events({ sessions, after, signal = this.ctx.signal }: Listening = {}): AsyncGenerator<Event, void, undefined> {
    const { signal: until, release } = follow([signal, this.closed.signal]);
    if (until.aborted) return release();
    this.listeners++;
    this.work ??= new Work(this.ctx, this.sessions, this.log, this.only);
    try {
      await Promise.race([this.work.ready, aborted(until)]);
      for await (const event of this.log.subscribe({ sessions, after }, until)) {
        const remarks = event.type === 'snapshot' ? this.remarksFor(sessions) : [];
        yield event;
        for (const message of remarks) yield this.log.remark(message);
      }
    } finally {
      release();
      this.listeners--;
      if (this.listeners === 0) this.rest();
    }
  }

  current(): Watched[] {
    const known = [...this.sessions.values()].flatMap((session) => session.known ?? []);
    return known.sort((a, b) => (a.session < b.session ? -1 : 1));
  }

  seen(session: string): Observation | undefined {
    return this.sessions.get(session)?.seen;
  }

  close(): void {
    this.closed.abort();
    this.rest();
  }

  /** What a new reader has to know besides the states: what went wrong before it came, and which names are not there. */
  private remarksFor(sessions: readonly string[] = []): string[] {
    const missing = sessions.filter((name) => !this.sessions.has(name));
    const toCome = missing.map(
      (name) => `no session named ${JSON.stringify(name)} yet: it is watched as soon as it appears`,
    );
    return [...toCome, ...(this.work?.complaints ?? [])];
  }

  private rest(): void {
    this.work?.stop();
    this.work = undefined;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

import type { Event, Watched } from '../../contract/event.ts';
import { joinSignals } from '../../contract/join-signals.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import type { Hub, Listening } from '../session/hub-interface.ts';
import type { Observation } from '../session/observation.ts';
import { EventLog } from './event-log.ts';
import { WatchLoop } from './watch-loop.ts';
import type { WatchedSession } from './watched-session.ts';

/**
 * A hub that works from its first listener to its last, and looks at nothing in between. It never changes a session.
 * `only`: watches these sessions instead of those with sidecars here, such as one of another home.
 */
export function createHub(ctx: Context, only?: readonly Sidecar[]): Hub {
  return new SessionHub(ctx, only);
}

class SessionHub implements Hub {
  private readonly sessions = new Map<string, WatchedSession>();
  private readonly log: EventLog;
  private readonly closed = new AbortController();
  private readonly quietListeners: ((session: string) => void)[] = [];
  private listeners = 0;
  private work: WatchLoop | undefined;

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
    const { signal: until, release } = joinSignals([signal, this.closed.signal]);
    if (until.aborted) return release();
    this.listeners++;
    this.work ??= new WatchLoop(this.ctx, this.sessions, this.log, {
      only: this.only,
      onQuietLook: (session) => {
        for (const listener of this.quietListeners) listener(session);
      },
    });
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

  onQuietLook(listener: (session: string) => void): void {
    this.quietListeners.push(listener);
  }

  close(): void {
    this.closed.abort();
    this.rest();
  }

  /** What a new reader needs to know besides the states: earlier problems, and which names do not exist. */
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

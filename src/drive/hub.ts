import { isDeepStrictEqual } from 'node:util';
import type { Event, Watched } from '../contract/event.ts';
import type { Sidecar } from '../contract/session.ts';
import type { Context } from './context.ts';
import { EventLog, type Wish } from './hub/log.ts';
import { Looker } from './hub/looker.ts';
import { Tracked } from './hub/tracked.ts';
import { listSidecars } from './sidecars.ts';

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
  /** Ends every stream, watcher and timer. */
  close(): void;
}

/** A hub that works from its first listener to its last, and looks at nothing in between. It never changes a session. */
export function createHub(ctx: Context): Hub {
  return new SessionHub(ctx);
}

class SessionHub implements Hub {
  private readonly sessions = new Map<string, Tracked>();
  private readonly log: EventLog;
  private readonly closed = new AbortController();
  private listeners = 0;
  private work: Work | undefined;

  constructor(private readonly ctx: Context) {
    this.log = new EventLog(
      () => ctx.clock.now(),
      ctx.clock.now(),
      () => this.current(),
    );
  }

  async *events({ sessions, after, signal = this.ctx.signal }: Listening = {}): AsyncGenerator<Event, void, undefined> {
    const until = signal ? AbortSignal.any([signal, this.closed.signal]) : this.closed.signal;
    if (until.aborted) return;
    this.listeners++;
    this.work ??= new Work(this.ctx, this.sessions, this.log);
    try {
      await Promise.race([this.work.ready, aborted(until)]);
      const missing = sessions?.filter((name) => !this.sessions.has(name)) ?? [];
      for await (const event of this.log.subscribe({ sessions, after }, until)) {
        yield event;
        for (const name of missing.splice(0))
          yield this.log.remark(`no session named ${JSON.stringify(name)} yet: it is watched as soon as it appears`);
      }
    } finally {
      this.listeners--;
      if (this.listeners === 0) this.rest();
    }
  }

  current(): Watched[] {
    const known = [...this.sessions.values()].flatMap((session) => session.known ?? []);
    return known.sort((a, b) => (a.session < b.session ? -1 : 1));
  }

  close(): void {
    this.closed.abort();
    this.rest();
  }

  private rest(): void {
    this.work?.stop();
    this.work = undefined;
  }
}

/** The hub at work: from a first listener to the last. */
class Work {
  /** Ends when every session that is there was judged; fails when tmux cannot be called. */
  readonly ready: Promise<void>;
  private readonly stopping = new AbortController();
  private readonly looker: Looker;
  private readonly complaints = new Set<string>();
  private listed = false;
  private settle!: (error?: Error) => void;

  constructor(
    private readonly ctx: Context,
    private readonly sessions: Map<string, Tracked>,
    private readonly log: EventLog,
  ) {
    this.ready = new Promise((done, fail) => {
      this.settle = (error) => (error ? fail(error) : done());
    });
    this.ready.catch(() => undefined);
    this.looker = new Looker(ctx, sessions, {
      sweeping: () => void this.readFolder(),
      failed: (error) => this.fail(error),
      judged: (session, look, seen) => {
        const news = session.learn(look, seen);
        if (news) this.log.publish(news);
        this.checkReady();
      },
    });
    // What was known when the hub last worked may be out of date.
    for (const session of sessions.values()) Object.assign(session, { stale: true });
    void this.looker.run(this.stopping.signal);
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Finds the sessions that came and went. */
  private async readFolder(): Promise<void> {
    const { sidecars, broken } = await listSidecars(this.ctx);
    if (this.stopping.signal.aborted) return;
    for (const { path, error } of broken) this.complain(`the sidecar ${path} cannot be read: ${error}`);
    const there = new Set(sidecars.map(({ name }) => name));
    for (const name of [...this.sessions.keys()]) if (!there.has(name)) this.forget(name);
    for (const sidecar of sidecars) this.meet(sidecar);
    this.listed = true;
    this.checkReady();
  }

  private meet(sidecar: Sidecar): void {
    const before = this.sessions.get(sidecar.name);
    if (before && isDeepStrictEqual(before.sidecar, sidecar)) return;
    if (before) this.forget(sidecar.name);
    this.sessions.set(sidecar.name, new Tracked(sidecar));
    this.looker.wake();
  }

  private forget(name: string): void {
    const told = this.sessions.get(name)?.known !== undefined;
    this.sessions.delete(name);
    if (told) this.log.publish({ type: 'gone', session: name });
  }

  private checkReady(): void {
    const all = [...this.sessions.values()];
    if (this.listed && all.every(({ known }) => known !== undefined)) this.settle();
  }

  private fail(error: Error): void {
    this.settle(error);
    this.complain(error.message);
  }

  /** Says a thing once. */
  private complain(message: string): void {
    if (this.complaints.has(message)) return;
    this.complaints.add(message);
    this.log.publish({ type: 'notice', message });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

import { setMaxListeners } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { sayFailure } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Look } from '../../ports/tmux.ts';
import type { WatchFailure } from '../../ports/watch.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { isSameAgent } from '../session/sidecars/sidecar-store.ts';
import type { EventLog } from './event-log.ts';
import { Scheduler } from './scheduler.ts';
import { SidecarWatcher } from './sidecar-watcher.ts';
import { UsageMeter } from './usage-meter.ts';
import { WatchedFiles } from './watched-files.ts';
import { WatchedSession } from './watched-session.ts';

/** The folder of the sidecars is read again every this many sweeps, whatever its watch reports. */
const READ_EACH = 60;

/** A working hub, from its first listener to its last: keeps the sessions up to date and passes changes to the log. */
export class WatchLoop {
  /** Resolves when every existing session was judged; rejects if tmux cannot be called. */
  readonly ready: Promise<void>;
  /** The problems so far, each reported once. */
  readonly complaints = new Set<string>();
  private readonly stopping = new AbortController();
  private readonly scheduler: Scheduler;
  private readonly files: WatchedFiles;
  private readonly meter: UsageMeter;
  private readonly sidecars: SidecarWatcher;
  private sweeps = 0;
  private isListed = false;
  private settle!: (error?: Error) => void;

  constructor(
    ctx: Context,
    private readonly sessions: Map<string, WatchedSession>,
    private readonly log: EventLog,
    private readonly scope: { only: readonly Sidecar[] | undefined; onQuietLook: (session: string) => void },
  ) {
    this.ready = new Promise((done, fail) => {
      this.settle = (error) => (error ? fail(error) : done());
    });
    this.ready.catch(() => undefined);
    // What was known when the hub last worked may be out of date.
    for (const [name, session] of sessions) sessions.set(name, session.renewed());
    // Every session waits on it.
    setMaxListeners(0, this.stopping.signal);
    this.meter = new UsageMeter(ctx, this.stopping.signal, (session, usage) => {
      if (this.sessions.get(session.name) === session) this.log.publish(session.meter(usage));
    });
    this.files = new WatchedFiles(
      ctx,
      (session) => this.scheduler.touch(session),
      (session) => void this.meter.touch(session),
      (failure) => this.complain(refusalOf(failure)),
    );
    this.sidecars = new SidecarWatcher(ctx, {
      met: (sidecar) => this.meet(sidecar),
      missing: (name) => this.forget(name),
      broken: (message) => this.complain(message),
      listed: (names) => this.list(names),
    });
    this.scheduler = new Scheduler(ctx, sessions, {
      sweeping: () => this.sweep(ctx.sessionsDir),
      failed: (error) => this.fail(error),
      judged: (session, look, seen) => this.learn(session, look, seen),
    });
    if (scope.only) this.meetOnly(scope.only);
    else this.files.folders.watch(ctx.sessionsDir, (name) => this.sidecars.changed(name));
    void this.scheduler.run(this.stopping.signal);
  }

  stop(): void {
    this.stopping.abort();
    this.files.close();
  }

  private get isOver(): boolean {
    return this.stopping.signal.aborted;
  }

  private meetOnly(sidecars: readonly Sidecar[]): void {
    for (const sidecar of sidecars) this.meet(sidecar);
    this.list(new Set(sidecars.map(({ name }) => name)));
  }

  private sweep(sessionsDir: string): void {
    if (this.scope.only) return void this.files.check();
    if (this.sweeps++ % READ_EACH === 0 || !this.files.folders.isWatched(sessionsDir)) this.sidecars.changed(undefined);
    void this.files.check();
  }

  private learn(session: WatchedSession, look: Look, seen: Observation): void {
    if (this.isOver) return;
    const before = session.progress;
    const news = session.learn(look, seen);
    if (news) this.log.publish(news);
    else this.scope.onQuietLook(session.name);
    void this.files.follow(session);
    if (!session.isMetered || session.progress !== before) void this.readUsage(session);
    this.checkReady();
  }

  private async readUsage(session: WatchedSession): Promise<void> {
    await this.meter.touch(session);
    session.isMetered = true;
    this.checkReady();
  }

  private meet(sidecar: Sidecar): void {
    const before = this.sessions.get(sidecar.name);
    if (this.isOver || (before && isDeepStrictEqual(before.sidecar, sidecar))) return;
    if (before && isSameAgent(before.sidecar, sidecar)) {
      before.sidecar = sidecar;
      void this.files.follow(before);
      this.scheduler.touch(before);
      return;
    }
    if (before) this.forget(sidecar.name);
    if (this.rename(sidecar)) return;
    const session = new WatchedSession(sidecar);
    this.sessions.set(sidecar.name, session);
    void this.files.follow(session);
    this.scheduler.wake();
  }

  /** A known session with a new name continues under it. */
  private rename(sidecar: Sidecar): boolean {
    const former = sidecar.former_names?.findLast((name) => {
      const known = this.sessions.get(name);
      return known !== undefined && isSameAgent(known.sidecar, sidecar);
    });
    const session = former === undefined ? undefined : this.sessions.get(former);
    if (former === undefined || !session) return false;
    this.sessions.delete(former);
    this.sessions.set(sidecar.name, session);
    for (const news of session.rename(sidecar)) this.log.publish(news);
    void this.files.follow(session);
    this.scheduler.touch(session);
    return true;
  }

  private forget(name: string): void {
    const session = this.sessions.get(name);
    if (this.isOver || !session) return;
    this.sessions.delete(name);
    this.files.forget(session);
    if (session.known) this.log.publish({ type: 'gone', session: name });
    this.checkReady();
  }

  private list(names: ReadonlySet<string>): void {
    for (const name of [...this.sessions.keys()]) if (!names.has(name)) this.forget(name);
    this.isListed = true;
    this.checkReady();
  }

  private checkReady(): void {
    if (this.isListed && [...this.sessions.values()].every(({ seen, isMetered }) => seen !== undefined && isMetered))
      this.settle();
  }

  private fail(error: Error): void {
    this.settle(error);
    this.complain(sayFailure(error));
  }

  /** Reports a problem once. */
  private complain(message: string): void {
    if (this.isOver || this.complaints.has(message)) return;
    this.complaints.add(message);
    this.log.publish({ type: 'notice', message });
  }
}

/** One sentence per kind of failure: a limit is usually reached for many folders at once. */
function refusalOf({ kind, reason }: WatchFailure): string {
  const goesOn = 'sessions are still polled every second';
  if (kind !== 'limit') return `a folder cannot be watched (${reason}): ${goesOn}`;
  return `the limit of watched folders is reached: ${goesOn}; raise fs.inotify.max_user_watches or max_user_instances on Linux, the number of open files elsewhere`;
}

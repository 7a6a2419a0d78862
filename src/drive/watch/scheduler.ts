import { sayFailure } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Look, Surveyor } from '../../ports/tmux.ts';
import { judge } from '../observe/observe.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { lookAtPanes } from '../session/panes/pane.ts';
import { sleepOrWake } from '../session/pauses.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import { ANNOUNCED_MS, isAnnounced, isBeingEnded, isPassing } from './look-again.ts';
import { Schedule } from './schedule.ts';
import type { WatchedSession } from './watched-session.ts';

/** How often to look at all panes, in ms: for changes that no file shows. */
export const SWEEP_MS = 1000;
/** How long after its first change to read a file, so that a burst of changes counts as one, in ms. */
const SETTLE_MS = 2;
/** The least time between two looks at one session, in ms. */
const GAP_MS = 25;
/** The same without a screen: nothing is drawn, and a turn often ends some ms after its text, in ms. */
const STREAM_GAP_MS = 5;
/**
 * The screen is drawn after the files are written: the pauses before the looks that follow a change of a file, in ms.
 */
const ECHO_MS = [40, 120, 300];

/**
 * Why a sleep ended early. A string avoids creating an error with its stack, the most expensive part of an idle sweep.
 */
const AWAKE = 'awake';

/** One answer of tmux: the sidecar it was requested for, and whether a file had changed before. */
interface Taken {
  sidecar: Sidecar;
  look: Look;
  stale: boolean;
}

/** From this many sessions on, a survey of all panes is cheaper than a look at them. */
const SURVEYED_FROM = 3;

/** The scheduler's reports: a session was judged, and before each sweep that one begins. */
export interface SchedulerEvents {
  judged(session: WatchedSession, look: Look, seen: Observation): void;
  sweeping(): void;
  /** A look or a judgement failed unexpectedly. */
  failed(error: Error): void;
}

/**
 * Decides when to look at which session: all in one tmux call per server and sweep, and at once those whose files
 * changed. There is one look in flight per server and one judgement per session, so a hanging server delays only its
 * own sessions.
 */
export class Scheduler {
  private readonly busy = new Set<string | undefined>();
  private readonly surveyors = new Map<string | undefined, Surveyor>();
  private readonly clock: Clock;
  private readonly schedules = new WeakMap<WatchedSession, Schedule>();
  private sweepAt = 0;
  private wakeUp = new AbortController();

  constructor(
    private readonly ctx: Context,
    private readonly sessions: ReadonlyMap<string, WatchedSession>,
    private readonly events: SchedulerEvents,
  ) {
    this.clock = ctx.clock;
  }

  /** Works until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const wake = () => this.wake();
    signal.addEventListener('abort', wake);
    this.sweepAt = 0;
    while (!signal.aborted) {
      const now = this.clock.elapsed();
      if (now >= this.sweepAt) this.sweep(now);
      for (const [server, due] of this.dueByServer(now)) void this.look(server, due);
      await this.sleep();
    }
    signal.removeEventListener('abort', wake);
    this.closeSurveyors(new Map());
  }

  /** A file of the session has changed. */
  touch(session: WatchedSession): void {
    const schedule = this.of(session);
    schedule.echoes = ECHO_MS.length;
    const gap = isStream(session.sidecar) ? STREAM_GAP_MS : GAP_MS;
    schedule.lookAgainBy(Math.max(this.clock.elapsed() + SETTLE_MS, schedule.lookedMark + gap));
    this.wake();
  }

  /** Makes the loop check what is due. */
  wake(): void {
    this.wakeUp.abort(AWAKE);
  }

  private of(session: WatchedSession): Schedule {
    const schedule = this.schedules.get(session) ?? new Schedule();
    this.schedules.set(session, schedule);
    return schedule;
  }

  private sweep(now: number): void {
    this.sweepAt = now + SWEEP_MS;
    this.events.sweeping();
    const servers = byServer([...this.sessions.values()]);
    this.closeSurveyors(servers);
    for (const [server, sessions] of servers) void this.survey(server, sessions, now);
  }

  /** Makes a look due at the panes that may have changed, or at all if that cannot be determined more cheaply. */
  private async survey(server: string | undefined, sessions: WatchedSession[], now: number): Promise<void> {
    const isWorth = isManyOf(sessions) && !this.busy.has(server);
    const asked = isWorth ? this.surveyorOf(server).survey() : undefined;
    const traces = await asked?.catch(() => undefined);
    for (const session of sessions) {
      const { pane } = session.sidecar;
      const schedule = this.of(session);
      const isAtRest = traces !== undefined && pane !== undefined && session.isAtRest(traces.get(pane), schedule);
      if (!isAtRest) schedule.lookBy(now);
    }
    this.wake();
  }

  private surveyorOf(server: string | undefined): Surveyor {
    const surveyor = this.surveyors.get(server) ?? this.ctx.tmux.surveyor(server);
    this.surveyors.set(server, surveyor);
    return surveyor;
  }

  /** Keeps the surveyors of servers that are worth a survey. */
  private closeSurveyors(servers: ReadonlyMap<string | undefined, WatchedSession[]>): void {
    for (const [server, surveyor] of this.surveyors) {
      if (isManyOf(servers.get(server))) continue;
      surveyor.close();
      this.surveyors.delete(server);
    }
  }

  private async sleep(): Promise<void> {
    let until = this.sweepAt;
    for (const session of this.sessions.values())
      if (this.isFree(session)) until = Math.min(until, this.of(session).dueAt ?? until);
    await sleepOrWake(this.clock, Math.max(0, until - this.clock.elapsed()), this.wakeUp.signal);
    if (this.wakeUp.signal.aborted) this.wakeUp = new AbortController();
  }

  private isFree(session: WatchedSession): boolean {
    return !this.of(session).judging && !this.busy.has(session.sidecar.tmux_socket);
  }

  private dueByServer(now: number): Map<string | undefined, WatchedSession[]> {
    const isDue = (session: WatchedSession) => (this.of(session).dueAt ?? Number.POSITIVE_INFINITY) <= now;
    return byServer([...this.sessions.values()].filter((session) => isDue(session) && this.isFree(session)));
  }

  private async look(server: string | undefined, sessions: WatchedSession[]): Promise<void> {
    this.busy.add(server);
    const [lookedMark, lookedAt] = [this.clock.elapsed(), this.clock.now()];
    const stale = sessions.map((session) => this.of(session).begin(lookedMark, lookedAt));
    // A sidecar that changes meanwhile is not the one that this look was for.
    const sidecars = sessions.map(({ sidecar }) => sidecar);
    const looks = await this.ask(sidecars);
    this.busy.delete(server);
    this.wake();
    for (const [n, session] of sessions.entries()) {
      const look = looks[n] ?? { kind: 'failed', reason: 'no answer' };
      void this.take(session, { sidecar: sidecars[n] ?? session.sidecar, look, stale: stale[n] ?? true });
    }
  }

  private async ask(sidecars: Sidecar[]): Promise<Look[]> {
    try {
      return await lookAtPanes(this.ctx, sidecars);
    } catch (error) {
      this.events.failed(error as Error);
      return sidecars.map(() => ({ kind: 'failed', reason: sayFailure(error) }));
    }
  }

  private async take(session: WatchedSession, { sidecar, look, stale }: Taken): Promise<void> {
    const schedule = this.of(session);
    const { echoes } = schedule;
    if (echoes > 0) schedule.lookBy(this.clock.elapsed() + (ECHO_MS[ECHO_MS.length - echoes] ?? 0));
    schedule.echoes = Math.max(0, echoes - 1);
    if (isAnnounced(this.ctx, session)) schedule.lookBy(this.clock.elapsed() + ANNOUNCED_MS);
    if (!stale && session.isAsBefore(look)) return;
    schedule.judging = true;
    try {
      const seen = await judge(this.ctx, sidecar, look);
      const looked = { session, schedule, seen };
      if (this.sessions.get(session.name) !== session || isPassing(this.ctx, looked)) return;
      if (await isBeingEnded(this.ctx, looked)) return;
      if (this.sessions.get(session.name) !== session) return;
      schedule.unclear = 0;
      this.events.judged(session, look, seen);
    } catch (error) {
      this.events.failed(error as Error);
    } finally {
      schedule.judging = false;
      this.wake();
    }
  }
}

function isManyOf(sessions: readonly WatchedSession[] = []): boolean {
  return sessions.length >= SURVEYED_FROM;
}

function byServer(sessions: WatchedSession[]): Map<string | undefined, WatchedSession[]> {
  const servers = new Map<string | undefined, WatchedSession[]>();
  for (const session of sessions) {
    const server = session.sidecar.tmux_socket;
    const others = servers.get(server);
    if (others) others.push(session);
    else servers.set(server, [session]);
  }
  return servers;
}

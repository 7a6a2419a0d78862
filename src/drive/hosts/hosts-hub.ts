import { CsdError, sayFailure } from '../../contract/errors.ts';
import { Event, type Watched } from '../../contract/event.ts';
import { foldEvent } from '../../contract/fold-event.ts';
import { joinSignals } from '../../contract/join-signals.ts';
import type { Context } from '../session/context.ts';
import type { EventFilter } from '../session/hub-interface.ts';
import { sleepOrWake } from '../session/pauses.ts';
import { EventLog, type News } from '../watch/event-log.ts';
import { findHost } from './find-host.ts';
import { malformed, NoAnswer, RemoteFailure } from './host-failures.ts';
import { foreignName, qualify } from './qualify.ts';
import { streamRemote } from './remote-call.ts';

/** Sessions to watch, on a machine or, without `host`, on this one; all of its sessions if none are named. */
export interface Watchee {
  host?: string;
  sessions?: readonly string[];
}

/** How long the first snapshot waits for the slowest machine, in ms. */
const FIRST_MS = 5000;
/** The pauses before an unreachable machine is asked again, in ms; the last one repeats. */
const PAUSES_MS = [500, 1000, 2000, 5000];

/**
 * Watches sessions of several machines for everyone in one process, from the first listener to the last, with its own
 * event numbers. An unreachable machine is reported by a `notice`, and its sessions are `unknown`. When it is back, a
 * `resync` and a snapshot follow, because the events in between were missed.
 */
export class HostsHub {
  private readonly log: EventLog;
  private readonly places: Place[];
  private listeners = 0;
  private work: AbortController | undefined;
  private ready: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly ctx: Context,
    watchees: readonly Watchee[],
    /**
     * If true, a host that can never be watched is an error for every listener, if it is the only one or reports it
     * about named sessions; otherwise a notice, like an unreachable one.
     */
    isStrict: boolean,
  ) {
    this.log = new EventLog(
      () => ctx.clock.now(),
      ctx.clock.now(),
      () => this.current(),
    );
    this.places = watchees.map(
      (watchee) => new Place(ctx, watchee, this.log, isStrict && (watchees.length === 1 || 'named')),
    );
  }

  async *events({
    sessions,
    after,
    signal = this.ctx.signal,
  }: EventFilter & { signal?: AbortSignal | undefined } = {}): AsyncGenerator<Event, void, undefined> {
    if (signal?.aborted) return;
    this.listeners++;
    if (this.work === undefined) this.begin();
    try {
      await this.ready;
      for await (const event of this.log.subscribe({ sessions, after }, signal)) {
        const remarks = event.type === 'snapshot' ? this.places.flatMap((place) => place.complaint ?? []) : [];
        yield event;
        for (const message of remarks) yield this.log.remark(message);
      }
    } finally {
      this.listeners--;
      if (this.listeners === 0) this.end();
    }
  }

  current(): Watched[] {
    return this.places.flatMap((place) => [...place.sessions.values()]);
  }

  private begin(): void {
    const work = new AbortController();
    this.work = work;
    const { signal } = joinSignals([work.signal, this.ctx.signal]);
    const all = Promise.all(this.places.map((place) => place.watch(signal)));
    const late = sleepOrWake(this.ctx.clock, FIRST_MS, signal);
    this.ready = Promise.race([all, late]);
    all.catch(() => undefined);
  }

  private end(): void {
    this.work?.abort();
    this.work = undefined;
  }
}

/** One machine, and the last known states of its sessions. */
class Place {
  readonly sessions = new Map<string, Watched>();
  /** Why it cannot be watched, if it cannot. */
  complaint: string | undefined;
  private wasSeen = false;

  constructor(
    private readonly ctx: Context,
    private readonly watchee: Watchee,
    private readonly log: EventLog,
    private readonly isStrict: boolean | 'named',
  ) {}

  /**
   * Resolves when its sessions are known, or why not; throws an error that no retry will fix. Watches until the signal
   * aborts.
   */
  watch(signal: AbortSignal): Promise<void> {
    return new Promise((done, fail) => {
      const go =
        this.watchee.host === undefined
          ? this.watchHere(signal, done)
          : this.watchThere(this.watchee.host, signal, done);
      go.then(done, fail);
    });
  }

  private async watchHere(signal: AbortSignal, seen: () => void): Promise<void> {
    const hub = await this.ctx.hub();
    const { sessions } = this.watchee;
    for await (const event of hub.events({ signal, ...(sessions && { sessions }) })) this.take(event, seen);
  }

  private async watchThere(host: string, signal: AbortSignal, seen: () => void): Promise<void> {
    const remote = await findHost(this.ctx, host);
    const { sessions } = this.watchee;
    const question = { operation: 'watch', input: sessions ? { sessions } : {} };
    for (let failures = 0; !signal.aborted; ) {
      let why = 'the csd there ended';
      try {
        for await (const event of streamRemote(this.ctx, remote, question, signal)) {
          const { success, data } = Event.safeParse(event);
          if (!success || foreignName(data) !== undefined) throw malformed(host, 'watch', '');
          failures = 0;
          this.take(qualify(data, host), seen, host);
        }
      } catch (error) {
        if (signal.aborted) return;
        const isSilent = error instanceof NoAnswer || (error instanceof CsdError && error.code === 'unreachable');
        if (!isSilent && !this.wasSeen && this.isFatal(error)) throw error;
        why = error instanceof NoAnswer ? error.message : sayFailure(error);
      }
      if (signal.aborted) return;
      this.lose(host, why);
      seen();
      const pause = PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)] ?? 0;
      await sleepOrWake(this.ctx.clock, pause, signal);
    }
  }

  /** True if the error ends the watch of all machines. */
  private isFatal(error: unknown): boolean {
    if (this.isStrict !== 'named') return this.isStrict;
    return this.watchee.sessions !== undefined && error instanceof RemoteFailure;
  }

  private take(event: Event, seen: () => void, host?: string): void {
    if (event.type === 'snapshot') {
      const isFirst = !this.wasSeen;
      const wasLost = this.complaint !== undefined;
      foldEvent(this.sessions, event);
      this.wasSeen = true;
      this.complaint = undefined;
      const place = host ?? 'this machine';
      const isBack = wasLost || !isFirst;
      // The listeners already have a snapshot without it.
      this.log.startAnew(
        isBack ? `${place} is back: what happened in the meantime was missed` : `${place} has answered`,
      );
      seen();
      return;
    }
    // The snapshot after it has everything.
    if (event.type === 'resync') return;
    if (event.type === 'notice') {
      const message = host === undefined ? event.message : `${host}: ${event.message}`;
      this.log.publish({ type: 'notice', message });
      return;
    }
    foldEvent(this.sessions, event);
    const { seq: _, ...news } = event;
    this.log.publish(news as News);
  }

  private lose(host: string, why: string): void {
    const isNew = this.complaint === undefined;
    this.complaint = `${host} is unreachable: ${why}`;
    if (!isNew) return;
    this.log.publish({ type: 'notice', message: this.complaint });
    const at = this.ctx.clock.now();
    for (const [name, known] of this.sessions) {
      const lost: Watched = { ...known, state: { status: 'unknown', reason: `unreachable: ${why}` }, since: at, at };
      this.sessions.set(name, lost);
      this.log.publish({ type: 'changed', ...lost, previous: known.state });
    }
  }
}

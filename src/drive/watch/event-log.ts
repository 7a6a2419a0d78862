import type { Event, EventOf, Watched } from '../../contract/event.ts';
import type { EventFilter } from '../session/hub-interface.ts';

/** An event before it is numbered. */
export type News = Bare<'appeared'> | Bare<'changed'> | Bare<'usage'> | Bare<'gone'> | Bare<'notice'>;
type Bare<Type extends Event['type']> = Omit<EventOf<Type>, 'seq' | 'at'> & { type: Type; at?: number };

/**
 * The most changes kept for a returning subscriber, and the most that may wait for a slow one, by number and by total
 * characters.
 */
const MAX_EVENTS = 1000;
const MAX_SIZE = 8_000_000;

/**
 * Numbers changes, keeps the newest of them, and passes them to subscribers. `publish` never waits: a subscriber that
 * does not keep up loses what waits for it and is told to start again from a snapshot.
 */
export class EventLog {
  private readonly kept = new BoundedQueue();
  private readonly subscribers = new Set<Subscriber>();

  /** `seq` is the number before the first; `known` returns the present states of all sessions. */
  constructor(
    private readonly now: () => number,
    private seq: number,
    private readonly known: () => Watched[],
  ) {}

  /** Numbers the change and gives it to everyone it concerns. */
  publish(news: News): void {
    const { type, at = this.now(), ...rest } = news;
    const event = { type, seq: ++this.seq, at, ...rest } as Event;
    const size = sizeOf(event);
    this.kept.push(event, size);
    while (this.kept.isFull && this.kept.length > 0) this.kept.shift();
    for (const subscriber of this.subscribers) subscriber.take(event, size);
  }

  /**
   * Tells every listener to start again from a snapshot, with the reason; nobody gets the changes up to now any more.
   */
  startAnew(reason: string): void {
    this.seq++;
    this.kept.clear();
    for (const subscriber of this.subscribers) subscriber.fallBehind(reason);
  }

  /**
   * A snapshot, then changes as they come, until the signal aborts; with `after` the changes since then, if they are
   * kept.
   */
  async *subscribe(filter: EventFilter, signal: AbortSignal | undefined): AsyncGenerator<Event, void, undefined> {
    const subscriber = new Subscriber(filter);
    const missed = filter.after === undefined ? undefined : this.since(filter.after);
    const wake = () => subscriber.wake();
    this.subscribers.add(subscriber);
    signal?.addEventListener('abort', wake);
    try {
      let last = filter.after ?? this.seq;
      if (missed) for (const event of missed) subscriber.take(event, sizeOf(event));
      else if (filter.after === undefined) yield this.snapshot(filter);
      else yield* this.restart(filter, last, `the changes after ${last} are no longer kept`);
      while (!signal?.aborted) {
        const event = subscriber.next();
        if (event instanceof Gap) yield* this.restart(subscriber.filter, last, event.reason);
        else if (event === undefined) await subscriber.news();
        else {
          last = event.seq;
          yield event;
        }
      }
    } finally {
      signal?.removeEventListener('abort', wake);
      this.subscribers.delete(subscriber);
    }
  }

  /** A remark for one subscriber only, without a number. */
  remark(message: string): Event {
    return { type: 'notice', seq: this.seq, at: this.now(), message };
  }

  /**
   * Both are created at once, so that no change comes between them. A reader that is cut off after the first asks again
   * from `last`.
   */
  private restart(filter: EventFilter, last: number, reason: string): Event[] {
    return [{ type: 'resync', seq: last, at: this.now(), reason }, this.snapshot(filter)];
  }

  private snapshot({ sessions }: EventFilter): Event {
    const wanted = this.known().filter(({ session }) => sessions === undefined || sessions.includes(session));
    return { type: 'snapshot', seq: this.seq, at: this.now(), sessions: wanted };
  }

  /** The kept changes after a number; `undefined` if some are missing, or if the number was never used. */
  private since(after: number): Event[] | undefined {
    const kept = this.kept.all();
    const first = kept[0]?.seq ?? this.seq + 1;
    if (after > this.seq || after < first - 1) return undefined;
    return kept.filter(({ seq }) => seq > after);
  }
}

function concerns(event: Event, { sessions }: EventFilter): boolean {
  return sessions === undefined || !('session' in event) || sessions.includes(event.session as string);
}

/** Roughly how much memory a change takes, in characters: all its texts, and a constant for each value. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 8;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce((sum: number, part) => sum + sizeOf(part), 8);
}

/** Changes with their sizes, oldest first. */
class BoundedQueue {
  private events: { event: Event; size: number }[] = [];
  private size = 0;

  /** True if it has more than the maximum. */
  get isFull(): boolean {
    return this.events.length > MAX_EVENTS || this.size > MAX_SIZE;
  }

  get length(): number {
    return this.events.length;
  }

  all(): Event[] {
    return this.events.map(({ event }) => event);
  }

  push(event: Event, size: number): void {
    this.events.push({ event, size });
    this.size += size;
  }

  shift(): Event | undefined {
    const first = this.events.shift();
    this.size -= first?.size ?? 0;
    return first?.event;
  }

  clear(): void {
    this.events = [];
    this.size = 0;
  }
}

/** Stands for lost changes, with the reason. */
class Gap {
  constructor(readonly reason: string) {}
}

class Subscriber {
  private readonly waiting = new BoundedQueue();
  private behind: string | undefined;
  private awake: (() => void) | undefined;

  constructor(public filter: EventFilter) {}

  /** Keeps the change for the reader, if it concerns it. There is always room for a single one. */
  take(event: Event, size: number): void {
    if (!concerns(event, this.filter)) return;
    if (event.type === 'gone' && event.renamed_to !== undefined) this.follow(event.renamed_to);
    if (this.behind === undefined) this.waiting.push(event, size);
    if (this.waiting.isFull && this.waiting.length > 1)
      this.behind = `more than ${MAX_EVENTS} changes, or ${MAX_SIZE} characters of them, were waiting to be read`;
    if (this.behind !== undefined) this.waiting.clear();
    this.wake();
  }

  /** A session that was requested by name continues under this one. */
  private follow(name: string): void {
    const { sessions } = this.filter;
    if (sessions && !sessions.includes(name)) this.filter = { ...this.filter, sessions: [...sessions, name] };
  }

  /** Drops what waits, for this reason. */
  fallBehind(reason: string): void {
    this.behind = reason;
    this.waiting.clear();
    this.wake();
  }

  /** The next waiting change; once, if changes were lost, the reason. */
  next(): Event | Gap | undefined {
    const { behind } = this;
    if (behind === undefined) return this.waiting.shift();
    this.behind = undefined;
    return new Gap(behind);
  }

  /** Resolves when there may be something to read. */
  news(): Promise<void> {
    return new Promise((done) => {
      this.awake = done;
    });
  }

  wake(): void {
    this.awake?.();
    this.awake = undefined;
  }
}

import type { Event, Watched } from '../../contract/event.ts';
import { foldEvent } from '../../contract/fold-event.ts';
import type { State, Status } from '../../contract/state.ts';
import type { Context } from '../session/context.ts';
import { loadSidecar } from '../session/sidecars/sidecar-store.ts';
import { waitUntil } from './turn-wait.ts';

/** What to wait for. `timeoutMs` limits the wait; 0 means no limit. */
export interface WaitRequest {
  sessions: readonly string[];
  statuses: readonly Status[];
  /** A cleared conversation without a prompt since then counts as well. */
  cleared?: boolean;
  /** The first session to reach the status ends the wait, instead of the last. */
  any: boolean;
  /** States at the start do not count. */
  next: boolean;
  timeoutMs: number;
}

/** The progress of a session in the wait: `passed` if a turn began and ended between two looks. */
export type Standing = 'waiting' | 'reached' | 'passed' | 'dead';

/** One session of a wait, in its state at the end. */
export type Waited = {
  session: string;
  state: State;
  standing: Standing;
};

/**
 * How a wait ended: by reaching the statuses, by the death of a session that was to reach another one, or by its time
 * limit.
 */
export interface WaitOutcome {
  ended: 'reached' | 'dead' | 'timed_out';
  sessions: Waited[];
}

const UNSEEN: State = { status: 'unknown', reason: 'not looked at yet' };
const KILLED: State = { status: 'dead', reason: 'the session was killed and forgotten' };

/**
 * Waits until sessions have one of the statuses, by the hub's events. A death always ends the wait. Throws
 * `no_such_session` for a session that does not exist at the start.
 */
export async function waitFor(ctx: Context, request: WaitRequest): Promise<WaitOutcome> {
  for (const name of request.sessions) await loadSidecar(ctx, name);
  const wait = new SessionsWait(request);
  const outcome = await waitUntil<WaitOutcome>(ctx, {
    timeoutMs: request.timeoutMs > 0 ? request.timeoutMs : Number.POSITIVE_INFINITY,
    names: request.sessions,
    take: (event) => wait.take(event),
    decide: async ({ ended }) => {
      if (wait.outcome) return { answer: wait.outcome };
      if (ended && 'error' in ended) throw ended.error;
      return ended && { answer: wait.timedOut() };
    },
  });
  return outcome?.answer ?? wait.timedOut();
}

/** The sessions by the hub's events, and the outcome once there is one: later events change nothing. */
class SessionsWait {
  outcome: WaitOutcome | undefined;
  private readonly first = new Map<string, Watched>();
  private readonly last = new Map<string, Watched>();
  private isLooking = false;
  private names: readonly string[];
  /** Renamed sessions whose new name comes in the next event. */
  private readonly moving = new Set<string>();

  constructor(private readonly request: WaitRequest) {
    this.names = request.sessions;
  }

  take(event: Event): void {
    this.heed(event);
    const ended = this.ended();
    if (ended) this.outcome ??= { ended, sessions: this.sessions() };
  }

  timedOut(): WaitOutcome {
    return { ended: 'timed_out', sessions: this.sessions() };
  }

  private heed(event: Event): void {
    if (event.type === 'gone' && event.renamed_to !== undefined) this.moving.add(event.session);
    for (const one of foldEvent(this.last, event).seen)
      if (!this.first.has(one.session)) this.first.set(one.session, one);
    if (event.type === 'snapshot') this.isLooking = true;
    if (event.type === 'appeared' && event.renamed_from !== undefined) this.rename(event.renamed_from, event);
  }

  /** A session continues under its new name, with its state from the start of the wait. */
  private rename(from: string, { session: to }: Watched): void {
    this.names = this.names.map((name) => (name === from ? to : name));
    const first = this.first.get(from);
    if (first) this.first.set(to, first);
    this.moving.delete(from);
  }

  private ended(): WaitOutcome['ended'] | undefined {
    if (!this.isLooking || this.moving.size > 0) return undefined;
    const { any, statuses } = this.request;
    const standings = this.sessions().map(({ standing }) => standing);
    const there = (standing: Standing) => standing === 'reached' || standing === 'passed';
    if (any ? standings.some(there) : standings.every(there)) return 'reached';
    return standings.includes('dead') && !statuses.includes('dead') ? 'dead' : undefined;
  }

  private sessions(): Waited[] {
    return this.names.map((session) => {
      const state = this.last.get(session)?.state ?? (this.isLooking ? KILLED : UNSEEN);
      return { session, state, standing: this.standingOf(session, state) };
    });
  }

  private standingOf(session: string, state: State): Standing {
    const { statuses, cleared = false, next } = this.request;
    const [first, last] = [this.first.get(session), this.last.get(session)];
    const isNew = !next || first?.since !== last?.since;
    // A prompt in the agent's queue begins a turn as soon as this one is over.
    const goesOn = state.status === 'idle_done' && (state.queued ?? 0) > 0;
    const isThere = statuses.includes(state.status) || (cleared && last?.cleared_at !== undefined);
    if (isThere && isNew && !goesOn) return 'reached';
    if (state.status === 'dead') return 'dead';
    const worked = last?.prompted_at !== undefined && last.prompted_at !== first?.prompted_at;
    return worked && statuses.includes('working') ? 'passed' : 'waiting';
  }
}

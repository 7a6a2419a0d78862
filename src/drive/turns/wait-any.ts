import type { Event, Watched } from '../../contract/event.ts';
import { foldEvent } from '../../contract/fold-event.ts';
import type { Status } from '../../contract/state.ts';
import type { Context } from '../session/context.ts';
import { waitUntil } from './turn-wait.ts';

/**
 * What to wait for among all sessions. `timeoutMs` limits the wait; 0 means no limit. `next`: states at the start do
 * not count.
 */
export interface AnyRequest {
  statuses: readonly Status[];
  next: boolean;
  timeoutMs: number;
}

/**
 * Waits until any session of this machine has one of the statuses, including sessions that start meanwhile; of several,
 * returns the one that has had it for longest. `undefined` after the time limit. Also waits if there are no sessions
 * yet.
 */
export async function waitForAny(ctx: Context, request: AnyRequest): Promise<Watched | undefined> {
  const wait = new AnyWait(request);
  const outcome = await waitUntil<Watched | undefined>(ctx, {
    timeoutMs: request.timeoutMs > 0 ? request.timeoutMs : Number.POSITIVE_INFINITY,
    take: (event) => wait.take(event),
    decide: async ({ ended }) => {
      if (wait.found) return { answer: wait.found };
      if (ended && 'error' in ended) throw ended.error;
      return ended && { answer: undefined };
    },
  });
  return outcome?.answer;
}

/** The first matching session in the hub's events: later ones change nothing. */
class AnyWait {
  found: Watched | undefined;
  private readonly sessions = new Map<string, Watched>();
  /** When each session entered its state at the start, ms since 1970. */
  private before: Map<string, number> | undefined;

  constructor(private readonly request: AnyRequest) {}

  take(event: Event): void {
    const { seen } = foldEvent(this.sessions, event);
    if (event.type === 'snapshot')
      this.before ??= new Map(event.sessions.map(({ session, since }) => [session, since]));
    if (event.type === 'appeared' && event.renamed_from !== undefined) {
      const since = this.before?.get(event.renamed_from);
      if (since !== undefined) this.before?.set(event.session, since);
    }
    const there = seen.filter((one) => this.isThere(one)).sort((a, b) => a.since - b.since);
    this.found ??= there[0];
  }

  private isThere({ session, state, since }: Watched): boolean {
    const { statuses, next } = this.request;
    // A prompt in the agent's queue begins a turn as soon as this one is over.
    if (!statuses.includes(state.status) || (state.status === 'idle_done' && (state.queued ?? 0) > 0)) return false;
    return !next || this.before?.get(session) !== since;
  }
}

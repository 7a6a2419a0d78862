import { isDeepStrictEqual } from 'node:util';
import type { Usage } from '../../contract/usage.ts';
import type { Context } from '../session/context.ts';
import { sleepOrWake } from '../session/pauses.ts';
import { glanceUsage } from '../usage/read-usage.ts';
import type { WatchedSession } from './watched-session.ts';

/** The least time between two readings of one session, and between the events about them, in ms. */
const GAP_MS = 1000;

/** Reads what sessions use when that may have changed, and reports what is new. It looks at no screen. */
export class UsageMeter {
  private readonly known = new WeakMap<WatchedSession, { readAt: number; isDue: boolean }>();

  constructor(
    private readonly ctx: Context,
    private readonly signal: AbortSignal,
    private readonly told: (session: WatchedSession, usage: Usage) => void,
  ) {}

  /**
   * Schedules a reading, now or one second after the last one. Resolves with that reading, at once if one is already
   * due.
   */
  async touch(session: WatchedSession): Promise<void> {
    const known = this.known.get(session) ?? { readAt: Number.NEGATIVE_INFINITY, isDue: false };
    this.known.set(session, known);
    if (known.isDue || this.signal.aborted) return;
    known.isDue = true;
    const { clock } = this.ctx;
    for (let wait = GAP_MS; wait > 0 && !this.signal.aborted; ) {
      wait = known.readAt + GAP_MS - clock.elapsed();
      if (wait > 0) await sleepOrWake(clock, wait, this.signal);
    }
    if (this.signal.aborted) return;
    known.isDue = false;
    known.readAt = clock.elapsed();
    const transcript = session.seen?.signals.transcript;
    const path = transcript?.kind === 'read' ? transcript.path : undefined;
    // What a look reports about the session does not depend on this.
    const usage = await glanceUsage(this.ctx, session.sidecar, path).catch(() => undefined);
    known.readAt = clock.elapsed();
    if (usage && !this.signal.aborted && isKnown(usage) && !isDeepStrictEqual(usage, session.usage))
      this.told(session, usage);
  }
}

/** True if anything at all is known. */
function isKnown({ limits, ...numbers }: Usage): boolean {
  return limits.length > 0 || Object.values(numbers).some((value) => value !== null);
}

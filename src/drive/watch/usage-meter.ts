import { isDeepStrictEqual } from 'node:util';
import type { Usage } from '../../contract/usage.ts';
import type { Context } from '../session/context.ts';
import { glanceUsage } from '../usage/read-usage.ts';
import type { WatchedSession } from './watched-session.ts';

/** Readings of one session are this far apart at least, in ms, and so are the events that tell of them. */
const GAP_MS = 1000;

/** Reads what sessions use when something may have changed it, and tells what is new. It looks at no screen. */
export class UsageMeter {
  private readonly known = new WeakMap<WatchedSession, { readAt: number; isDue: boolean }>();

  constructor(
    private readonly ctx: Context,
    private readonly signal: AbortSignal,
    private readonly told: (session: WatchedSession, usage: Usage) => void,
  ) {}

  /** A reading is due, now or when the last one is a second old. Ends with that reading, at once where one is due already. */
  async touch(session: WatchedSession): Promise<void> {
    const known = this.known.get(session) ?? { readAt: Number.NEGATIVE_INFINITY, isDue: false };
    this.known.set(session, known);
    if (known.isDue || this.signal.aborted) return;
    known.isDue = true;
    const { clock } = this.ctx;
    for (let wait = GAP_MS; wait > 0 && !this.signal.aborted; ) {
      wait = known.readAt + GAP_MS - clock.elapsed();
      if (wait > 0) await clock.sleep(wait, this.signal).catch(() => undefined);
    }
    if (this.signal.aborted) return;
    known.isDue = false;
    known.readAt = clock.elapsed();
    const transcript = session.seen?.signals.transcript;
    const path = transcript?.kind === 'read' ? transcript.path : undefined;
    // What a look says of the session does not hang on this.
    const usage = await glanceUsage(this.ctx, session.sidecar, path).catch(() => undefined);
    known.readAt = clock.elapsed();
    if (usage && !this.signal.aborted && isKnown(usage) && !isDeepStrictEqual(usage, session.usage))
      this.told(session, usage);
  }
}

/** Something at all is known. */
function isKnown({ limits, ...numbers }: Usage): boolean {
  return limits.length > 0 || Object.values(numbers).some((value) => value !== null);
}

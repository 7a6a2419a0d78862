import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { pollUntil } from '../session/poll-until.ts';
import { lookAt } from './look-at.ts';
import { StartLimit } from './start-limit.ts';

/** How long to wait for an agent that may still be starting, and how often to look, in ms. */
export interface StartWait {
  /** After the last sign that it is starting. */
  quietMs: number;
  /** In total, whatever the signs say, instead of `quietMs`. */
  readyMs?: number | undefined;
  /** What the wait may take at most. */
  mostMs?: number | undefined;
  everyMs: number;
}

/**
 * Looks at a session whose agent may still be starting until `see` returns a result, and returns it; `undefined` at the
 * limit.
 */
export function lookWhileStarting<T>(
  ctx: Context,
  sidecar: Sidecar,
  { quietMs, readyMs, mostMs = Number.POSITIVE_INFINITY, everyMs }: StartWait,
  see: (seen: Observation, limit: StartLimit) => T | undefined | Promise<T | undefined>,
): Promise<T | undefined> {
  const limit = new StartLimit(ctx, quietMs);
  const withinMs = () => Math.min(mostMs, readyMs ?? limit.withinMs);
  return pollUntil(ctx, { withinMs, everyMs }, async () => {
    const seen = await lookAt(ctx, sidecar);
    await limit.note(seen);
    return see(seen, limit);
  });
}

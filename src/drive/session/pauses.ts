import type { Clock } from '../../ports/clock.ts';
import type { Context } from './context.ts';

/** Lets other work of this process run, and an abort through; throws the reason of the context's signal. */
export function letOthersRun(ctx: Pick<Context, 'clock' | 'signal'>): Promise<void> {
  return ctx.clock.sleep(0, ctx.signal);
}

/** Sleeps, ms, or until the signal aborts: that only wakes the caller, and throws nothing. */
export async function sleepOrWake(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  await clock.sleep(ms, signal).catch(() => undefined);
}

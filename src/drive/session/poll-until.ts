import type { Context } from './context.ts';

/** How long to look and how often, ms. */
export interface Polling {
  withinMs: number;
  everyMs: number;
  /** What ends the wait early, by an error: the context's own signal when absent, nothing when `null`. */
  signal?: AbortSignal | null;
}

/**
 * Looks at once and then again and again, and returns the first thing that `look` finds; `undefined` when the time is over. A loop that
 * presses keys between its looks, counts attempts or follows a file has a form of its own.
 */
export async function pollUntil<T>(
  ctx: Pick<Context, 'clock' | 'signal'>,
  { withinMs, everyMs, signal = ctx.signal ?? null }: Polling,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const begun = ctx.clock.elapsed();
  for (;;) {
    const found = await look();
    if (found !== undefined || ctx.clock.elapsed() - begun >= withinMs) return found;
    await (signal === null ? ctx.clock.sleep(everyMs) : ctx.clock.sleep(everyMs, signal));
  }
}

import type { Context } from './context.ts';

/** How long to look and how often, ms; a limit that depends on what is seen is asked for after each look. */
export interface Polling {
  withinMs: number | (() => number);
  everyMs: number;
  /** Ends the wait early, with an error: the context's own signal if absent, nothing if `null`. */
  signal?: AbortSignal | null;
}

/**
 * Looks at once and then repeatedly, and returns the first result of `look`; `undefined` at the timeout. Loops that
 * press keys between their looks, count attempts or follow a file are written separately.
 */
export async function pollUntil<T>(
  ctx: Pick<Context, 'clock' | 'signal'>,
  { withinMs, everyMs, signal = ctx.signal ?? null }: Polling,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const begun = ctx.clock.elapsed();
  for (;;) {
    const found = await look();
    const limitMs = typeof withinMs === 'number' ? withinMs : withinMs();
    if (found !== undefined || ctx.clock.elapsed() - begun >= limitMs) return found;
    await (signal === null ? ctx.clock.sleep(everyMs) : ctx.clock.sleep(everyMs, signal));
  }
}

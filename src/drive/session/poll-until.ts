import type { Context } from './context.ts';

/** How long to look and how often, ms; a limit that depends on what is seen is asked for after each look. */
export interface Polling {
  withinMs: number | (() => number);
  everyMs: number;
  /** Waits this long before the first look; the limit counts from then. Looks at once if absent. */
  afterMs?: number;
  /** Ends the wait early, with an error: the context's own signal if absent, nothing if `null`. */
  signal?: AbortSignal | null;
}

/**
 * Looks repeatedly, and returns the first result of `look`; `undefined` at the timeout. Every wait that only looks uses
 * it. Loops that press keys between their looks must not press one after the timeout, and are written separately; so are
 * those that count attempts or follow something without an end.
 */
export async function pollUntil<T>(
  ctx: Pick<Context, 'clock' | 'signal'>,
  { withinMs, everyMs, afterMs, signal = ctx.signal ?? null }: Polling,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const pause = (ms: number) => (signal === null ? ctx.clock.sleep(ms) : ctx.clock.sleep(ms, signal));
  if (afterMs !== undefined) await pause(afterMs);
  const begun = ctx.clock.elapsed();
  for (;;) {
    const found = await look();
    const limitMs = typeof withinMs === 'number' ? withinMs : withinMs();
    if (found !== undefined || ctx.clock.elapsed() - begun >= limitMs) return found;
    await pause(everyMs);
  }
}

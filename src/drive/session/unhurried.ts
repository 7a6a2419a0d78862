import type { Context } from './context.ts';

/** Never aborts. */
const NEVER = new AbortController().signal;

/**
 * The same context for work that must be completed although the caller has been interrupted: no signal ends its waits.
 */
export function unhurried({ signal: _, ...ctx }: Context): Context {
  const { clock } = ctx;
  const calm: Context['clock'] = {
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
    sinceBoot: () => clock.sinceBoot(),
    sleep: (ms, own) => clock.sleep(ms, own ?? NEVER),
  };
  return { ...ctx, clock: calm };
}

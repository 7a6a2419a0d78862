import type { Context } from './context.ts';

/** Aborts never. */
const NEVER = new AbortController().signal;

/** The same context for what must be done whole although the caller has been interrupted: no signal ends its waits. */
export function unhurried({ signal: _, ...ctx }: Context): Context {
  const { clock } = ctx;
  const calm: Context['clock'] = {
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
    sleep: (ms, own) => clock.sleep(ms, own ?? NEVER),
  };
  return { ...ctx, clock: calm };
}

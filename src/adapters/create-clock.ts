import type { Clock } from '../ports/clock.ts';

/** The machine's clock. A sleep keeps the process alive until it ends or aborts. */
export function createClock(): Clock {
  return {
    now: () => Date.now(),
    elapsed: () => Math.floor(performance.now()),
    // Few calls need it, and loading the module at the start would slow down every one.
    sinceBoot: () => Math.floor(process.getBuiltinModule('node:os').uptime() * 1000),
    async sleep(ms, signal) {
      for (let left = ms; ; left -= LONGEST_MS) {
        await sleepOnce(Math.min(left, LONGEST_MS), signal);
        if (left <= LONGEST_MS) return;
      }
    },
  };
}

/** Node fires a longer timer at once. */
const LONGEST_MS = 2 ** 31 - 1;

function sleepOnce(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

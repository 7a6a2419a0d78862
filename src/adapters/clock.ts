import type { Clock } from '../ports/clock.ts';

/** The machine's clock. A sleep keeps the process alive until it ends or is aborted. */
export function createClock(): Clock {
  return {
    now: () => Date.now(),
    elapsed: () => Math.floor(performance.now()),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
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
      }),
  };
}

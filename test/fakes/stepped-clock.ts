import { FakeClock } from './clock.ts';

/** A clock that only a test moves: a sleep ends when `pass` has advanced that far. */
export class SteppedClock extends FakeClock {
  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((done, fail) => {
      if (signal?.aborted) return fail(signal.reason);
      signal?.addEventListener('abort', () => fail(signal.reason), { once: true });
      this.after(ms, done);
    });
  }

  /** Lets time pass in steps, and runs everything it triggers. */
  async pass(ms: number, step = 4): Promise<void> {
    for (let left = ms; left > 0; left -= step) {
      this.advance(Math.min(step, left));
      await settle();
    }
  }
}

/** Runs every task that waits only for other tasks. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await new Promise<void>((done) => setImmediate(done));
}

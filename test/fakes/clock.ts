import type { Clock } from '../../src/ports/clock.ts';

/** A clock that does not move until a sleep, which advances it and runs everything due on the way. */
export class FakeClock implements Clock {
  private readonly due: { at: number; run: () => void }[] = [];

  private booted: number;

  constructor(private time = 1_700_000_000_000) {
    this.booted = time - 3_600_000;
  }

  /** How far the machine's clock has been set since. */
  private set = 0;

  now(): number {
    return this.time + this.set;
  }

  /** Someone sets the machine's clock by this many ms; durations stay the same. */
  jump(ms: number): void {
    this.set += ms;
  }

  elapsed(): number {
    return this.time;
  }

  /** The machine was started when this clock began, or at the last `reboot`. */
  sinceBoot(): number {
    return this.time - this.booted;
  }

  reboot(): void {
    this.booted = this.time;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.advance(ms);
    // Lets other tasks run, as a real sleep does.
    await new Promise<void>((done) => setImmediate(done));
    signal?.throwIfAborted();
  }

  /** Runs `run` when the clock has advanced by `ms`. */
  after(ms: number, run: () => void): void {
    this.due.push({ at: this.time + ms, run });
  }

  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = this.due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.due.splice(this.due.indexOf(next), 1);
      this.time = Math.max(this.time, next.at);
      next.run();
    }
    this.time = end;
  }
}

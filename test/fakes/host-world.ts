import type { HostWorld } from '../../src/ports/stream.ts';

/** An environment in which time passes only when the test says so. */
export class FakeWorld implements HostWorld {
  time = 1000;
  log: string[] = [];
  said: Record<string, unknown>[] = [];
  published = '';
  drawn = '';
  closed = false;
  rotations = 0;
  private sleepers: { until: number; wake(): void }[] = [];

  now = () => this.time;
  costs: string[] = [];

  noteCost = (line: string) => void this.costs.push(line);
  append = (line: string) => void this.log.push(line);
  rotate = (checkpoint: () => string) => {
    this.rotations++;
    checkpoint();
  };
  say = (record: object) => void this.said.push(record as Record<string, unknown>);
  close = () => {
    this.closed = true;
  };
  publish = (text: string) => {
    this.published = text;
  };
  draw = (text: string) => {
    this.drawn += text;
  };
  sleep = (ms: number, signal: AbortSignal) =>
    new Promise<void>((wake, fail) => {
      this.sleepers.push({ until: this.time + ms, wake });
      signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    });

  async pass(ms: number): Promise<void> {
    this.time += ms;
    for (const { until, wake } of this.sleepers) if (until <= this.time) wake();
    await settle();
  }
}

/** After all that is ready has run. */
export const settle = () => new Promise<void>((done) => setImmediate(done));

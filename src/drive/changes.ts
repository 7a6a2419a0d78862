import { follow } from './abort.ts';
import type { Context } from './context.ts';

/** Tells by the hub when something has changed, so that who waits for it looks at the right moment. */
export class Changes {
  private readonly over = new AbortController();
  private hasChanged = false;
  private wake: (() => void) | undefined;

  constructor(
    private readonly ctx: Context,
    /** One session; all of them where it is left out. */
    session?: string,
  ) {
    // Whoever looks for itself meets every failure of the hub as well.
    this.listen(session).catch(() => undefined);
  }

  /** Ends at the next change since the last call, or after `ms`; throws the reason of the context's signal. */
  async next(ms: number): Promise<void> {
    const pause = new AbortController();
    this.wake = () => pause.abort();
    if (!this.hasChanged) await this.ctx.clock.sleep(ms, pause.signal).catch(() => undefined);
    this.wake = undefined;
    this.hasChanged = false;
    this.ctx.signal?.throwIfAborted();
  }

  close(): void {
    this.over.abort();
  }

  private async listen(session: string | undefined): Promise<void> {
    const { signal } = this.ctx;
    signal?.addEventListener('abort', () => this.tell(), { signal: this.over.signal });
    const { signal: until, release } = follow([signal, this.over.signal]);
    try {
      const hub = await this.ctx.hub();
      for await (const _event of hub.events({ sessions: session === undefined ? undefined : [session], signal: until }))
        this.tell();
    } finally {
      release();
    }
  }

  private tell(): void {
    this.hasChanged = true;
    this.wake?.();
  }
}

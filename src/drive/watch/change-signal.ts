import path from 'node:path';
import type { Event } from '../../contract/event.ts';
import { joinSignals } from '../../contract/join-signals.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import type { Hub } from '../session/hub-interface.ts';
import { sleepOrWake } from '../session/pauses.ts';
import { findSidecar } from '../session/sidecars/sidecar-store.ts';

/** What to listen to: one session, or sessions of this home by name, or all of them; and further files. */
export interface Heeded {
  session?: Sidecar;
  names?: readonly string[];
  files?: readonly string[];
  /** The source of changes instead of the hub of this process. */
  hub?: Pick<Hub, 'events'>;
  /** Gets each event of the hub. */
  take?(event: Event): void;
}

/**
 * Reports through the hub, and through further files, when a session may have changed, so that a waiting caller looks
 * at the right moment.
 */
export class Changes {
  /** How the hub's stream ended, if it has: by itself, or with an error. */
  ended: { error?: unknown } | undefined;
  private readonly over = new AbortController();
  private readonly unwatch: (() => void)[];
  private hasChanged = false;
  private wake: (() => void) | undefined;

  constructor(
    private readonly ctx: Context,
    private readonly heeded: Heeded = {},
  ) {
    this.unwatch = (heeded.files ?? []).map((file) =>
      ctx.watch.folder(path.dirname(file), {
        changed: (name) => {
          if (name === undefined || name === path.basename(file)) this.tell();
        },
        failed: () => undefined,
      }),
    );
    // A caller that looks itself meets every failure of the hub as well.
    this.listen().then(
      () => this.end({}),
      (error: unknown) => this.end({ error }),
    );
  }

  /** Resolves at the next change since the last call, or after `ms`; throws the reason of the context's signal. */
  async next(ms: number): Promise<void> {
    const pause = new AbortController();
    this.wake = () => pause.abort();
    if (!this.hasChanged) await sleepOrWake(this.ctx.clock, ms, pause.signal);
    this.wake = undefined;
    this.hasChanged = false;
    this.ctx.signal?.throwIfAborted();
  }

  close(): void {
    this.over.abort();
    for (const end of this.unwatch) end();
  }

  private async listen(): Promise<void> {
    const { signal } = this.ctx;
    const { session, names, take, hub: given } = this.heeded;
    signal?.addEventListener('abort', () => this.tell(), { signal: this.over.signal });
    const { signal: until, release } = joinSignals([signal, this.over.signal]);
    try {
      const hub = given ?? (session === undefined ? await this.ctx.hub() : await hubOf(this.ctx, session));
      const sessions = session ? [session.name] : names && [...names];
      for await (const event of hub.events({ sessions, signal: until })) {
        take?.(event);
        this.tell();
      }
    } finally {
      release();
    }
  }

  private end(how: { error?: unknown }): void {
    this.ended = how;
    this.tell();
  }

  private tell(): void {
    this.hasChanged = true;
    this.wake?.();
  }
}

/** The hub of this process; for a session of another home or tool, a separate one. */
async function hubOf(ctx: Context, session: Sidecar): Promise<Hub> {
  const known = await findSidecar(ctx, session.name).catch(() => undefined);
  const isOwn = known?.pane === session.pane && known?.pane_pid === session.pane_pid && known !== undefined;
  if (isOwn) return ctx.hub();
  const { createHub } = await import('./hub.ts');
  return createHub(ctx, [session]);
}

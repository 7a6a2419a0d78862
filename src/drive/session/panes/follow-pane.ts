import type { Sidecar } from '../../../contract/session.ts';
import type { Context } from '../context.ts';
import { sleepOrWake } from '../pauses.ts';
import { type View, viewPane } from './pane-screen.ts';

/** How often to look while a pane draws, ms: a person should see typed text at once. */
const LIVELY_MS = 120;
/** How often to look at a pane that has been still for a while, ms. */
const STILL_MS = 500;
const STILL_AFTER_MS = 10_000;

/**
 * The content of the pane, now and whenever it changes, until the context's signal aborts. Throws as `viewPane` does.
 */
export async function* followPane(ctx: Context, sidecar: Sidecar): AsyncGenerator<View, void, undefined> {
  let shown = '';
  let changedAt = ctx.clock.elapsed();
  while (!ctx.signal?.aborted) {
    const view = await viewPane(ctx, sidecar);
    const text = JSON.stringify(view);
    if (text !== shown) {
      shown = text;
      changedAt = ctx.clock.elapsed();
      yield view;
    }
    const isStill = ctx.clock.elapsed() - changedAt > STILL_AFTER_MS;
    await sleepOrWake(ctx.clock, isStill ? STILL_MS : LIVELY_MS, ctx.signal);
  }
}

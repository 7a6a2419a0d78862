import { CsdError } from '../../contract/errors.ts';
import { lookAt } from '../observe/look-at.ts';
import type { Context } from '../session/context.ts';
import { sleepOrWake } from '../session/pauses.ts';
import { writeOpen } from '../session/sidecars/open-record.ts';
import { findHeir, findSidecar } from '../session/sidecars/sidecar-store.ts';
import { isOver, limitAt } from './await-turn.ts';
import { enforceBudget, keepEnforcingBudget } from './enforce-budget.ts';
import { sayLimit } from './limits.ts';
import { Meter } from './meter.ts';
import { closeInteraction, findOpen, requireDelegate, updateDelegate, withInteraction } from './open-interaction.ts';
import { listOpen } from './open-list.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { enforceResting, isLate, restIfAwakened } from './rest.ts';
import { stopTurn } from './stop-turn.ts';

/** The pause between two looks while an unattended interaction continues, and while there is none, ms. */
const LOOK_MS = 300;
const REST_MS = 1000;

/**
 * Enforces the limits of delegates whose csd is gone: interrupts an interaction that has reached a limit, and records
 * the end of one that is over. Delegates that a process follows are left to it. A failure with one delegate is not a
 * failure of the caller.
 */
export async function enforceLimits(ctx: Context, names: readonly string[]): Promise<void> {
  for (const name of names) {
    try {
      await withInteraction(ctx, name, () => enforceOne(ctx, name), 0);
    } catch (error) {
      if (!(error instanceof CsdError)) throw error;
    }
  }
}

/** Enforces them until the signal aborts. */
export async function keepEnforcingLimits(ctx: Context, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const names = await listOpen(ctx);
    await enforceLimits(ctx, names);
    await sleepOrWake(ctx.clock, names.length > 0 ? LOOK_MS : REST_MS, signal);
  }
}

/**
 * Enforces those of one session until its interaction is over; for a session that is not a delegate, until its turn is.
 */
export async function enforceLimitsOf(ctx: Context, name: string): Promise<void> {
  const sidecar = (await findSidecar(ctx, name)) ?? (await findHeir(ctx, name));
  if (sidecar?.budget && !sidecar.delegate) return keepEnforcingBudget(ctx, sidecar);
  for (let open = await findOpen(ctx, name); open; open = await findOpen(ctx, name)) {
    await enforceLimits(ctx, [name]);
    await ctx.clock.sleep(open.rests && !open.timed ? REST_MS : LOOK_MS, ctx.signal);
  }
}

async function enforceOne(ctx: Context, name: string): Promise<void> {
  const open = await findOpen(ctx, name);
  if (!open) return;
  const found = await findSidecar(ctx, name);
  const heir = found ? undefined : await findHeir(ctx, name);
  if (heir) await writeOpen(ctx, heir.name, open);
  if (found?.budget && !found.delegate) {
    if ((await enforceBudget(ctx, found)) === 'dead') await closeInteraction(ctx, name);
    return;
  }
  if (!found?.delegate) return closeInteraction(ctx, name);
  const sidecar = requireDelegate(found);
  const seen = await lookAt(ctx, sidecar);
  const { state } = seen.verdict;
  if (open.rests) return enforceResting(ctx, sidecar, open, seen);
  if (state.status === 'dead')
    return keep(ctx, name, { status: 'failed', response: '', error: 'the agent has ended', reached: null });
  if (isOver(seen)) return keep(ctx, name, outcomeOf(state));
  const limit = (await isLate(ctx, sidecar, open)) ? 'time' : await limitAt(sidecar, new Meter(ctx, sidecar), seen);
  if (!limit) return;
  const stopped = await stopTurn(ctx, sidecar);
  if (stopped.kind === 'over') return keep(ctx, name, outcomeOf(stopped.state));
  const error = `${sayLimit(limit, sidecar.delegate)}: ${stopped.kind === 'cut' ? 'the turn was cut off' : stopped.why}`;
  return keep(ctx, name, { status: `${limit}_exceeded`, response: '', error, reached: limit });
}

async function keep(ctx: Context, name: string, { status, error, waits }: Outcome): Promise<void> {
  const last = {
    at: ctx.clock.now(),
    status,
    ...(error !== null && { error }),
    ...(waits?.gate !== undefined && { gate: waits.gate }),
    ...(waits?.gate_id !== undefined && { gate_id: waits.gate_id }),
  };
  const sidecar = await updateDelegate(ctx, name, (delegate) => ({ ...delegate, last }));
  if (!(await restIfAwakened(ctx, sidecar, []))) await closeInteraction(ctx, name);
}

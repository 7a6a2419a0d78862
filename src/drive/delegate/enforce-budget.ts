import type { Delegate } from '../../contract/delegate.ts';
import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import { lookAt } from '../observe/look-at.ts';
import type { Context } from '../session/context.ts';
import { refuseUntrusted } from '../session/files/private-files.ts';
import { openFile } from '../session/sidecars/open-record.ts';
import { findSelf } from '../session/sidecars/sidecar-store.ts';
import { costAtLimit } from '../usage/read-usage.ts';
import { isOver } from './await-turn.ts';
import { stopTurn } from './stop-turn.ts';

/** The state of a session with a cost limit: `open` while its turn continues or waits at a gate. */
export type Found = 'open' | 'over' | 'dead';

/** The pause between two looks while a turn continues, and while it waits at a gate, ms. */
const LOOK_MS = 300;
const GATE_MS = 2000;
/** How long a prompt may take to be accepted, ms. */
const TAKEN_MS = 20_000;

/** Interrupts the turn of a session that has reached its cost limit. */
export async function enforceBudget(ctx: Context, sidecar: Sidecar): Promise<Found | 'gated'> {
  const { budget } = sidecar;
  const seen = await lookAt(ctx, sidecar);
  const { state } = seen.verdict;
  if (state.status === 'dead') return 'dead';
  if (state.status === 'blocked' || state.status === 'plan_ready') return 'gated';
  if (isOver(seen)) return 'over';
  if (!budget || state.status !== 'working') return 'open';
  if ((await costAtLimit(ctx, sidecar)) === undefined) return 'open';
  await stopTurn(ctx, { ...sidecar, delegate: asLimited(budget.cost_usd, ctx.clock.now()) });
  return 'over';
}

/**
 * Enforces the limit until the turn is over, alongside the process that sent the prompt; does nothing if another csd
 * already does.
 */
export async function keepEnforcingBudget(ctx: Context, sidecar: Sidecar): Promise<void> {
  const lock = `${openFile(ctx, sidecar.name)}.held`;
  await refuseUntrusted(ctx, lock);
  await ctx.files
    .withLock(lock, 0, () => enforceOverTurn(ctx, sidecar))
    .catch((error: unknown) => {
      if (!(error instanceof CsdError && error.code === 'locked')) throw error;
    });
}

async function enforceOverTurn(ctx: Context, session: Sidecar): Promise<void> {
  const begun = ctx.clock.elapsed();
  for (let hasBegun = false; ; ) {
    // Looked up each time: it may have been killed, forgotten, renamed or resumed.
    const sidecar = await findSelf(ctx, session);
    if (!sidecar?.budget) return;
    const found = await enforceBudget(ctx, sidecar);
    hasBegun ||= found === 'open' || found === 'gated';
    if (found === 'dead') return;
    if (found === 'over' && (hasBegun || ctx.clock.elapsed() - begun > TAKEN_MS)) return;
    await ctx.clock.sleep(found === 'gated' ? GATE_MS : LOOK_MS, ctx.signal);
  }
}

function asLimited(cost: number, since: number): Delegate {
  return {
    preset: 'edit',
    limits: { cost_usd: cost, turns: Number.POSITIVE_INFINITY, time_s: Number.POSITIVE_INFINITY },
    on_limit: 'interrupt',
    safety: false,
    since,
    before: { cost_usd: 0, turns: 0 },
  };
}

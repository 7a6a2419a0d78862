import type { Delegate } from '../../contract/delegate.ts';
import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import { lookAt } from '../screen/preconditions.ts';
import type { Context } from '../session/context.ts';
import { openFile } from '../session/open-record.ts';
import { refuseUntrusted } from '../session/private-files.ts';
import { findSelf } from '../session/sidecar-store.ts';
import { costAtLimit } from '../usage/read-usage.ts';
import { isOver } from './follow.ts';
import { stopTurn } from './stop-turn.ts';

/** How a session whose cost is limited was found: `open` while its turn continues or waits at a gate. */
export type Found = 'open' | 'over' | 'dead';

/** Pause between two looks while a turn continues, and while a gate holds it up, ms. */
const LOOK_MS = 300;
const GATE_MS = 2000;
/** A prompt may take so long to be taken after it was to be sent, ms. */
const TAKEN_MS = 20_000;

/** Cuts the turn of a session off where it has reached what the session may cost. */
export async function holdBudget(ctx: Context, sidecar: Sidecar): Promise<Found | 'gated'> {
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

/** Holds it until its turn is over, alongside the process that sent the prompt; nothing where another csd does. */
export async function keepBudget(ctx: Context, sidecar: Sidecar): Promise<void> {
  const lock = `${openFile(ctx, sidecar.name)}.held`;
  await refuseUntrusted(ctx, lock);
  await ctx.files
    .withLock(lock, 0, () => holdTurn(ctx, sidecar))
    .catch((error: unknown) => {
      if (!(error instanceof CsdError && error.code === 'locked')) throw error;
    });
}

async function holdTurn(ctx: Context, session: Sidecar): Promise<void> {
  const begun = ctx.clock.elapsed();
  for (let hasBegun = false; ; ) {
    // Looked up each time: it may be killed, forgotten, renamed or resumed meanwhile.
    const sidecar = await findSelf(ctx, session);
    if (!sidecar?.budget) return;
    const found = await holdBudget(ctx, sidecar);
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

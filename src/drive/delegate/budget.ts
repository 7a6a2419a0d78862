import type { Backend } from '../../detect/agent/backend.ts';
import { endSession } from '../conversations/end.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { findSidecar, saveSidecar, withSidecarLock } from '../session/sidecars/sidecar-store.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import { LEAST_USD } from '../spawn/cost-limit.ts';
import type { LaunchRequest } from '../spawn/request.ts';
import { spentOf } from './limits.ts';
import { Meter } from './meter.ts';
import { type Delegated, findAtWork } from './open-interaction.ts';

/** The arguments with which an agent without a screen enforces its cost limit itself. */
export function budgetArgs(
  { delegate }: Backend,
  { driver, agentArgs = [] }: Pick<LaunchRequest, 'driver' | 'agentArgs'>,
  cost: number | null,
): Pick<LaunchRequest, 'agentArgs'> {
  const flag = delegate?.budgetFlag;
  if (driver !== 'stream' || flag === undefined || cost === null) return {};
  const at = agentArgs.indexOf(flag);
  const others = at < 0 ? agentArgs : [...agentArgs.slice(0, at), ...agentArgs.slice(at + 2)];
  return { agentArgs: [...others, flag, String(cost)] };
}

/**
 * If a delegate without a screen has got another cost limit, ends its agent so that it starts again with what is left:
 * it enforces the limit itself, and counts from zero then. Does nothing while an interaction continues.
 */
export async function renewBudget(ctx: Context, sidecar: Delegated): Promise<void> {
  const { name, delegate } = sidecar;
  const { cost_usd: cost } = delegate.limits;
  if (cost === null || !isStream(sidecar) || (await findAtWork(ctx, name))) return;
  const spent = spentOf(delegate, await new Meter(ctx, sidecar).read()).cost ?? 0;
  const left = Math.max(LEAST_USD, cost - spent);
  await endSession(ctx, name);
  await withSidecarLock(ctx, name, async () => {
    const now = await findSidecar(ctx, name);
    if (!now?.launch) return;
    await saveSidecar(ctx, { ...now, launch: { ...now.launch, ...budgetArgs(backendOf(ctx, now), now.launch, left) } });
  });
}

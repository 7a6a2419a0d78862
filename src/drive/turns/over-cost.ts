import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { costAtLimit } from '../usage/read-usage.ts';

/** How a turn ended, with the reason where the session had cost what it may: that is why it was cut off then. */
export async function overCost<Ending extends { status: string; error?: string }>(
  ctx: Context,
  sidecar: Sidecar,
  ending: Ending,
): Promise<Ending> {
  const { budget } = sidecar;
  if (ending.status !== 'error' || !budget) return ending;
  if ((await costAtLimit(ctx, sidecar)) === undefined) return ending;
  return {
    ...ending,
    error: `the limit of ${budget.cost_usd} USD is reached: ${ending.error ?? 'the turn was cut off'}`,
  };
}

import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { costAtLimit } from '../usage/read-usage.ts';

/** Adds to an ending that the session had reached its cost limit, if that is why the turn was interrupted. */
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

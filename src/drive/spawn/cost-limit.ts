import { CsdError } from '../../contract/errors.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { Context } from '../session/context.ts';
import { costSinceStart } from '../usage/read-usage.ts';
import type { LaunchRequest } from './request.ts';

/** The least budget that an agent accepts, in USD. */
export const LEAST_USD = 0.0001;

/**
 * The arguments with which an agent without a screen enforces its session's cost limit itself: what is left of it,
 * because the agent counts from its start. Throws `bad_input` if csd would not learn what the session costs.
 */
export async function costArgs(ctx: Context, backend: Backend, request: LaunchRequest): Promise<string[]> {
  const { maxCost, driver, noUsage, again } = request;
  if (maxCost === undefined) return [];
  if (!backend.usage?.tap) throw cannotHold(`the agent ${backend.name} does not report its cost`);
  if (driver !== 'stream' && noUsage) throw cannotHold('without usage csd does not learn what the session costs');
  const flag = backend.delegate?.budgetFlag;
  if (driver !== 'stream' || flag === undefined) return [];
  const spent = again ? ((await costSinceStart(ctx, again)) ?? 0) : 0;
  return [flag, String(Math.max(LEAST_USD, maxCost - spent))];
}

/** Throws `bad_input` if the agent could not be made to report what the session costs. */
export function requireHeard(request: LaunchRequest, isHeard: boolean): void {
  if (request.maxCost === undefined || request.driver === 'stream' || isHeard) return;
  throw cannotHold(
    "the agent's settings could not be read or are not yours alone, so csd would not learn what the session costs",
  );
}

function cannotHold(why: string): CsdError {
  return new CsdError('bad_input', `max-cost: ${why}, so csd could not enforce that limit: leave it out`);
}

import type { Delegate, DelegateLimits, Limit } from '../../contract/delegate.ts';
import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import { roundCost } from '../../detect/usage/round-cost.ts';
import type { Context } from '../session/context.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import type { Used } from './meter.ts';

/**
 * The requested limits; those left out have defaults, or, for an agent that does not report its cost, are not counted.
 */
export interface LimitsRequest {
  cost?: number;
  turns?: number;
  timeS?: number;
}

const DEFAULTS = { cost: 2, turns: 50, timeS: 300 } as const;
/** More than anyone intends: a wrong unit, or a digit too many. */
const MOST = { cost: 1000, turns: 10_000, timeS: 86_400 } as const;
/** The most bytes of a task. */
const LONGEST_TASK = 10 * 1024 * 1024;

const WORDS = {
  cost: ['max-cost', 'USD'],
  turns: ['max-turns', 'calls of the model'],
  timeS: ['max-time', 's'],
} as const;

/** Throws `bad_input` for a limit that is not a positive number or is implausibly large. */
export function checkLimits(request: LimitsRequest): void {
  for (const [name, [flag, unit]] of Object.entries(WORDS) as [keyof LimitsRequest, (typeof WORDS)['cost']][]) {
    const value = request[name];
    if (value === undefined) continue;
    const isWhole = name !== 'turns' || Number.isInteger(value);
    if (Number.isFinite(value) && value > 0 && value <= MOST[name] && isWhole) continue;
    const what = isWhole ? 'a number' : 'a whole number';
    throw new CsdError(
      'bad_input',
      `${flag}: ${value} is not a limit: give ${what} above 0, up to ${MOST[name]} ${unit}`,
    );
  }
}

/** Throws `bad_input` if the task with its context is empty or longer than 10 MiB. */
export function checkTask(text: string): void {
  if (text.trim() === '') throw new CsdError('bad_input', 'the task is empty');
  const bytes = Buffer.byteLength(text);
  if (bytes <= LONGEST_TASK) return;
  const message = `the task has ${bytes} bytes, and the limit is 10 MiB: put it into a file and name that in the task`;
  throw new CsdError('bad_input', message);
}

/**
 * The limits of a delegate, without a cost limit for an agent that does not report its cost; requesting one then throws
 * `bad_input`.
 */
export function toLimits(request: LimitsRequest, agent: string, tellsCost: boolean): DelegateLimits {
  if (!tellsCost && request.cost !== undefined) {
    const message = `max-cost: the agent ${agent} does not report its cost, so csd could not enforce that limit: leave it out, and limit its turns and time`;
    throw new CsdError('bad_input', message);
  }
  return {
    cost_usd: tellsCost ? (request.cost ?? DEFAULTS.cost) : null,
    turns: request.turns ?? DEFAULTS.turns,
    time_s: request.timeS ?? DEFAULTS.timeS,
  };
}

/** True if the agent of a session reports its cost to csd. */
export function tellsCost(ctx: Context, sidecar: Sidecar): boolean {
  const { usage } = ctx.backends.get(sidecar.backend) ?? {};
  return usage?.tap !== undefined && (sidecar.usage_path !== undefined || isStream(sidecar));
}

/** What a delegate has used of its limits. */
export function spentOf({ before }: Delegate, used: Used): { cost: number | null; turns: number } {
  const cost = used.costUsd === null ? null : Math.max(0, used.costUsd - (before.cost_usd ?? 0));
  return { cost: cost === null ? null : roundCost(cost), turns: Math.max(0, used.turns - before.turns) };
}

/** The limit that is used up, so that nothing new may begin. */
export function usedUp(delegate: Delegate, used: Used): Exclude<Limit, 'time'> | undefined {
  const { cost, turns } = spentOf(delegate, used);
  const { limits } = delegate;
  if (limits.cost_usd !== null && cost !== null && cost >= limits.cost_usd) return 'cost';
  return turns >= limits.turns ? 'turns' : undefined;
}

/** The text for a reached limit. */
export function sayLimit(limit: Limit, { limits }: Delegate): string {
  if (limit === 'cost') return `the limit of ${limits.cost_usd} USD is reached`;
  if (limit === 'turns') return `the limit of ${limits.turns} calls of the model is reached`;
  return `the limit of ${limits.time_s} s is reached`;
}

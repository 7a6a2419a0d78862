import * as z from 'zod/mini';
import type { DelegateResult, DelegateStatus } from '../../contract/delegate.ts';
import type { LimitsRequest } from '../../drive/delegate/limits.ts';

/** The limits as given; the drive layer validates them, because it knows the maxima. */
export const LIMIT_FIELDS = {
  max_cost: z.optional(z.number()),
  max_turns: z.optional(z.number()),
  max_time: z.optional(z.number()),
};

export const LIMIT_HELP = {
  max_cost: 'USD that the delegate may cost in total',
  max_turns: 'calls of the model that it may make in total',
  max_time: 'seconds that one interaction may take',
};

/** The limits that were given. */
export function toLimitsRequest(input: {
  max_cost?: number | undefined;
  max_turns?: number | undefined;
  max_time?: number | undefined;
}): LimitsRequest {
  const { max_cost, max_turns, max_time } = input;
  return {
    ...(max_cost !== undefined && { cost: max_cost }),
    ...(max_turns !== undefined && { turns: max_turns }),
    ...(max_time !== undefined && { timeS: max_time }),
  };
}

const EXITS: Record<DelegateStatus, number> = {
  completed: 0,
  running: 0,
  failed: 1,
  aborted: 1,
  cost_exceeded: 2,
  turns_exceeded: 2,
  time_exceeded: 2,
  needs_input: 3,
};

type Ended = Pick<DelegateResult, 'status' | 'gate'>;

/** The exit code of an interaction, as for `run`. */
export function exitOf({ status, gate }: Ended): number {
  return status === 'needs_input' && gate !== undefined ? 4 : EXITS[status];
}

export const EXIT_CODES = {
  0: 'completed; or running, with --background',
  1: 'failed, or aborted meanwhile',
  2: 'cost_exceeded, turns_exceeded or time_exceeded: the turn was cut off at a limit',
  3: 'needs_input: the agent asked something',
  4: 'needs_input: a gate or a plan waits',
};

/** What the obstacle is, for a person, and what to do. */
export function adviseOn({ name, status, error, question, gate, options = [] }: DelegateResult): string {
  const rows = options.map((option, n) => `  ${n + 1}. ${option}`);
  if (status !== 'needs_input') return `csd: ${status}: ${error ?? ''}`;
  const what =
    gate === undefined ? `the agent asks: ${question ?? ''}` : `it waits at the ${gate} gate: ${question ?? ''}`;
  return [`csd: ${what}`, ...rows, `Answer with csd continue ${name} ANSWER.`].join('\n');
}

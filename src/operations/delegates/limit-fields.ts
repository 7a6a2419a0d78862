import * as z from 'zod/mini';
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

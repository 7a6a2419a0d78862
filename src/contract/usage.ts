import * as z from 'zod/mini';

const count = z.nullable(z.number());

/** A window of the account's limits, under the agent's name for it; `resets_at` in ms since 1970. */
export const UsageLimit = z.looseObject({
  window: z.string(),
  used_percent: count,
  resets_at: count,
});

/**
 * What a session has used since its start, over all of its conversations. `null` is unknown. The four kinds of tokens
 * do not overlap: `input_tokens` were neither read from a cache nor written to one. The conversation now has
 * `context_used` of `context_size` tokens. `at`, in ms since 1970, is when the newest of these numbers was written.
 */
export const Usage = z.looseObject({
  cost_usd: count,
  cost_source: z.nullable(z.enum(['agent', 'estimate'])),
  input_tokens: count,
  output_tokens: count,
  cache_read_tokens: count,
  cache_write_tokens: count,
  context_used: count,
  context_size: count,
  model: z.nullable(z.string()),
  lines_added: count,
  lines_removed: count,
  limits: z.array(UsageLimit),
  at: count,
});
export type Usage = z.infer<typeof Usage>;

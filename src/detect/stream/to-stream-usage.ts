import type { Usage } from '../../contract/usage.ts';
import { roundCost } from '../usage/round-cost.ts';
import { sumUsage } from './count.ts';
import type { StreamState } from './fold-stream.ts';

/** The session's usage, by the agent's own count. */
export function toStreamUsage(stream: StreamState): Usage {
  const { cost, input, output, cacheRead, cacheWrite, contextSize, model } = sumUsage(stream);
  return {
    cost_usd: cost === undefined ? null : roundCost(cost),
    cost_source: cost === undefined ? null : 'agent',
    input_tokens: input ?? null,
    output_tokens: output ?? null,
    cache_read_tokens: cacheRead ?? null,
    cache_write_tokens: cacheWrite ?? null,
    context_used: stream.contextUsed ?? null,
    context_size: contextSize ?? null,
    model: stream.model ?? model ?? null,
    lines_added: null,
    lines_removed: null,
    limits: [],
    at: stream.usedAt ?? null,
  };
}

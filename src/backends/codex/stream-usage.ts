import type { Json } from '../../contract/json.ts';
import type { StreamCount, StreamFact, StreamNow } from '../../detect/agent/stream-grammar.ts';

/**
 * Tokens of the conversation so far, reported after each answer of the model when its calls have returned, and when a
 * conversation is resumed. No cost.
 */
export function readUsed(tokenUsage: unknown, { running, usedAt }: StreamNow): StreamFact[] {
  const { total, last, modelContextWindow: size } = Object(tokenUsage) as Json;
  const counted = readTokens(total);
  if (!counted) return [];
  const newest = readTokens(last);
  const before = usedAt !== undefined ? undefined : running ? newest && subtract(counted, newest) : counted;
  const used = (Object(last) as Json).totalTokens;
  const usage = {
    ...counted,
    ...(isCount(size) && { contextSize: size }),
    ...(before && { earlier: before }),
  };
  return [{ kind: 'used', usage, ...(isCount(used) && { contextUsed: used }) }, { kind: 'stepped' }];
}

/** The agent's `inputTokens` include tokens read from a cache and written to one. */
function readTokens(tokens: unknown): StreamCount | undefined {
  const { inputTokens: input, outputTokens: output, cachedInputTokens, cacheWriteInputTokens } = Object(tokens) as Json;
  if (!isCount(input) || !isCount(output)) return undefined;
  const cacheRead = isCount(cachedInputTokens) ? cachedInputTokens : 0;
  const cacheWrite = isCount(cacheWriteInputTokens) ? cacheWriteInputTokens : 0;
  return { input: Math.max(0, input - cacheRead - cacheWrite), output, cacheRead, cacheWrite };
}

function subtract(from: StreamCount, counts: StreamCount): StreamCount {
  const left = (what: keyof StreamCount) => Math.max(0, (from[what] ?? 0) - (counts[what] ?? 0));
  return { input: left('input'), output: left('output'), cacheRead: left('cacheRead'), cacheWrite: left('cacheWrite') };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

import { isObject, type Json } from '../../contract/json.ts';
import type { LimitFact, Tokens, UsageFact, UsageGrammar } from '../../detect/agent/usage-grammar.ts';
import { asCount } from '../json-fields.ts';

/**
 * The usage that codex reports, only in its rollout and without a cost. A `token_count` follows each answer, after the
 * output of its tools (0.150.0, 0.171.0); on 0.171.0 a `token_usage_record` follows the answer directly.
 */
export const usage: UsageGrammar = {
  read: readUsage,
  totalsFollowTools: true,
  telling: ['"token_count"', '"turn_context"'],
};

function readUsage(record: unknown): UsageFact | undefined {
  if (!isObject(record) || !isObject(record.payload)) return undefined;
  const { payload, type } = record;
  const time = typeof record.timestamp === 'string' ? Date.parse(record.timestamp) : Number.NaN;
  const at = Number.isNaN(time) ? {} : { at: time };
  if (type === 'turn_context')
    return typeof payload.model === 'string' ? { kind: 'model', model: payload.model, ...at } : undefined;
  if (type === 'token_usage_record') {
    const { response_id: answer } = payload;
    return { kind: 'answered', ...(typeof answer === 'string' && { answer }), ...at };
  }
  if (type !== 'event_msg' || payload.type !== 'token_count') return undefined;
  const info = isObject(payload.info) ? payload.info : {};
  const total = isObject(info.total_token_usage) ? readTokens(info.total_token_usage) : undefined;
  const newest = isObject(info.last_token_usage) ? info.last_token_usage : {};
  const used = asCount(newest.total_tokens);
  const size = asCount(info.model_context_window);
  const limits = readLimits(payload.rate_limits);
  return {
    kind: 'total',
    ...at,
    ...(total ? { tokens: total } : {}),
    ...(asCount(newest.input_tokens) === null ? {} : { added: readTokens(newest) }),
    ...(used === null ? {} : { contextUsed: used }),
    ...(size === null ? {} : { contextSize: size }),
    ...(limits.length > 0 ? { limits } : {}),
  };
}

/** The agent's `input_tokens` include tokens read from a cache, and on 0.171.0 those written to one. */
function readTokens(usage: Json): Tokens {
  const [input, cached, written] = [usage.input_tokens, usage.cached_input_tokens, usage.cache_write_input_tokens].map(
    asCount,
  );
  return {
    input: input == null ? null : Math.max(0, input - (cached ?? 0) - (written ?? 0)),
    output: asCount(usage.output_tokens),
    cacheRead: cached ?? null,
    cacheWrite: written ?? null,
  };
}

const WINDOWS: Record<number, string> = { 300: 'five_hour', 10080: 'seven_day' };

/** `primary` and `secondary`, each a window in minutes, with the time of the reset in s. */
function readLimits(limits: unknown): LimitFact[] {
  if (!isObject(limits)) return [];
  return ['primary', 'secondary'].flatMap((name) => {
    const limit = limits[name];
    if (!isObject(limit)) return [];
    const [minutes, resets] = [asCount(limit.window_minutes), asCount(limit.resets_at)];
    const window = minutes === null ? name : (WINDOWS[minutes] ?? `${minutes}_minutes`);
    return [{ window, usedPercent: asCount(limit.used_percent), resetsAt: resets === null ? null : resets * 1000 }];
  });
}

import { isObject, type Json } from '../../contract/json.ts';
import type { LimitFact, StatusReport, Tokens, UsageFact, UsageGrammar } from '../../detect/agent/usage-grammar.ts';
import { asCount } from '../json-fields.ts';
import { IN_FORKED_JOB } from './status.ts';

/**
 * The usage that Claude Code reports. The status line (2.1.158, 2.1.332, scripted Messages API): the agent runs the
 * command by `/bin/sh -c`, 0.3 s after the last step, with one line of JSON as its input. Settings are merged key by
 * key, from the user's over the project's and its local ones to those of `--settings`, so a command of ours keeps the
 * user's `padding`.
 */
export const usage: UsageGrammar = {
  read: readUsage,
  telling: ['"usage":'],
  subagents: (transcript) => `${transcript.replace(/\.jsonl$/, '')}/subagents`,
  tap: {
    isForeign: IN_FORKED_JOB,
    files: (configDir, cwd) => [
      { source: 'local', path: `${cwd}/.claude/settings.local.json` },
      { source: 'project', path: `${cwd}/.claude/settings.json` },
      { source: 'user', path: `${configDir}/settings.json` },
    ],
    // In a folder below the root of a repository, and in a worktree, 2.1.332 uses the repository's file; 2.1.158 does
    // not.
    shared: 'local',
    sourcesFlag: '--setting-sources',
    command(settings) {
      const line = isObject(settings) ? settings.statusLine : undefined;
      return isObject(line) && typeof line.command === 'string' ? line.command : undefined;
    },
    settings(command, base) {
      const own = isObject(base.statusLine) ? base.statusLine : {};
      return { ...base, statusLine: { ...own, type: 'command', command } };
    },
    read: readStatusReport,
  },
};

/** `assistant` records contain the usage of their answer; those that the agent inserts by itself have none. */
function readUsage(record: unknown): UsageFact | undefined {
  if (!isObject(record) || record.type !== 'assistant' || !isObject(record.message)) return undefined;
  const { id, model, usage } = record.message;
  if (typeof id !== 'string' || !isObject(usage) || model === '<synthetic>') return undefined;
  const at = typeof record.timestamp === 'string' ? Date.parse(record.timestamp) : Number.NaN;
  return {
    kind: 'message',
    message: id,
    tokens: readTokens(usage),
    ...(typeof model === 'string' ? { model } : {}),
    ...(record.isSidechain === true ? { aside: true } : {}),
    ...(Number.isNaN(at) ? {} : { at }),
  };
}

function readTokens(usage: Json): Tokens {
  return {
    input: asCount(usage.input_tokens),
    output: asCount(usage.output_tokens),
    cacheRead: asCount(usage.cache_read_input_tokens),
    cacheWrite: asCount(usage.cache_creation_input_tokens),
  };
}

function readStatusReport(record: unknown): StatusReport | undefined {
  if (!isObject(record) || typeof record.session_id !== 'string') return undefined;
  const { session_id, transcript_path } = record;
  const [cost, context, model] = [record.cost, record.context_window, record.model].map(asObject);
  const current = context?.current_usage;
  return {
    conversation: session_id,
    ...(typeof transcript_path === 'string' ? { transcript: transcript_path } : {}),
    costUsd: asCount(cost?.total_cost_usd),
    linesAdded: asCount(cost?.total_lines_added),
    linesRemoved: asCount(cost?.total_lines_removed),
    durationMs: asCount(cost?.total_duration_ms),
    contextUsed: isObject(current) ? contextOf(readTokens(current)) : null,
    contextSize: asCount(context?.context_window_size),
    ...(isObject(current) ? { newest: readTokens(current) } : {}),
    model: typeof model?.id === 'string' ? model.id : null,
    limits: readLimits(record.rate_limits),
  };
}

function contextOf({ input, cacheRead, cacheWrite }: Tokens): number | null {
  return input === null ? null : input + (cacheRead ?? 0) + (cacheWrite ?? 0);
}

/** For subscribers: windows by name, `five_hour` and `seven_day`, with the time of the reset in s. */
function readLimits(limits: unknown): LimitFact[] {
  if (!isObject(limits)) return [];
  return Object.entries(limits).flatMap(([window, limit]) => {
    if (!isObject(limit)) return [];
    const resets = asCount(limit.resets_at);
    return [{ window, usedPercent: asCount(limit.used_percentage), resetsAt: resets === null ? null : resets * 1000 }];
  });
}

function asObject(value: unknown): Json | undefined {
  return isObject(value) ? value : undefined;
}

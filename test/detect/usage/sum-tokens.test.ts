import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { codex } from '../../../src/backends/codex/agent.ts';
import type { UsageGrammar } from '../../../src/detect/agent/usage-grammar.ts';
import { TokenCounter } from '../../../src/detect/usage/sum-tokens.ts';
import { toUsage } from '../../../src/detect/usage/to-usage.ts';

function count(grammar: UsageGrammar | undefined, records: unknown[], conversation = 'a') {
  const counter = new TokenCounter();
  for (const record of records) {
    const fact = grammar?.read(record);
    if (fact) counter.take(fact, conversation);
  }
  return toUsage(undefined, counter.sum());
}

const usage = (input: number, output: number, read = 0, written = 0) => ({
  input_tokens: input,
  output_tokens: output,
  cache_read_input_tokens: read,
  cache_creation_input_tokens: written,
});
const answer = (id: string, used: object, second = 0, more = {}) => ({
  type: 'assistant',
  timestamp: `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`,
  message: { id, model: 'claude-sonnet-5-5', usage: used, content: [] },
  ...more,
});

describe('tokens of transcripts', () => {
  test('an answer of several records counts once, with the largest numbers of them', () => {
    const records = [
      answer('m1', usage(1000, 1, 5000, 300), 1),
      answer('m1', usage(1000, 200, 5000, 300), 1),
      answer('m2', usage(10, 16), 2),
    ];
    expect(count(claude.usage, records)).toMatchObject({
      input_tokens: 1010,
      output_tokens: 216,
      cache_read_tokens: 5000,
      cache_write_tokens: 300,
      context_used: 10,
      model: 'claude-sonnet-5-5',
      cost_usd: null,
      cost_source: null,
      lines_added: null,
      at: Date.UTC(2026, 0, 1, 0, 0, 2),
    });
  });

  test('a subagent uses tokens and does not affect the context', () => {
    const records = [answer('m1', usage(100, 20, 900), 1), answer('m2', usage(7, 3), 5, { isSidechain: true })];
    expect(count(claude.usage, records)).toMatchObject({ input_tokens: 107, output_tokens: 23, context_used: 1000 });
  });

  test('records that the agent inserted by itself used nothing', () => {
    const synthetic = {
      ...answer('m9', usage(0, 0), 9),
      message: { id: 'm9', model: '<synthetic>', usage: usage(0, 0) },
    };
    expect(count(claude.usage, [synthetic])).toMatchObject({ input_tokens: null, model: null });
  });

  test('without records nothing is known, which is not 0', () => {
    expect(Object.values(count(claude.usage, [])).filter((value) => value === 0)).toEqual([]);
  });

  const total = (input: number, cached: number, output: number, second: number, limits: unknown = null) => ({
    timestamp: `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`,
    type: 'event_msg',
    payload: {
      type: 'token_count',
      info: {
        total_token_usage: { input_tokens: input, cached_input_tokens: cached, output_tokens: output },
        last_token_usage: { total_tokens: 6200 },
        model_context_window: 258_400,
      },
      rate_limits: limits,
    },
  });

  test('codex keeps its own totals: the newest counts, in whichever order they are read', () => {
    const limits = {
      primary: { used_percent: 12.5, window_minutes: 300, resets_at: 1_800_000_000 },
      secondary: { used_percent: 3, window_minutes: 10_080, resets_at: null },
    };
    const records = [
      total(18_000, 15_000, 600, 3, limits),
      total(12_000, 10_000, 400, 1),
      { timestamp: '2026-01-01T00:00:00.000Z', type: 'turn_context', payload: { model: 'gpt-5.5-codex' } },
    ];
    expect(count(codex.usage, records)).toMatchObject({
      input_tokens: 3000,
      cache_read_tokens: 15_000,
      output_tokens: 600,
      cache_write_tokens: null,
      context_used: 6200,
      context_size: 258_400,
      model: 'gpt-5.5-codex',
      limits: [
        { window: 'five_hour', used_percent: 12.5, resets_at: 1_800_000_000_000 },
        { window: 'seven_day', used_percent: 3, resets_at: null },
      ],
    });
  });

  test('a token_count without numbers is ignored', () => {
    const empty = { type: 'event_msg', payload: { type: 'token_count', info: null, rate_limits: null } };
    expect(count(codex.usage, [empty])).toMatchObject({ input_tokens: null, context_used: null, limits: [] });
  });

  test('records of any shape are read without an error', () => {
    for (const grammar of [claude.usage, codex.usage]) {
      for (const odd of [null, 1, 'x', [], {}, { type: 'assistant' }, { type: 'event_msg', payload: 7 }])
        expect(grammar?.read(odd)).toBeUndefined();
    }
  });
});

describe('a report of the status line', () => {
  test('is read with the limits of a subscription', () => {
    const report = claude.usage?.tap?.read({
      session_id: 's',
      transcript_path: '/t/s.jsonl',
      model: { id: 'm', display_name: 'M' },
      cost: { total_cost_usd: 0.5, total_duration_ms: 10, total_lines_added: 3, total_lines_removed: 1 },
      context_window: { context_window_size: 200_000, current_usage: usage(10, 16, 20, 30), used_percentage: 1 },
      rate_limits: { five_hour: { used_percentage: 42, resets_at: 1_800_000_000 }, seven_day: null },
    });
    expect(report).toEqual({
      conversation: 's',
      transcript: '/t/s.jsonl',
      costUsd: 0.5,
      linesAdded: 3,
      linesRemoved: 1,
      durationMs: 10,
      contextUsed: 60,
      contextSize: 200_000,
      newest: { input: 10, output: 16, cacheRead: 20, cacheWrite: 30 },
      model: 'm',
      limits: [{ window: 'five_hour', usedPercent: 42, resetsAt: 1_800_000_000_000 }],
    });
  });

  test('is ignored if it names no session', () => {
    for (const odd of [null, [], 'x', {}, { cost: {} }]) expect(claude.usage?.tap?.read(odd)).toBeUndefined();
  });
});

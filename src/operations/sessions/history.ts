import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { readHistory, type SessionTurn } from '../../drive/conversations/history.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';
import { renderColumns } from '../text/table.ts';
import { tellCost, tellTokens } from '../text/usage-words.ts';

type Output = z.infer<Awaited<ReturnType<typeof buildOutput>>>;

/** Lists the turns of a session's conversations, from their transcripts. */
export const history = defineOperation({
  name: 'history',
  summary: 'list the turns of a session: prompt, answer, tools, tokens, cost, how each ended',
  input: z.strictObject({
    session: SessionName,
    last: z._default(z.int().check(z.gte(1, { error: 'at least one turn' })), 20),
  }),
  output: buildOutput,
  describe: { session: 'name of the session', last: 'only the last N turns' },
  cli: {
    positionals: ['session'],
    examples: ['csd history job', 'csd history job --last 3 --json'],
    render: renderTable,
    readsLong: true,
  },
  async run({ session, last }, ctx: Context): Promise<Output> {
    const turns = await readHistory(ctx, await loadSidecar(ctx, session), last);
    return { session, turns: turns.map(toRow) };
  },
});

function toRow({
  turn,
  at,
  endedAt,
  prompt,
  joined,
  text,
  tools,
  tokens,
  costUsd,
  end,
}: SessionTurn): Output['turns'][number] {
  const answer = text.split('\n').find((line) => line.trim() !== '');
  return {
    turn,
    at: at ?? null,
    duration_ms: at === undefined || endedAt === undefined ? null : Math.max(0, endedAt - at),
    prompt,
    ...(joined.length > 0 && { joined }),
    answer: answer ?? '',
    tools,
    input_tokens: tokens.input,
    output_tokens: tokens.output,
    cache_read_tokens: tokens.cacheRead,
    cache_write_tokens: tokens.cacheWrite,
    cost_usd: costUsd,
    cost_source: costUsd === null ? null : 'agent',
    ended: end,
  };
}

async function buildOutput() {
  const count = z.nullable(z.number());
  const turn = z.looseObject({
    turn: count,
    at: count,
    duration_ms: count,
    prompt: z.string(),
    joined: z.optional(z.array(z.string())),
    answer: z.string(),
    tools: z.record(z.string(), z.number()),
    input_tokens: count,
    output_tokens: count,
    cache_read_tokens: count,
    cache_write_tokens: count,
    cost_usd: count,
    cost_source: z.nullable(z.enum(['agent', 'estimate'])),
    ended: z.enum(['done', 'interrupted', 'failed', 'limit', 'open']),
  });
  return z.looseObject({ session: SessionName, turns: z.array(turn) });
}

/** The most characters of a prompt or an answer in a cell. */
const LONGEST_CELL = 60;

function renderTable({ turns }: Output): string {
  if (turns.length === 0) return 'no turns';
  const rows = turns.map((row) => [
    row.turn === null ? '-' : String(row.turn),
    row.at === null ? '-' : new Date(row.at).toISOString().slice(0, 16).replace('T', ' '),
    row.duration_ms === null ? '-' : `${Math.round(row.duration_ms / 1000)}s`,
    row.ended,
    tellCost(row),
    `${tellTokens(row.input_tokens)}/${tellTokens(row.output_tokens)}`,
    Object.entries(row.tools)
      .map(([name, times]) => (times > 1 ? `${name} x${times}` : name))
      .join(', ') || '-',
    `${cut(row.prompt)}${row.joined ? ` (+${row.joined.length})` : ''}`,
    cut(row.answer),
  ]);
  return renderColumns([
    ['TURN', 'BEGAN (UTC)', 'TOOK', 'ENDED', 'COST', 'IN/OUT', 'TOOLS', 'PROMPT', 'ANSWER'],
    ...rows,
  ]);
}

function cut(text: string): string {
  const [first = ''] = text.trim().split('\n');
  return first.length > LONGEST_CELL ? `${first.slice(0, LONGEST_CELL - 1)}…` : first;
}

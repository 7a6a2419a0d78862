import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName, type Sidecar } from '../../contract/session.ts';
import type { Usage } from '../../contract/usage.ts';
import { findShownRecord } from '../../drive/observe/shown-record.ts';
import type { Context } from '../../drive/session/context.ts';
import { listSidecars, loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';
import { readUsage } from '../../drive/usage/read-usage.ts';
import { inCell } from '../text/escape-output.ts';
import { renderColumns } from '../text/table.ts';
import { tellContext, tellCost, tellLimits, tellTokens } from '../text/usage-words.ts';

type Output = z.infer<Awaited<ReturnType<typeof buildOutput>>>;

/**
 * What sessions have used: costs, tokens, context and limits. Reads whole transcripts, and a screen only to tell which of
 * several conversations that an agent has open is the one in its pane.
 */
export const usage = defineOperation({
  name: 'usage',
  summary: 'show what sessions have cost, their tokens, context and limits',
  input: z.strictObject({ sessions: z.optional(z.array(SessionName)) }),
  output: buildOutput,
  describe: { sessions: 'names of sessions (default: all)' },
  cli: {
    positionals: ['sessions'],
    examples: ['csd usage', 'csd usage job --json', 'csd usage job review'],
    render: renderTable,
  },
  /** For named sessions the first failure is thrown; in a list of all it is the row's `error`. */
  async run({ sessions: names = [] }, ctx: Context): Promise<Output> {
    if (names.length > 0) {
      const sidecars = await Promise.all([...new Set(names)].map((name) => loadSidecar(ctx, name)));
      const rows: Output['sessions'] = [];
      for (const sidecar of sidecars) rows.push({ session: sidecar.name, usage: await usageOf(ctx, sidecar) });
      return { sessions: rows };
    }
    const { sidecars, broken } = await listSidecars(ctx);
    const sessions: Output['sessions'] = [];
    for (const sidecar of sidecars) sessions.push(await tryOne(ctx, sidecar));
    return { sessions, ...(broken.length > 0 && { broken }) };
  },
});

async function usageOf(ctx: Context, sidecar: Sidecar): Promise<Usage> {
  return readUsage(ctx, sidecar, await findShownRecord(ctx, sidecar));
}

async function tryOne(ctx: Context, sidecar: Sidecar): Promise<Output['sessions'][number]> {
  try {
    return { session: sidecar.name, usage: await usageOf(ctx, sidecar) };
  } catch (error) {
    if (!(error instanceof CsdError)) throw error;
    return { session: sidecar.name, usage: null, error: error.message };
  }
}

async function buildOutput() {
  const { Usage } = await import('../../contract/usage.ts');
  const row = z.looseObject({ session: SessionName, usage: z.nullable(Usage), error: z.optional(z.string()) });
  const broken = z.looseObject({ name: z.string(), path: z.string(), error: z.string() });
  return z.looseObject({ sessions: z.array(row), broken: z.optional(z.array(broken)) });
}

const HEAD = ['NAME', 'COST', 'INPUT', 'OUTPUT', 'CACHE READ', 'CACHE WRITE', 'CONTEXT', 'LINES', 'MODEL'];

function renderTable({ sessions, broken = [] }: Output): string {
  const rows = sessions.flatMap(({ session, usage: used }) => (used ? [[session, ...cellsOf(used)]] : []));
  const errors = sessions.flatMap(({ error }) => (error === undefined ? [] : [inCell(error)]));
  const limits = sessions.flatMap(({ session, usage: used }) => {
    const told = used ? tellLimits(used) : '';
    return told === '' ? [] : [`${inCell(session)}: ${inCell(told)}`];
  });
  const unread = broken.map((one) => `cannot read ${inCell(one.path)}: ${inCell(one.error)}`);
  const table = rows.length > 0 ? [renderColumns([HEAD, ...rows])] : errors.length > 0 ? [] : ['no sessions'];
  return [...table, ...limits, ...errors, ...unread].join('\n');
}

function cellsOf(used: Usage): string[] {
  const { lines_added: added, lines_removed: removed } = used;
  const lines = added === null || removed === null ? '-' : `+${added} -${removed}`;
  const tokens = [used.input_tokens, used.output_tokens, used.cache_read_tokens, used.cache_write_tokens];
  return [tellCost(used), ...tokens.map(tellTokens), tellContext(used), lines, used.model ?? '-'];
}

import * as z from 'zod/mini';
import { defineOperation } from '../contract/operation.ts';
import { Sidecar } from '../contract/session.ts';
import type { State } from '../contract/state.ts';
import type { Context } from '../drive/context.ts';
import { observe } from '../drive/observe.ts';
import { listSidecars } from '../drive/sidecars.ts';
import { inCell } from './visible.ts';

type Output = z.infer<Awaited<ReturnType<typeof buildOutput>>>;

/** Lists every session with its state, from one look at all. A sidecar that cannot be read is named and left alone. */
export const ps = defineOperation({
  name: 'ps',
  summary: 'list the sessions and what each is doing',
  input: z.strictObject({}),
  output: buildOutput,
  describe: {},
  cli: { examples: ['csd ps', 'csd ps --json'], render: renderTable },
  async run(_input, ctx: Context): Promise<Output> {
    const { sidecars, broken } = await listSidecars(ctx);
    const seen = await observe(ctx, sidecars);
    const sessions = seen.map(({ sidecar, alive, verdict }) => {
      const warning = verdict.state.marker_warning;
      return { ...sidecar, alive, state: verdict.state, ...(warning !== undefined && { marker_warning: warning }) };
    });
    return { sessions, ...(broken.length > 0 && { broken }) };
  },
});

async function buildOutput() {
  const { State } = await import('../contract/state.ts');
  const entry = z.extend(Sidecar, { alive: z.boolean(), state: State, marker_warning: z.optional(z.string()) });
  const broken = z.looseObject({ name: z.string(), path: z.string(), error: z.string() });
  return z.looseObject({ sessions: z.array(entry), broken: z.optional(z.array(broken)) });
}

function renderTable(output: Output): string {
  const rows = output.sessions.map((s) => [s.name, s.alive ? 'yes' : 'no', summarise(s.state), s.cwd].map(inCell));
  const broken = (output.broken ?? []).map((b) => `cannot read ${inCell(b.path)}: ${inCell(b.error)}`);
  if (rows.length === 0) return ['no sessions', ...broken].join('\n');
  const table = [['NAME', 'ALIVE', 'STATE', 'CWD'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...broken].join('\n');
}

function summarise(state: State): string {
  if (state.status === 'blocked') return `blocked (${state.gate})`;
  if (state.status === 'working' && state.tools.length > 0) return `working (${state.tools.join(', ')})`;
  if (state.status === 'unknown') return 'unknown';
  return state.status;
}

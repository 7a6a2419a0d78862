import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import type { Context } from '../../drive/session/context.ts';
import { reportOnAll } from '../../drive/workers/list-workers.ts';
import { inCell } from '../text/escape-output.ts';
import { WorkerRow } from './started-worker.ts';

const Workers = z.looseObject({ workers: z.array(WorkerRow), known: z.number() });
type Workers = z.infer<typeof Workers>;

/** Lists the workers, with the statuses of `status`, from one look at all. */
export const listWorkers = defineOperation({
  name: 'list_workers',
  summary: 'list the workers',
  input: z.strictObject({ pattern: z.optional(z.string()), all: z.optional(z.boolean()) }),
  output: async () => Workers,
  describe: { pattern: 'only workers whose tmux name holds this text', all: 'also those that are gone' },
  cli: {
    positionals: ['pattern'],
    examples: ['csd list', 'csd list --all fix'],
    render: ({ workers, known }) => (known === 0 && workers.length === 0 ? '' : renderTable(workers)),
    stderrNote: ({ known, workers }) => {
      const silent = workers.flatMap(({ name, error }) =>
        typeof error === 'string' ? [`${name.slice(1)} is ${error}`] : [],
      );
      if (silent.length > 0) return silent.join('\n');
      return known === 0 && workers.length === 0 ? 'No workers found' : undefined;
    },
  },
  async run({ pattern = '', all = false }, ctx: Context) {
    const reports = await reportOnAll(ctx);
    const workers = reports
      .map(({ status, worker }) => ({
        status,
        name: worker.sidecar.name,
        session_id: worker.sidecar.session_id,
        shim: worker.shim,
        cwd: worker.sidecar.cwd,
      }))
      .filter(({ name, status }) => name.includes(pattern) && (all || status !== 'gone'));
    return { workers, known: reports.length };
  },
});

/** Columns are separated by tabs, for `cut` and `awk`. */
function renderTable(workers: Workers['workers']): string {
  const rows = workers.map(({ status, name, session_id, shim, cwd }) => [status, name, session_id, shim, cwd]);
  const table = [['STATUS', 'TMUX', 'SESSION_ID', 'SHIM', 'CWD'], ...rows];
  return table.map((row) => row.map(inCell).join('\t')).join('\n');
}

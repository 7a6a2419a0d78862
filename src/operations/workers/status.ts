import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { defineOperation } from '../../contract/operation.ts';
import { WORKER_STATUSES } from '../../contract/worker.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadWorker } from '../../drive/workers/find-worker.ts';
import { reportOn } from '../../drive/workers/worker-status.ts';
import { WORKER_FIELDS, WORKER_HELP } from './worker-fields.ts';

/** What a worker is doing, in one word; the state next to it has the details. */
export const status = defineOperation({
  name: 'status',
  summary: 'say in one word what a worker is doing: idle, working, terminated, gone or unknown',
  input: z.strictObject(WORKER_FIELDS),
  output: async () => {
    const { State } = await import('../../contract/state.ts');
    return z.looseObject({ status: z.enum(WORKER_STATUSES), state: State });
  },
  describe: WORKER_HELP,
  cli: {
    positionals: ['worker'],
    examples: ['csd status fixer', 'csd --worker fixer status --json'],
    render: (output) => output.status,
  },
  async run({ worker }, ctx: Context) {
    const [report] = await reportOn(ctx, [await loadWorker(ctx, worker)]);
    if (!report) throw new CsdError('internal', `worker ${JSON.stringify(worker)} was not observed`);
    return { status: report.status, state: report.state };
  },
});

import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadWorker } from '../../drive/workers/find-worker.ts';
import { WORKER_FIELDS, WORKER_HELP } from './worker-fields.ts';

/** The path of a worker's event file, for `tail -f`. */
export const eventsFile = defineOperation({
  name: 'events_file',
  summary: 'print the path of the event file of a worker',
  input: z.strictObject(WORKER_FIELDS),
  output: async () => z.looseObject({ events_file: z.string() }),
  describe: WORKER_HELP,
  cli: { positionals: ['worker'], examples: ['csd events-file fixer'], render: ({ events_file }) => events_file },
  async run({ worker }, ctx: Context) {
    return { events_file: (await loadWorker(ctx, worker)).events };
  },
});

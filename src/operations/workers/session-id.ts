import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadWorker } from '../../drive/workers/find-worker.ts';
import { WORKER_FIELDS, WORKER_HELP } from './worker-fields.ts';

/** The id of the conversation a worker was started with. */
export const sessionId = defineOperation({
  name: 'session_id',
  summary: 'print the session id of a worker',
  input: z.strictObject(WORKER_FIELDS),
  output: async () => z.looseObject({ session_id: z.string() }),
  describe: WORKER_HELP,
  cli: { positionals: ['worker'], examples: ['csd session-id fixer'], render: ({ session_id }) => session_id },
  async run({ worker }, ctx: Context) {
    return { session_id: (await loadWorker(ctx, worker)).sidecar.session_id };
  },
});

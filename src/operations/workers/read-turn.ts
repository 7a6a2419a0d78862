import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadWorker } from '../../drive/workers/find-worker.ts';
import { readTurnText } from '../../drive/workers/read-turn.ts';
import { WORKER_FIELDS, WORKER_HELP } from './worker-fields.ts';

/** The newest turn of a worker as Markdown. */
export const readTurn = defineOperation({
  name: 'read_turn',
  summary: 'print the newest turn of a worker as Markdown',
  input: z.strictObject({ ...WORKER_FIELDS, full: z.optional(z.boolean()) }),
  output: async () => z.looseObject({ turn: z.string() }),
  describe: { ...WORKER_HELP, full: 'show the results of tools whole, not their first five lines' },
  cli: {
    positionals: ['worker'],
    examples: ['csd read-turn fixer', 'csd --worker fixer read-turn --full'],
    render: ({ turn }) => turn,
  },
  async run({ worker, full = false }, ctx: Context) {
    return { turn: await readTurnText(ctx, await loadWorker(ctx, worker), full) };
  },
});

import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { WorkerEvent } from '../../contract/worker.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadWorker } from '../../drive/workers/find-worker.ts';
import { waitForTurn } from '../../drive/workers/wait-for-turn.ts';
import { Seconds, WORKER_FIELDS, WORKER_HELP } from './worker-fields.ts';

/** Waits until a worker's turn is over and returns the event that says so. */
export const waitForTurnOperation = defineOperation({
  name: 'wait_for_turn',
  summary: 'wait until the turn of a worker is over, print its stop or session_end event',
  input: z.strictObject({
    ...WORKER_FIELDS,
    timeout: Seconds(60),
    after_line: z.optional(z.int().check(z.gte(0, { error: 'lines count from 1' }))),
  }),
  output: async () => WorkerEvent,
  describe: {
    ...WORKER_HELP,
    timeout: 'seconds to wait',
    after_line: 'only events after this line of the event file (default: the newest prompt)',
  },
  cli: {
    positionals: ['worker', 'timeout'],
    examples: ['csd wait-for-turn fixer 300', 'csd --worker fixer wait-for-turn 300 --after-line 12'],
  },
  async run({ worker, timeout, after_line }, ctx: Context) {
    const wait = { timeoutMs: timeout * 1000, ...(after_line !== undefined && { afterLine: after_line }) };
    return (await waitForTurn(ctx, await loadWorker(ctx, worker), wait)).event;
  },
});

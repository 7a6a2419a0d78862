import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadWorker } from '../../drive/workers/find-worker.ts';
import { stopWorker } from '../../drive/workers/stop.ts';
import { WORKER_FIELDS, WORKER_HELP } from './worker-fields.ts';

/** Ends a worker and removes its files. */
export const stop = defineOperation({
  name: 'stop',
  summary: 'end a worker and remove its meta, events and shim',
  input: z.strictObject(WORKER_FIELDS),
  output: async () =>
    z.looseObject({ ok: z.literal(true), name: z.string(), session_id: z.string(), by_itself: z.boolean() }),
  describe: WORKER_HELP,
  cli: {
    positionals: ['worker'],
    examples: ['csd stop fixer'],
    render: ({ name, session_id }) => `Worker ${name} (${session_id}) stopped. Shim removed.`,
  },
  async run({ worker: handle }, ctx: Context) {
    const worker = await loadWorker(ctx, handle);
    const { byItself } = await stopWorker(ctx, worker);
    const { name, session_id } = worker.sidecar;
    return { ok: true as const, name, session_id, by_itself: byItself };
  },
});

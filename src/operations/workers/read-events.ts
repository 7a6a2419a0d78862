import * as z from 'zod/mini';
import { defineStream } from '../../contract/operation.ts';
import { WorkerEvent } from '../../contract/worker.ts';
import type { Context } from '../../drive/session/context.ts';
import { checkEventName } from '../../drive/workers/event-file.ts';
import { loadWorker } from '../../drive/workers/find-worker.ts';
import { followEvents } from '../../drive/workers/follow-events.ts';
import { WORKER_FIELDS, WORKER_HELP } from './worker-fields.ts';

/** Streams the events that a worker's hooks reported, oldest first. */
export const readEvents = defineStream({
  name: 'read_events',
  summary: 'print the events of a worker, one line of JSON each',
  input: z.strictObject({
    ...WORKER_FIELDS,
    last: z.optional(z.int().check(z.gte(0))),
    type: z.optional(z.string()),
    follow: z.optional(z.boolean()),
  }),
  output: async () => WorkerEvent,
  describe: {
    ...WORKER_HELP,
    last: 'only the last N events',
    type: 'only events of this type',
    follow: 'continue with each event as it comes',
  },
  cli: {
    positionals: ['worker'],
    examples: ['csd read-events fixer --last 5', 'csd --worker fixer read-events --type stop --follow'],
  },
  async *stream({ worker, last, type, follow = false }, ctx: Context) {
    if (type !== undefined) checkEventName(type);
    yield* followEvents(ctx, await loadWorker(ctx, worker), {
      follow,
      ...(last !== undefined && { last }),
      ...(type !== undefined && { type }),
    });
  },
});

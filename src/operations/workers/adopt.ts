import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionId } from '../../contract/session.ts';
import type { Context } from '../../drive/session/context.ts';
import { launchWorker } from '../../drive/workers/launch-worker.ts';
import { renderPanel, StartedWorker, toStarted } from './started-worker.ts';
import { START_WORKER_FIELDS, START_WORKER_HELP, START_WORKER_OPTIONS, toWorkerRequest } from './worker-fields.ts';

/** Makes an existing conversation a worker, in the pane of that name if there is one. */
export const adopt = defineOperation({
  name: 'adopt',
  summary: 'continue a conversation as a worker',
  input: z.strictObject({
    ...START_WORKER_FIELDS,
    session_id: SessionId,
    force: z.optional(z.boolean()),
    ...START_WORKER_OPTIONS,
  }),
  output: async () => StartedWorker,
  describe: {
    ...START_WORKER_HELP,
    session_id: 'the UUID of the conversation',
    force: 'end what runs in a tmux session of that name, even if it is not at a shell prompt',
  },
  cli: {
    positionals: ['name', 'cwd', 'session_id'],
    afterDashes: 'agent_args',
    examples: ['csd adopt fixer ~/project 0b7c1b57-4b0c-4c39-9a52-1f2a7c1d8e10'],
    render: ({ shim }) => shim,
    stderrNote: renderPanel,
  },
  async run({ name, cwd, session_id, force = false, ...options }, ctx: Context) {
    const request = { name, cwd, resume: session_id, force, ...toWorkerRequest(ctx, options) };
    const launched = await launchWorker(ctx, request);
    return toStarted(ctx, launched, launched.inPlace ? 'respawned existing pane' : 'opened new pane');
  },
});

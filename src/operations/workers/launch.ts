import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import type { Context } from '../../drive/session/context.ts';
import { launchWorker } from '../../drive/workers/launch-worker.ts';
import { renderPanel, StartedWorker, toStarted } from './started-worker.ts';
import { START_WORKER_FIELDS, START_WORKER_HELP, START_WORKER_OPTIONS, toWorkerRequest } from './worker-fields.ts';

/** Starts a worker: an agent with hooks that runs unattended, and its own command. */
export const launch = defineOperation({
  name: 'launch',
  summary: 'start a worker and print the path of its own command',
  input: z.strictObject({ ...START_WORKER_FIELDS, ...START_WORKER_OPTIONS }),
  output: async () => StartedWorker,
  describe: START_WORKER_HELP,
  cli: {
    positionals: ['name', 'cwd'],
    afterDashes: 'agent_args',
    examples: ['csd launch fixer ~/project', 'csd launch fixer ~/project --gated -- --model sonnet'],
    render: ({ shim }) => shim,
    stderrNote: renderPanel,
  },
  async run({ name, cwd, ...options }, ctx: Context) {
    return toStarted(ctx, await launchWorker(ctx, { name, cwd, ...toWorkerRequest(ctx, options) }), 'launched');
  },
});

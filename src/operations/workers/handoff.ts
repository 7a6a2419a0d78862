import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadWorker } from '../../drive/workers/find-worker.ts';
import { attachTo } from './started-worker.ts';
import { WORKER_FIELDS, WORKER_HELP } from './worker-fields.ts';

/** Says how a person can take over a worker. */
export const handoff = defineOperation({
  name: 'handoff',
  summary: 'print how a person can take over a worker',
  input: z.strictObject(WORKER_FIELDS),
  output: async () => z.looseObject({ name: z.string(), attach: z.string() }),
  describe: WORKER_HELP,
  cli: {
    positionals: ['worker'],
    examples: ['csd handoff fixer'],
    render: ({ name, attach }) =>
      [
        `The worker ${name} runs in a tmux session. To take it over:`,
        '',
        `    ${attach}`,
        '',
        'Type to the agent as you would to any. Ctrl-B d detaches and leaves it running; a draft that you leave in its',
        'composer keeps other prompts out. Do not `stop` the worker unless it is to end.',
      ].join('\n'),
  },
  async run({ worker }, ctx: Context) {
    const { sidecar } = await loadWorker(ctx, worker);
    return { name: sidecar.name, attach: attachTo(ctx, sidecar) };
  },
});

import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { resumeIfEnded } from '../../drive/conversations/resume.ts';
import type { Context } from '../../drive/session/context.ts';
import { converse as converseWith } from '../../drive/workers/converse.ts';
import { contextOf, loadWorker } from '../../drive/workers/find-worker.ts';
import { readTurnText } from '../../drive/workers/read-turn.ts';
import { Prompt } from '../prompt-fields.ts';
import { Seconds, WORKER_FIELDS, WORKER_HELP } from './worker-fields.ts';

/** Sends a prompt to a worker and returns its answer at the end of the turn. */
export const converse = defineOperation({
  name: 'converse',
  summary: 'send a prompt to a worker, wait for the end of its turn, print the answer',
  input: z.strictObject({
    ...WORKER_FIELDS,
    prompt: Prompt,
    timeout: Seconds(120),
    with_turn: z.optional(z.boolean()),
    resume: z.optional(z.boolean()),
  }),
  output: async () => {
    const { State } = await import('../../contract/state.ts');
    const { Usage } = await import('../../contract/usage.ts');
    return z.looseObject({ text: z.string(), state: State, usage: Usage, turn: z.optional(z.string()) });
  },
  describe: {
    ...WORKER_HELP,
    prompt: 'the prompt, as one word of the shell',
    timeout: 'seconds to wait for the end of the turn',
    resume: 'start the session again first if its agent has ended',
    with_turn: 'print the whole turn as Markdown, with its tool calls',
  },
  cli: {
    positionals: ['worker', 'prompt', 'timeout'],
    examples: ['csd converse fixer "Fix the failing test." 600', 'csd --worker fixer converse --with-turn "Go on."'],
    render: ({ text, turn }) => turn ?? text,
  },
  async run(input, ctx: Context) {
    if (input.resume) await resumeIfEnded(ctx, input.worker);
    const worker = await loadWorker(ctx, input.worker);
    const { text, state } = await converseWith(ctx, worker, input.prompt, input.timeout * 1000);
    const { settleUsage } = await import('../../drive/usage/read-usage.ts');
    const { findShownRecord } = await import('../../drive/observe/shown-record.ts');
    const own = contextOf(ctx, worker);
    const usage = await settleUsage(own, worker.sidecar, await findShownRecord(own, worker.sidecar));
    return { text, state, usage, ...(input.with_turn && { turn: await readTurnText(ctx, worker, false) }) };
  },
});

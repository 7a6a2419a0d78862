import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { defineOperation } from '../../contract/operation.ts';
import { ShownSidecar, type Sidecar } from '../../contract/session.ts';
import type { Context } from '../../drive/session/context.ts';
import { toShown } from '../../drive/session/sidecars/sidecar-fields.ts';
import { loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';
import { launch } from '../../drive/spawn/spawn.ts';
import { deliver } from '../../drive/workers/deliver.ts';
import { LABEL_FIELDS, LABEL_HELP } from '../label-flags.ts';
import { Prompt, Sent } from '../prompt-fields.ts';
import { START_EXCLUSIVE, START_FIELDS, START_HELP, toLaunchRequest } from '../start-flags.ts';

/** Starts an agent in a new detached session and returns the session's sidecar. */
export const spawn = defineOperation({
  name: 'spawn',
  summary: 'start an agent in a detached session',
  input: z.strictObject({ ...START_FIELDS, ...LABEL_FIELDS, prompt: z.optional(Prompt) }),
  output: async () =>
    z.extend(ShownSidecar, {
      marker_warning: z.optional(z.string()),
      /** The conversation of the dead session that had the name, which can be resumed by its id. */
      replaced: z.optional(z.looseObject({ session_id: z.string(), cwd: z.string() })),
      sent: z.optional(Sent),
    }),
  describe: { ...START_HELP, ...LABEL_HELP, prompt: 'a first prompt; csd returns once it has provably arrived' },
  exclusive: START_EXCLUSIVE,
  cli: {
    afterDashes: 'agent_args',
    file: { flag: 'prompt-file', field: 'prompt', help: 'read the first prompt from this file, - for standard input' },
    examples: [
      'csd spawn --cwd ~/project --trust --name job',
      'csd spawn --name auto --description "Review of the parser" --tag review',
      'csd spawn --trust --name job --worktree --prompt "Fix the failing test."',
      'csd spawn --permission-mode plan --model opus -- --verbose',
      'csd spawn --resume 0b7c1b57-4b0c-4c39-9a52-1f2a7c1d8e10 --name job',
    ],
  },
  async run(input, ctx: Context) {
    const { sidecar, marker_warning, replaced } = await launch(ctx, toLaunchRequest(input, ctx));
    const sent = input.prompt === undefined ? undefined : await sendFirst(ctx, sidecar, input.prompt);
    const now = sent ? await loadSidecar(ctx, sidecar.name) : sidecar;
    return {
      ...toShown(now),
      ...(marker_warning !== undefined && { marker_warning }),
      ...(replaced && { replaced: { ...replaced } }),
      ...(sent && { sent: { ...sent } }),
    };
  },
});

/** The session stays if the prompt could not be sent, and the error names it: a gate may cover the composer. */
async function sendFirst(ctx: Context, { name, session_id }: Sidecar, prompt: string) {
  try {
    return await deliver(ctx, await loadSidecar(ctx, name), prompt, { submit: true });
  } catch (error) {
    if (!(error instanceof CsdError)) throw error;
    const message = `${error.message}; session ${name} was started and is kept, without the prompt`;
    throw new CsdError(error.code, message, { ...error.data, session: name, session_id }, { cause: error });
  }
}

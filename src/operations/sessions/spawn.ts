import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { ShownSidecar } from '../../contract/session.ts';
import type { Context } from '../../drive/session/context.ts';
import { toShown } from '../../drive/session/sidecar-fields.ts';
import { launch } from '../../drive/spawn/spawn.ts';
import { LABEL_FIELDS, LABEL_HELP } from '../label-flags.ts';
import { START_EXCLUSIVE, START_FIELDS, START_HELP, toLaunchRequest } from '../start-flags.ts';

/** Starts an agent in a detached session of its own and returns the session's sidecar. */
export const spawn = defineOperation({
  name: 'spawn',
  summary: 'start an agent in a detached session',
  input: z.strictObject({ ...START_FIELDS, ...LABEL_FIELDS }),
  output: async () => z.extend(ShownSidecar, { marker_warning: z.optional(z.string()) }),
  describe: { ...START_HELP, ...LABEL_HELP },
  exclusive: START_EXCLUSIVE,
  cli: {
    afterDashes: 'agent_args',
    examples: [
      'csd spawn --cwd ~/project --trust --name job',
      'csd spawn --name auto --description "Review of the parser" --tag review',
      'csd spawn --permission-mode plan --model opus -- --verbose',
      'csd spawn --resume 0b7c1b57-4b0c-4c39-9a52-1f2a7c1d8e10 --name job',
    ],
  },
  async run(input, ctx: Context) {
    const { sidecar, marker_warning } = await launch(ctx, toLaunchRequest(input, ctx));
    return { ...toShown(sidecar), ...(marker_warning !== undefined && { marker_warning }) };
  },
});

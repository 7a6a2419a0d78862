import * as z from 'zod/mini';
import { defineOperation } from '../contract/operation.ts';
import { Sidecar } from '../contract/session.ts';
import type { Context } from '../drive/context.ts';
import { launch } from '../drive/launch.ts';
import { POSTURE_FIELDS, START_FIELDS, START_HELP, toLaunchRequest } from './shared.ts';

/** Starts an agent in a detached session of its own and returns the session's sidecar. */
export const spawn = defineOperation({
  name: 'spawn',
  summary: 'start an agent in a detached session',
  input: z.strictObject(START_FIELDS),
  output: async () => z.extend(Sidecar, { marker_warning: z.optional(z.string()) }),
  describe: START_HELP,
  exclusive: [[...POSTURE_FIELDS]],
  cli: {
    afterDashes: 'agent_args',
    examples: ['csd spawn --cwd ~/project --trust --name job', 'csd spawn --permission-mode plan -- --model opus'],
  },
  async run(input, ctx: Context) {
    const bypassMode = ctx.backends.get(input.backend)?.launch.bypassMode;
    const { sidecar, marker_warning } = await launch(ctx, toLaunchRequest(input, bypassMode));
    return { ...sidecar, ...(marker_warning !== undefined && { marker_warning }) };
  },
});

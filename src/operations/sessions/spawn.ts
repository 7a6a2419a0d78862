import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionId, ShownSidecar } from '../../contract/session.ts';
import type { Context } from '../../drive/session/context.ts';
import { toShown } from '../../drive/session/sidecar-fields.ts';
import { launch } from '../../drive/spawn/spawn.ts';
import { POSTURE_FIELDS, RESUME_HELP, START_FIELDS, START_HELP, toLaunchRequest } from '../shared.ts';

/** Starts an agent in a detached session of its own and returns the session's sidecar. */
export const spawn = defineOperation({
  name: 'spawn',
  summary: 'start an agent in a detached session',
  input: z.strictObject({ ...START_FIELDS, resume: z.optional(SessionId) }),
  output: async () => z.extend(ShownSidecar, { marker_warning: z.optional(z.string()) }),
  describe: { ...START_HELP, resume: RESUME_HELP },
  exclusive: [[...POSTURE_FIELDS], ['session_id', 'resume']],
  cli: {
    afterDashes: 'agent_args',
    examples: [
      'csd spawn --cwd ~/project --trust --name job',
      'csd spawn --permission-mode plan --model opus -- --verbose',
      'csd spawn --resume 0b7c1b57-4b0c-4c39-9a52-1f2a7c1d8e10 --name job',
    ],
  },
  async run(input, ctx: Context) {
    const bypassMode = ctx.backends.get(input.backend)?.launch.bypassMode;
    const request = toLaunchRequest(input, bypassMode);
    const resumed = input.resume === undefined ? {} : { sessionId: input.resume, resume: true };
    const { sidecar, marker_warning } = await launch(ctx, { ...request, ...resumed });
    return { ...toShown(sidecar), ...(marker_warning !== undefined && { marker_warning }) };
  },
});

import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { untrack as forgetTracked } from '../../drive/machine/track.ts';
import type { Context } from '../../drive/session/context.ts';

/** Forgets a session that csd did not start; its agent and its pane stay as they are. */
export const untrack = defineOperation({
  name: 'untrack',
  summary: 'forget a session that csd did not start, and leave its agent running',
  input: z.strictObject({ session: SessionName }),
  output: async () =>
    z.looseObject({
      ok: z.literal(true),
      session_id: z.string(),
      pid: z.optional(z.number()),
      pane: z.optional(z.string()),
    }),
  describe: { session: 'name of the session' },
  cli: { positionals: ['session'], examples: ['csd untrack job'] },
  async run({ session }, ctx: Context) {
    const { session_id, agent_pid, pane } = await forgetTracked(ctx, session);
    return {
      ok: true as const,
      session_id,
      ...(agent_pid !== undefined && { pid: agent_pid }),
      ...(pane !== undefined && { pane }),
    };
  },
});

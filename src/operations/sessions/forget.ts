import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { forgetSession } from '../../drive/conversations/forget.ts';
import type { Context } from '../../drive/session/context.ts';
import { sessionIdOf } from '../../drive/session/sidecars/session-id-of.ts';
import { Released } from '../end-fields.ts';

/**
 * Forgets ended sessions. Their conversations stay with the agent, and a worktree stays if its removal would lose
 * something.
 */
export const forget = defineOperation({
  name: 'forget',
  summary: 'forget sessions that have ended',
  input: z.strictObject({ session: SessionName, others: z.optional(z.array(SessionName)) }),
  output: async () =>
    z.looseObject({
      ok: z.literal(true),
      sessions: z.array(
        z.looseObject({ session: SessionName, session_id: z.string(), worktree: z.optional(Released) }),
      ),
    }),
  describe: { session: 'name of the session', others: 'names of further sessions' },
  cli: { positionals: ['session', 'others'], examples: ['csd forget job', 'csd forget job review docs'] },
  /** Forgets each, even after a failure; then throws the first failure. */
  async run({ session, others = [] }, ctx: Context) {
    const sessions: { session: string; session_id: string; worktree?: z.infer<typeof Released> }[] = [];
    const failures: unknown[] = [];
    for (const name of new Set([session, ...others])) {
      try {
        const { sidecar, worktree } = await forgetSession(ctx, name);
        const about = { session: sidecar.name, session_id: sessionIdOf(sidecar) };
        sessions.push({ ...about, ...(worktree && { worktree: { ...worktree } }) });
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return { ok: true as const, sessions };
  },
});

import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { cleanUp } from '../../drive/conversations/cleanup.ts';
import type { Context } from '../../drive/session/context.ts';
import { Released } from '../end-fields.ts';

/**
 * Forgets sessions that ended long ago, and removes csd's files of sessions that are gone, but nothing of the agent's.
 */
export const cleanup = defineOperation({
  name: 'cleanup',
  summary: 'forget sessions that ended long ago, and remove leftovers of others',
  input: z.strictObject({
    days: z._default(z.number().check(z.gte(0, { error: 'a number of days' }), z.lte(36_500)), 7),
    dry_run: z.optional(z.boolean()),
  }),
  output: async () =>
    z.looseObject({
      ok: z.literal(true),
      dry_run: z.boolean(),
      /** `ended_at` in ms since 1970. */
      sessions: z.array(
        z.looseObject({
          session: SessionName,
          ended_at: z.number(),
          session_id: z.string(),
          worktree: z.optional(Released),
        }),
      ),
      files: z.array(z.string()),
      failed: z.array(z.looseObject({ session: SessionName, code: z.string(), error: z.string() })),
    }),
  describe: {
    days: 'forget sessions that ended at least this many days ago',
    dry_run: 'only report what it would forget and remove',
  },
  cli: { examples: ['csd cleanup --dry-run', 'csd cleanup --days 30'] },
  async run({ days, dry_run = false }, ctx: Context) {
    const { sessions, ...rest } = await cleanUp(ctx, { days, dryRun: dry_run });
    const shown = sessions.map(({ worktree, ...one }) => ({ ...one, ...(worktree && { worktree: { ...worktree } }) }));
    return { ok: true as const, dry_run, sessions: shown, ...rest };
  },
});

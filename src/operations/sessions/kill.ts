import * as z from 'zod/mini';
import { CsdError } from '../../contract/errors.ts';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName, Worktree } from '../../contract/session.ts';
import type { Context } from '../../drive/session/context.ts';
import { listSidecars } from '../../drive/session/sidecars/sidecar-store.ts';
import { killSession } from '../../drive/spawn/kill/kill.ts';
import { BackgroundLeft, confirmEnd } from '../end-fields.ts';

const ENDED = {
  /** False if no session has the name: nothing was ended. */
  found: z.boolean(),
  session_id: z.optional(z.string()),
  background_session: z.optional(BackgroundLeft),
  /** The git worktree that was created for it, which stays. */
  worktree: z.optional(Worktree),
};

/**
 * Ends sessions and forgets them; not an error if a session is already gone. The agent keeps their conversations under
 * `session_id`.
 */
export const kill = defineOperation({
  name: 'kill',
  summary: 'end a session and forget it',
  input: z.strictObject({
    session: z.optional(SessionName),
    others: z.optional(z.array(SessionName)),
    all: z.optional(z.boolean()),
    yes: z.optional(z.boolean()),
  }),
  output: async () =>
    z.looseObject({
      ok: z.literal(true),
      ...ENDED,
      sessions: z.optional(z.array(z.looseObject({ session: SessionName, ...ENDED }))),
    }),
  describe: {
    session: 'name of the session; an unknown name is not an error, and `found` is false',
    others: 'names of further sessions',
    all: 'every session except those that were ended to be resumed; asks first, unless --yes is given',
    yes: 'do not ask; includes agents that csd did not start',
  },
  exclusive: [['session', 'all']],
  cli: { positionals: ['session', 'others'], examples: ['csd kill job', 'csd kill job review docs', 'csd kill --all'] },
  /** Ends each, even after a failure; then throws the first failure. */
  async run({ session, others = [], all = false, yes = false }, ctx: Context) {
    const names = all ? await allRunning(ctx, yes) : [...new Set(session === undefined ? [] : [session, ...others])];
    if (!all && names.length === 0)
      throw new CsdError('bad_input', '<session> is missing: name one, or give --all for every session');
    const sessions: Awaited<ReturnType<typeof endOne>>[] = [];
    const failures: unknown[] = [];
    // One after the other, because each may ask the person.
    for (const name of names) {
      try {
        sessions.push(await endOne(ctx, name, yes));
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    const { session: _, ...first } = sessions[0] ?? { session, found: false };
    if (all) return { ok: true as const, found: sessions.length > 0, sessions };
    return { ok: true as const, ...first, ...(others.length > 0 && { sessions }) };
  },
});

/** The names of all running sessions; throws `not_confirmed` if nobody confirms. */
async function allRunning(ctx: Context, isSure: boolean): Promise<string[]> {
  const { sidecars } = await listSidecars(ctx);
  const names = sidecars.flatMap(({ name, ended }) => (ended ? [] : [name]));
  if (isSure || names.length === 0) return names;
  const many = `${names.length} ${names.length === 1 ? 'session' : 'sessions'} (${names.join(', ')})`;
  const answer = await ctx.ask?.(`End and forget ${many}? Type 'yes' to end them: `);
  if (answer?.trim() === 'yes') return names;
  throw new CsdError(
    'not_confirmed',
    `nothing was ended of ${many}: \`csd kill --all --yes\` ends them without asking`,
    {
      sessions: names,
    },
  );
}

async function endOne(ctx: Context, session: string, isSure: boolean) {
  const killed = await killSession(ctx, session, isSure || (() => confirmEnd(ctx, session)));
  const background = killed?.background;
  return {
    session,
    found: killed !== undefined,
    // Empty if the agent had no conversation yet.
    ...(killed?.sidecar.session_id && { session_id: killed.sidecar.session_id }),
    ...(background && { background_session: { ...background } }),
    ...(killed?.sidecar.worktree && { worktree: killed.sidecar.worktree }),
  };
}

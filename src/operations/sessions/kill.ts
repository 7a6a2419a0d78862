import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import type { Context } from '../../drive/session/context.ts';
import { killSession } from '../../drive/spawn/kill.ts';
import { confirmEnd } from '../shared.ts';

const ENDED = {
  /** False where no session has the name: nothing was ended. */
  found: z.boolean(),
  session_id: z.optional(z.string()),
  background_session: z.optional(z.looseObject({ id: z.string(), attach: z.string(), stopped: z.boolean() })),
};

/** Ends sessions and forgets them; a session that is gone already is no error. Their conversations stay, under `session_id`. */
export const kill = defineOperation({
  name: 'kill',
  summary: 'end a session and forget it',
  input: z.strictObject({
    session: SessionName,
    others: z.optional(z.array(SessionName)),
    yes: z.optional(z.boolean()),
  }),
  output: async () =>
    z.looseObject({
      ok: z.literal(true),
      ...ENDED,
      sessions: z.optional(z.array(z.looseObject({ session: SessionName, ...ENDED }))),
    }),
  describe: {
    session: 'name of the session; one that no session has is no error, and `found` is false',
    others: 'names of further sessions',
    yes: 'end agents that csd did not start too, without asking',
  },
  cli: { positionals: ['session', 'others'], examples: ['csd kill job', 'csd kill job review docs'] },
  /** Ends each, also where one fails; throws the first failure then. */
  async run({ session, others = [], yes = false }, ctx: Context) {
    const names = [...new Set([session, ...others])];
    const sessions: Awaited<ReturnType<typeof endOne>>[] = [];
    const failures: unknown[] = [];
    // One after the other: each may ask the person.
    for (const name of names) {
      try {
        sessions.push(await endOne(ctx, name, yes));
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    const { session: _, ...first } = sessions[0] ?? { session, found: false };
    return { ok: true as const, ...first, ...(others.length > 0 && { sessions }) };
  },
});

async function endOne(ctx: Context, session: string, isSure: boolean) {
  const killed = await killSession(ctx, session, isSure || (() => confirmEnd(ctx, session)));
  const background = killed?.background;
  return {
    session,
    found: killed !== undefined,
    // Empty where the agent had no conversation yet.
    ...(killed?.sidecar.session_id && { session_id: killed.sidecar.session_id }),
    ...(background && { background_session: { ...background } }),
  };
}

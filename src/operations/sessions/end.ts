import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { endSession } from '../../drive/conversations/end.ts';
import type { Context } from '../../drive/session/context.ts';
import { sessionIdOf } from '../../drive/session/sidecars/session-id-of.ts';
import { BackgroundLeft, confirmEnd } from '../end-fields.ts';

/** Ends the agent of a session and keeps what `resume` needs; not an error if it has already ended. */
export const end = defineOperation({
  name: 'end',
  summary: 'end a session and keep it, to be resumed',
  input: z.strictObject({ session: SessionName, yes: z.optional(z.boolean()) }),
  output: async () =>
    z.looseObject({
      ok: z.literal(true),
      /** False if it had already ended. */
      ended: z.boolean(),
      how: z.enum(['command', 'force', 'itself']),
      at: z.number(),
      session_id: z.optional(z.string()),
      resumable: z.boolean(),
      draft: z.optional(z.string()),
      background_session: z.optional(BackgroundLeft),
    }),
  describe: {
    session: 'name of the session',
    yes: 'do not ask before ending an agent that csd did not start',
  },
  cli: { positionals: ['session'], examples: ['csd end job', 'csd end job && csd resume job "Go on."'] },
  async run({ session, yes = false }, ctx: Context) {
    const { sidecar, already, draft, background, resumable } = await endSession(
      ctx,
      session,
      yes || (() => confirmEnd(ctx, session)),
    );
    const { how, at } = sidecar.ended;
    const session_id = sessionIdOf(sidecar);
    return {
      ok: true as const,
      ended: !already,
      how,
      at,
      ...(session_id !== '' && { session_id }),
      resumable,
      ...(draft !== undefined && { draft }),
      ...(background && { background_session: { ...background } }),
    };
  },
});

import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { Paused, SessionName } from '../../contract/session.ts';
import { pauseSession } from '../../drive/conversations/pause.ts';
import type { Context } from '../../drive/session/context.ts';

/** Blocks all typing into a session until `resume`; its agent keeps running. */
export const pause = defineOperation({
  name: 'pause',
  summary: 'stop everyone from sending to a session until it is resumed',
  input: z.strictObject({
    session: SessionName,
    interrupt: z.optional(z.boolean()),
    by: z.optional(z.string().check(z.regex(/^[^\p{Cc}]{1,200}$/u, { error: 'not a name in one line' }))),
  }),
  output: async () => {
    const { State } = await import('../../contract/state.ts');
    return z.looseObject({
      ok: z.literal(true),
      /** False if it was already paused: `paused` is then unchanged. */
      changed: z.boolean(),
      paused: Paused,
      interrupted: z.boolean(),
      state: State,
    });
  },
  describe: {
    session: 'name of the session',
    interrupt: 'also cut off the turn in flight',
    by: 'who pauses it, as told to anyone who is refused (default: your user name)',
  },
  cli: { positionals: ['session'], examples: ['csd pause job', 'csd pause job --interrupt --by "the release"'] },
  async run({ session, interrupt = false, by }, ctx: Context) {
    const { USER, LOGNAME } = ctx.env;
    const who = by ?? (USER || LOGNAME || `user ${ctx.processes.userId}`);
    const { already, paused, interrupted, state } = await pauseSession(ctx, session, { by: who, cutOff: interrupt });
    return { ok: true as const, changed: !already, paused, interrupted, state };
  },
});

import * as z from 'zod/mini';
import { defineOperation } from '../contract/operation.ts';
import { SessionName } from '../contract/session.ts';
import type { Context } from '../drive/context.ts';
import { killSession } from '../drive/kill.ts';

/** Ends a session and forgets it; a session that is gone already is no error. */
export const kill = defineOperation({
  name: 'kill',
  summary: 'end a session and forget it',
  input: z.strictObject({ session: SessionName }),
  output: async () => z.looseObject({ ok: z.literal(true) }),
  describe: { session: 'name of the session' },
  cli: { positionals: ['session'], examples: ['csd kill job'] },
  async run(input, ctx: Context) {
    await killSession(ctx, input.session);
    return { ok: true as const };
  },
});

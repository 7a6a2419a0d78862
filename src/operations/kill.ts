import * as z from 'zod/mini';
import { defineOperation } from '../contract/operation.ts';
import { SessionName } from '../contract/session.ts';
import type { Context } from '../drive/context.ts';
import { killSession } from '../drive/kill.ts';

const ENDED = { session_id: z.optional(z.string()) };

/** Ends sessions and forgets them; a session that is gone already is no error. Their conversations stay, under `session_id`. */
export const kill = defineOperation({
  name: 'kill',
  summary: 'end a session and forget it',
  input: z.strictObject({ session: SessionName, others: z.optional(z.array(SessionName)) }),
  output: async () =>
    z.looseObject({
      ok: z.literal(true),
      ...ENDED,
      sessions: z.optional(z.array(z.looseObject({ session: SessionName, ...ENDED }))),
    }),
  describe: { session: 'name of the session', others: 'names of further sessions' },
  cli: { positionals: ['session', 'others'], examples: ['csd kill job', 'csd kill job review docs'] },
  /** Ends each, also where one fails; throws the first failure then. */
  async run({ session, others = [] }, ctx: Context) {
    const names = [...new Set([session, ...others])];
    const ended = await Promise.allSettled(names.map((name) => endOne(ctx, name)));
    const failed = ended.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    const sessions = ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const { session: _, ...first } = sessions[0] ?? {};
    return { ok: true as const, ...first, ...(others.length > 0 && { sessions }) };
  },
});

async function endOne(ctx: Context, session: string) {
  const sidecar = await killSession(ctx, session);
  return { session, ...(sidecar && { session_id: sidecar.session_id }) };
}

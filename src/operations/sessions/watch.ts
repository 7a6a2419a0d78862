import * as z from 'zod/mini';
import { defineStream } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import type { Context } from '../../drive/session/context.ts';

/** Streams what happens to sessions: a snapshot, then each change as it happens. */
export const watch = defineStream({
  name: 'watch',
  summary: 'print each change of the sessions as it happens, one line of JSON per event',
  input: z.strictObject({ sessions: z.optional(z.array(SessionName)) }),
  output: async () => (await import('../../contract/event.ts')).Event,
  describe: { sessions: 'names of sessions, also of future ones (default: all)' },
  namesToCome: true,
  cli: { positionals: ['sessions'], examples: ['csd watch', 'csd watch job'] },
  async *stream({ sessions }, ctx: Context) {
    const hub = await ctx.hub();
    yield* hub.events({ signal: ctx.signal, ...(sessions?.length && { sessions }) });
  },
});

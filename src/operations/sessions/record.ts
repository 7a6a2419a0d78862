import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { record as recordMoment } from '../../drive/recording/record.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';

/** Writes what a session shows now as a redacted test case. */
export const record = defineOperation({
  name: 'record',
  summary: 'write what a session shows now as a redacted test case',
  input: z.strictObject({
    session: SessionName,
    out: z.optional(z.string().check(z.minLength(1, { error: 'the folder is empty' }))),
  }),
  output: async () => {
    const { State } = await import('../../contract/state.ts');
    return z.looseObject({
      ok: z.literal(true),
      folder: z.string(),
      files: z.array(z.string()),
      redacted: z.record(z.string(), z.number()),
      state: State,
    });
  },
  describe: {
    session: 'name of the session',
    out: 'the folder to write, empty or still to be made (default: csd-record-<session>-<time> in this folder)',
  },
  cli: { positionals: ['session'], examples: ['csd record job', 'csd record job --out wrong-verdict'] },
  async run(input, ctx: Context) {
    const written = await recordMoment(ctx, await loadSidecar(ctx, input.session), input.out);
    return { ok: true as const, ...written };
  },
});

import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { interrupt as interruptTurn } from '../../drive/acts/interrupt.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';

/** Interrupts the turn in flight; succeeds only if the composer is live and empty again. */
export const interrupt = defineOperation({
  name: 'interrupt',
  summary: 'cut off the turn in flight',
  input: z.strictObject({ session: SessionName }),
  output: async () => {
    const { State } = await import('../../contract/state.ts');
    return z.looseObject({
      ok: z.literal(true),
      interrupted: z.boolean(),
      returned_prompt: z.optional(z.string()),
      state: State,
    });
  },
  describe: { session: 'name of the session' },
  cli: { positionals: ['session'], examples: ['csd interrupt job'] },
  async run(input, ctx: Context) {
    return { ok: true as const, ...(await interruptTurn(ctx, await loadSidecar(ctx, input.session))) };
  },
});

import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { decline } from '../../drive/acts/decline.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';
import { CHOICE_FIELDS, CHOICE_HELP, toChoice } from '../choice-fields.ts';

/** Declines the gate on screen; a message goes into the gate if it accepts one, otherwise it is the next prompt. */
export const deny = defineOperation({
  name: 'deny',
  summary: 'decline the gate that is on screen',
  input: z.strictObject({
    ...CHOICE_FIELDS,
    message: z.optional(z.string().check(z.refine((text) => text.trim() !== '', { error: 'the message is empty' }))),
  }),
  output: async () =>
    z.looseObject({
      ok: z.literal(true),
      option: z.number(),
      label: z.string(),
      gate: z.string(),
      told: z.enum(['in_gate', 'as_prompt', 'nothing']),
    }),
  describe: { ...CHOICE_HELP, message: 'what to tell the agent instead' },
  exclusive: [['option', 'match']],
  cli: {
    positionals: ['session'],
    examples: ['csd deny job', 'csd deny job --message "use the other folder"'],
  },
  async run(input, ctx: Context) {
    const sidecar = await loadSidecar(ctx, input.session);
    const { message } = input;
    const choice = { ...toChoice(input), ...(message !== undefined && { message }) };
    return { ok: true as const, ...(await decline(ctx, sidecar, choice, { submit: true })) };
  },
});

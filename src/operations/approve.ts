import * as z from 'zod/mini';
import { defineOperation } from '../contract/operation.ts';
import { SessionName } from '../contract/session.ts';
import { answer } from '../drive/answer.ts';
import type { Context } from '../drive/context.ts';
import { loadSidecar } from '../drive/sidecars.ts';

/** Answers the one gate that is on screen; without a choice, by its affirmative option. */
export const approve = defineOperation({
  name: 'approve',
  summary: 'answer the gate that is on screen',
  input: z.strictObject({
    session: SessionName,
    option: z.optional(z.int().check(z.gte(1, { error: 'options count from 1' }))),
    match: z.optional(z.string().check(z.minLength(1, { error: 'the text to match is empty' }))),
  }),
  output: async () => z.looseObject({ ok: z.literal(true), option: z.number(), label: z.string(), gate: z.string() }),
  describe: {
    session: 'name of the session',
    option: 'the option at this place, counted from 1',
    match: 'the one option whose label holds this text',
  },
  exclusive: [['option', 'match']],
  cli: {
    positionals: ['session'],
    examples: ['csd approve job', 'csd approve job --option 2', 'csd approve job --match "No"'],
  },
  async run(input, ctx: Context) {
    const sidecar = await loadSidecar(ctx, input.session);
    const { option, label, gate } = await answer(ctx, sidecar, {
      ...(input.option !== undefined && { option: input.option }),
      ...(input.match !== undefined && { match: input.match }),
    });
    return { ok: true as const, option, label, gate };
  },
});

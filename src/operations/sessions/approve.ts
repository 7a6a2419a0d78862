import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { answer } from '../../drive/acts/answer.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';
import { CHOICE_FIELDS, CHOICE_HELP, toChoice } from '../choice-fields.ts';

/** Answers the gate on screen; without a choice, with its affirmative option. */
export const approve = defineOperation({
  name: 'approve',
  summary: 'answer the gate that is on screen',
  input: z.strictObject({ ...CHOICE_FIELDS, plan: z.optional(z.enum(['auto', 'manual', 'clear'])) }),
  output: async () => z.looseObject({ ok: z.literal(true), option: z.number(), label: z.string(), gate: z.string() }),
  describe: {
    ...CHOICE_HELP,
    plan: 'approve a plan by class: continue in auto mode, approve each edit by hand, or clear the context first',
  },
  exclusive: [['option', 'match', 'plan']],
  cli: {
    positionals: ['session'],
    examples: [
      'csd approve job',
      'csd approve job --option 2',
      'csd approve job --match "No"',
      'csd approve job --plan manual',
    ],
  },
  async run(input, ctx: Context) {
    const sidecar = await loadSidecar(ctx, input.session);
    const { option, label, gate } = await answer(ctx, sidecar, {
      ...toChoice(input),
      ...(input.plan !== undefined && { plan: input.plan }),
    });
    return { ok: true as const, option, label, gate };
  },
});

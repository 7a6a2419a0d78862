import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { reply } from '../../drive/acts/reply.ts';
import type { Context } from '../../drive/session/context.ts';
import { loadSidecar } from '../../drive/session/sidecars/sidecar-store.ts';

/** Answers the agent's questions: the question tool's menu page by page, or a question in text with a prompt. */
export const answer = defineOperation({
  name: 'answer',
  summary: 'answer the question that the agent asked',
  input: z.strictObject({
    session: SessionName,
    answers: z
      .array(z.string().check(z.refine((text) => text.trim() !== '', { error: 'an answer is empty' })))
      .check(z.minLength(1, { error: 'no answer was given' })),
    text: z.optional(z.boolean()),
    expect: z.optional(z.string()),
  }),
  output: async () =>
    z.looseObject({
      ok: z.literal(true),
      answered: z.array(z.looseObject({ question: z.string(), chosen: z.array(z.string()) })),
    }),
  describe: {
    session: 'name of the session',
    answers:
      'one per question: an option by its label, its number or whole words of one label, several with commas for check boxes, or free text',
    text: 'take every answer as free text, never as an option',
    expect: 'the gate_id that state gave: refuse if another question has taken its place',
  },
  cli: {
    positionals: ['session', 'answers'],
    examples: [
      'csd answer job Postgres',
      'csd answer job Postgres "Lint,Types"',
      'csd answer job "none of these: use files"',
      'csd answer job --text 16',
    ],
  },
  async run(input, ctx: Context) {
    const sidecar = await loadSidecar(ctx, input.session);
    const { answers, text: asText, expect } = input;
    const given = { answers, ...(expect !== undefined && { expect }), ...(asText && { asText }) };
    const answered = await reply(ctx, sidecar, given);
    return { ok: true as const, answered: answered.map((entry) => ({ ...entry })) };
  },
});

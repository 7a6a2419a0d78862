import * as z from 'zod/mini';
import { defineOperation } from '../contract/operation.ts';
import { SessionName } from '../contract/session.ts';
import type { Context } from '../drive/context.ts';
import { lookAt, requireScreen } from '../drive/guard.ts';
import { inject } from '../drive/inject.ts';
import { answerQuestions } from '../drive/questions.ts';
import { loadSidecar } from '../drive/sidecars.ts';
import { RETRIES } from './shared.ts';

/** Answers what the agent asked: the question tool's menu page by page, or a question in text by a prompt. */
export const answer = defineOperation({
  name: 'answer',
  summary: 'answer the question that the agent asked',
  input: z.strictObject({
    session: SessionName,
    answers: z
      .array(z.string().check(z.refine((text) => text.trim() !== '', { error: 'an answer is empty' })))
      .check(z.minLength(1, { error: 'no answer was given' })),
  }),
  output: async () =>
    z.looseObject({
      ok: z.literal(true),
      answered: z.array(z.looseObject({ question: z.string(), chosen: z.array(z.string()) })),
    }),
  describe: {
    session: 'name of the session',
    answers:
      'one per question: an option by number, label or part of it, several with commas for check boxes, or free text',
  },
  cli: {
    positionals: ['session', 'answers'],
    examples: [
      'csd answer job Postgres',
      'csd answer job Postgres "Lint,Types"',
      'csd answer job "none of these: use files"',
    ],
  },
  async run(input, ctx: Context) {
    const sidecar = await loadSidecar(ctx, input.session);
    const { menu } = requireScreen(await lookAt(ctx, sidecar));
    if (menu) {
      const answered = await answerQuestions(ctx, sidecar, input.answers);
      return { ok: true as const, answered: answered.map((entry) => ({ ...entry })) };
    }
    const text = input.answers.join(' ');
    await inject(ctx, sidecar, text, { submit: true, retries: RETRIES });
    return { ok: true as const, answered: [{ question: '', chosen: [text] }] };
  },
});

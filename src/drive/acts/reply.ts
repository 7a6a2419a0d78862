import type { Sidecar } from '../../contract/session.ts';
import { lookAt } from '../observe/look-at.ts';
import { answerText } from '../screen/gates/answer-in-text.ts';
import { type AnsweredQuestion, type Answers, answerQuestions } from '../screen/gates/answer-questions.ts';
import { requireScreen } from '../screen/preconditions.ts';
import type { Context } from '../session/context.ts';
import { isStream } from '../session/sidecars/stream-files.ts';

/**
 * Answers the agent's questions, in a menu or in text, through the session's driver. Throws like the screen driver's
 * functions for both.
 */
export async function reply(ctx: Context, sidecar: Sidecar, given: Answers): Promise<AnsweredQuestion[]> {
  if (isStream(sidecar)) return (await import('../stream/request-reply.ts')).reply(ctx, sidecar, given);
  const { menu } = requireScreen(await lookAt(ctx, sidecar));
  if (menu) return answerQuestions(ctx, sidecar, given);
  const text = given.answers.join(' ');
  return [{ question: await answerText(ctx, sidecar, text, given.expect), chosen: [text] }];
}

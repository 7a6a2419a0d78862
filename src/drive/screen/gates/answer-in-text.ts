import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import { lookAt } from '../../observe/look-at.ts';
import type { Context } from '../../session/context.ts';
import type { Observation } from '../../session/observation.ts';
import { inject } from '../send/send.ts';
import { requireExpected } from './answer-gate.ts';

/**
 * Answers a question that the agent asked in text, with a prompt, and returns the question. Throws `no_question` if
 * nothing is asked and `gate_changed` for another question than `expect`, both before any key, and everything that
 * `inject` throws.
 */
export async function answerText(
  ctx: Context,
  sidecar: Sidecar,
  text: string,
  expect: string | undefined,
): Promise<string> {
  requireAsked(await lookAt(ctx, sidecar), expect);
  let question = '';
  await inject(ctx, sidecar, text, {
    submit: true,
    // Someone else may have answered while this call waited for the lock.
    require: (seen) => {
      question = requireAsked(seen, expect);
    },
  });
  return question;
}

/** The question of a session that asks in text. */
function requireAsked(seen: Observation, expect: string | undefined): string {
  const { state } = seen.verdict;
  const { name } = seen.sidecar;
  requireExpected(seen, expect);
  if (state.status === 'awaiting_answer') return state.question;
  const message = `session ${name} has no open question (it is ${state.status}): nothing was typed; send a prompt with \`csd send ${name}\``;
  throw new CsdError('no_question', message, { state });
}

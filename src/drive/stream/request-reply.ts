import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { AskedQuestion } from '../../contract/state.ts';
import { lookAt } from '../observe/look-at.ts';
import type { AnsweredQuestion, Answers } from '../screen/gates/answer-questions.ts';
import { requireChosen } from '../screen/gates/read-answer.ts';
import { withInputLock } from '../screen/preconditions.ts';
import type { Context } from '../session/context.ts';
import { requireStream } from './ask-host.ts';
import { gatedBy } from './gate-errors.ts';
import { requireGate, sayTo } from './request-answer.ts';
import { inject } from './request-send.ts';

/** Answers the agent's questions, all at once, or a question in text with a prompt. Throws like the screen driver. */
export async function reply(ctx: Context, sidecar: Sidecar, given: Answers): Promise<AnsweredQuestion[]> {
  const seen = await lookAt(ctx, sidecar);
  if (requireStream(seen).gates.length > 0) return answerAll(ctx, sidecar, given);
  const { expect } = given;
  const text = given.answers.join(' ');
  let question = '';
  const require = (now: typeof seen) => {
    const { state } = now.verdict;
    if (expect !== undefined && ('gate_id' in state ? state.gate_id : undefined) !== expect) requireGate(now, expect);
    if (state.status !== 'awaiting_answer') {
      const message = `session ${sidecar.name} has no open question (it is ${state.status}): nothing was sent to the agent; send a prompt with \`csd send ${sidecar.name}\``;
      throw new CsdError('no_question', message, { state });
    }
    question = state.question;
  };
  require(seen);
  await inject(ctx, sidecar, text, { submit: true, retries: 1, require });
  return [{ question, chosen: [text] }];
}

async function answerAll(
  ctx: Context,
  sidecar: Sidecar,
  { answers, expect, asText = false }: Answers,
): Promise<AnsweredQuestion[]> {
  return withInputLock(ctx, sidecar, async () => {
    const { seen, gate } = requireGate(await lookAt(ctx, sidecar), expect);
    if (gate.kind !== 'question') throw gatedBy(seen);
    const { questions = [] } = gate;
    if (answers.length !== questions.length) {
      const message = `${sidecar.name} asks ${questions.length} questions, and ${answers.length} were answered: give one answer for each`;
      throw new CsdError('bad_input', message, { questions });
    }
    const done = questions.map((one, n) => ({
      question: one.question,
      chosen: chosenOf(sidecar.name, one, answers[n] ?? '', asText),
    }));
    const said = Object.fromEntries(done.map(({ question, chosen }) => [question, chosen.join(', ')]));
    await sayTo(ctx, seen, gate, { answers: said });
    return done;
  });
}

function chosenOf(name: string, { options, multiple }: AskedQuestion, text: string, asText: boolean): string[] {
  if (asText) return [text.trim()];
  const rows = { labels: options, answers: options.length, numbers: options.map((_, n) => n + 1) };
  return requireChosen(name, text, rows, multiple).map((one) => ('row' in one ? (options[one.row] ?? '') : one.text));
}

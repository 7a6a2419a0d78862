import { useRef } from 'preact/hooks';
import type { Watched } from '../../../contract/event.ts';
import type { State } from '../../../contract/state.ts';
import { act, keepDraft, say, sendDraft } from '../acts/actions.ts';
import { gateIdOf } from '../model/gate-id.ts';
import type { Model } from '../model/page-model.ts';
import { clipped } from '../parts/safe-text.ts';
import { Scrolls } from '../parts/scrolls.tsx';
import { useSettled } from '../parts/settled.ts';
import { isGate } from './gate.tsx';
import { type Asked, formOf, QuestionFields, readAnswers } from './questions.tsx';

/** The user's input: a prompt, an answer, or what to do instead of what is denied; and the buttons of a question. */
export function Composer({ seen, model }: { seen: Watched; model: Model }) {
  const { session, state } = seen;
  const form = useRef<HTMLFormElement>(null);
  const text = model.drafts.get(session) ?? '';
  const asked = formOf(state);
  const isShut = state.status === 'dead' || takesNoText(state);
  const label = labelOf(state);
  const isSettled = useSettled(gateIdOf(state));
  const send = () => {
    if (!isSettled) return say('This question has just appeared: read it first.', true);
    if (asked) return answerAll(seen, asked, form.current);
    if (isGate(state) || isShut) return;
    if (text.trim() === '') return form.current?.querySelector('textarea')?.focus();
    void sendDraft(session, (draft) => sendText(seen, draft));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      id="write"
      class="composer"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Question seen={seen} isSettled={isSettled} />
      {asked && <QuestionFields key={keyOf(state)} asked={asked} />}
      {!asked && !isShut && (
        <label id="write-label" for="message">
          {label}
        </label>
      )}
      <div class="write-row">
        {!asked && !isShut && (
          <textarea
            id="message"
            rows={1}
            aria-keyshortcuts="s"
            value={text}
            onInput={({ currentTarget }) => keepDraft(session, currentTarget.value)}
            onKeyDown={onKeyDown}
          />
        )}
        <div class="buttons">
          {!isShut && (asked || !isGate(state)) && (
            <button id="send" type="submit" class="primary" disabled={!isSettled}>
              {state.status === 'awaiting_answer' || asked ? 'Answer' : 'Send'}
            </button>
          )}
          {(state.status === 'working' || state.status === 'spawning') && (
            <button
              id="interrupt"
              type="button"
              aria-keyshortcuts="i"
              onClick={() => void act('interrupt', { session }, `${session} was interrupted`)}
            >
              Interrupt
            </button>
          )}
        </div>
      </div>
      <p id="result" role="status" class={`quiet ${model.notice?.isBad ? 'wrong' : ''}`}>
        {model.notice?.text ?? ''}
      </p>
    </form>
  );
}

function labelOf(state: State): string {
  if (isGate(state)) return 'What to do instead, if you deny';
  return state.status === 'awaiting_answer' ? 'Your answer' : 'Prompt';
}

/** As long as the questions are the same, selection and focus stay. */
function keyOf(state: State): string {
  return gateIdOf(state) ?? JSON.stringify(formOf(state));
}

function sendText({ session, state }: Watched, text: string): Promise<boolean> {
  if (state.status !== 'awaiting_answer') return act('send', { session, prompt: text });
  return act('answer', { session, answers: [text], ...(state.gate_id !== undefined && { expect: state.gate_id }) });
}

function answerAll({ session, state }: Watched, asked: readonly Asked[], form: HTMLFormElement | null): void {
  if (form === null) return;
  const answers = readAnswers(form, asked);
  const missing = answers.findIndex((answer, n) => answer === '' && asked[n]?.required !== false);
  if (missing !== -1) {
    say(`No answer yet: ${asked[missing]?.question}`, true);
    form.querySelector<HTMLElement>(`[data-question="${missing}"] input`)?.focus();
    return;
  }
  const expect = gateIdOf(state);
  void act('answer', { session, answers, ...(expect !== undefined && { expect }) });
}

/**
 * A menu of the question tool other than its questions, such as the review of the answers: only its rows can be chosen.
 */
function takesNoText(state: State): boolean {
  return state.status === 'awaiting_answer' && state.options !== undefined && state.questions === undefined;
}

/** A question with its options as buttons. */
function Question({ seen: { session, state }, isSettled }: { seen: Watched; isSettled: boolean }) {
  if (state.status !== 'awaiting_answer') return null;
  const { options = [], questions, gate_id: expect } = state;
  const asked = formOf(state);
  const text = state.asks ?? state.question;
  const choose = (n: number) => {
    const named = expect !== undefined && { expect };
    const answer = questions?.[0]?.options[n];
    if (answer !== undefined) return act('answer', { session, answers: [answer], ...named });
    return act('approve', { session, option: n + 1, ...named });
  };
  // The form already shows the question.
  if (asked?.some(({ question }) => question === text)) return null;
  return (
    <Scrolls class="asks" label="Question" key={expect}>
      <p id="question" class="question">
        {clipped(text)}
      </p>
      {!asked && options.length > 0 && (
        <ol id="options" class="options">
          {options.map((label, n) => (
            <li key={n}>
              <button type="button" disabled={!isSettled} onClick={() => void choose(n)}>
                {clipped(label)}
              </button>
            </li>
          ))}
        </ol>
      )}
    </Scrolls>
  );
}

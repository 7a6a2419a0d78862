import { useRef } from 'preact/hooks';
import type { State } from '../../../contract/state.ts';
import { clipped } from '../parts/safe-text.ts';
import { markMore, useMarkOfMore } from '../parts/scrolls.tsx';

/** A question of a form, with its options. */
export interface Asked {
  question: string;
  options: readonly string[];
  multiple: boolean;
  /** The current value of the field. */
  value?: string;
  required?: boolean;
}

/** Questions to answer together: several ones, one that takes several options, or the fields of a form. */
export function formOf(state: State): Asked[] | undefined {
  if (state.status === 'blocked' && state.fields?.length)
    return state.fields.map(({ label, description, value, required }) => ({
      question: description ? `${label}: ${description}` : label,
      options: [],
      multiple: false,
      required,
      ...(value !== undefined && { value }),
    }));
  const questions = state.status === 'awaiting_answer' || state.status === 'working' ? state.questions : undefined;
  if (questions === undefined || (questions.length === 1 && !questions[0]?.multiple)) return undefined;
  return questions;
}

/** One answer to each question as `answer` takes them, `''` if there is none yet. */
export function readAnswers(form: HTMLFormElement, asked: readonly Asked[]): string[] {
  return asked.map((_, n) => {
    const field = form.querySelector(`[data-question="${n}"]`);
    const own = field?.querySelector<HTMLInputElement>('[type="text"]')?.value.trim();
    const chosen = [...(field?.querySelectorAll<HTMLInputElement>(':checked') ?? [])];
    return own || chosen.map(({ value }) => value).join(',');
  });
}

/** Each question with its options; an answer in text replaces an option, and vice versa. */
export function QuestionFields({ asked }: { asked: readonly Asked[] }) {
  const place = useRef<HTMLDivElement>(null);
  useMarkOfMore(place);
  return (
    <div id="questions" class="questions" ref={place} onScroll={({ currentTarget }) => markMore(currentTarget)}>
      {asked.map((one, n) => (
        <QuestionField key={n} asked={one} n={n} />
      ))}
    </div>
  );
}

function QuestionField({ asked: { question, options, multiple, value }, n }: { asked: Asked; n: number }) {
  const exchange = ({ currentTarget, target }: Event) => {
    if (!(currentTarget instanceof HTMLElement) || !(target instanceof HTMLInputElement)) return;
    const own = currentTarget.querySelector<HTMLInputElement>('[type="text"]');
    if (target !== own && own) own.value = '';
    else if (own?.value.trim())
      for (const box of currentTarget.querySelectorAll<HTMLInputElement>(':checked')) box.checked = false;
  };
  return (
    <fieldset data-question={n} onInput={exchange}>
      <legend>{clipped(question)}</legend>
      {options.map((label) => (
        <label key={label}>
          <input type={multiple ? 'checkbox' : 'radio'} name={`question-${n}`} value={label} />
          {clipped(label)}
        </label>
      ))}
      {!multiple && (
        <input
          type="text"
          placeholder={options.length > 0 ? 'Another answer' : 'Answer'}
          aria-label={options.length > 0 ? 'Another answer' : clipped(question)}
          autocomplete="off"
          {...(value !== undefined && { defaultValue: value })}
        />
      )}
    </fieldset>
  );
}

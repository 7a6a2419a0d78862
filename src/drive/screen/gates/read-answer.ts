import { CsdError } from '../../../contract/errors.ts';
import type { AskedQuestion } from '../../../contract/state.ts';
import type { GateGrammar } from '../../../detect/agent/backend.ts';
import { type Chosen, chooseRow, chooseRows, type Rows } from '../../../detect/screen/menus/choose-option.ts';
import type { Menu } from '../../../detect/screen/menus/menu-types.ts';

/** The rows of a question as asked, then the agent's own rows that are drawn. */
export function rowsAsked({ options }: Menu, asked: AskedQuestion | undefined, gates: GateGrammar): Rows | undefined {
  if (!asked) return undefined;
  const answers = asked.options.length;
  const own = options.filter(({ number }) => number === undefined || number > answers);
  return {
    labels: [...asked.options, ...own.map(({ label }) => label)],
    numbers: [...asked.options.map((_, n) => n + 1), ...own.map(({ number = 0 }) => number)],
    answers: answers + (gates.freeTextAnswers && gates.freeText.test(own[0]?.label ?? '') ? 1 : 0),
  };
}

/** A row that answers, or a text. */
export type Answer = Exclude<Chosen, { refused: string }>;

/**
 * An answer to a question, or to one with check boxes (`several`), as rows and texts; throws `no_such_option` with the
 * rows if a part of it is unclear.
 */
export function requireChosen(name: string, text: string, rows: Rows, several: boolean): Answer[] {
  return (several ? chooseRows(text, rows) : [chooseRow(text, rows)]).map((one) => {
    if (!('refused' in one)) return one;
    throw noSuch(name, `${JSON.stringify(text)} is not a plain answer: ${one.refused}`, rows);
  });
}

/** Says that an answer is none of these rows. */
export function noSuch(name: string, why: string, { labels, numbers }: Pick<Rows, 'labels' | 'numbers'>): CsdError {
  const rows = labels.map((label, n) => ({ number: numbers[n] ?? 0, label }));
  const offered = rows.map(({ number, label }) => `${number || '-'}. ${label}`).join(' / ');
  const message = `${why}: nothing was chosen; answer ${name} with one whole label of ${offered}, or with --text for your own text`;
  return new CsdError('no_such_option', message, { options: labels, rows });
}

import type { AskedQuestion } from '../../contract/state.ts';
import type { GateGrammar } from '../agent/backend.ts';
import type { Rows } from '../screen/choose-option.ts';
import { bareText, labelsOf, nameGate, numberOf } from '../screen/gates.ts';
import type { Menu } from '../screen/menu-types.ts';
import type { ToolUse } from '../transcript/facts.ts';

/**
 * The questions of the call that the menu belongs to, in order; `undefined` where the transcript does not show it yet. The
 * calls of one message stay open until all are answered, so among several the text on the screen tells which it is.
 */
export function readAsked(menu: Menu, tools: ToolUse[], grammar: GateGrammar): AskedQuestion[] | undefined {
  const calls = tools.flatMap((tool) => readQuestions(tool, grammar) ?? []);
  if (calls.length < 2) return calls[0];
  const body = bareText(menu.body.replace(grammar.questionBar ?? '', ''));
  return calls.find((questions) => questions.some(({ question }) => body.includes(bareText(question))));
}

function readQuestions({ name, input }: ToolUse, { questionTool }: GateGrammar): [AskedQuestion[]] | undefined {
  const questions = name === questionTool && isObject(input) ? input.questions : undefined;
  if (!Array.isArray(questions) || questions.length === 0) return undefined;
  return [questions.filter(isObject).map(readQuestion)];
}

/** All that stands between the header of a question and its options; the header where there is nothing else. */
export function questionOf(menu: Menu, { questionHeader, questionBar }: GateGrammar): string {
  if (questionHeader) return menu.body.replace(questionHeader, '').trim();
  const [header = '', ...paragraphs] = menu.body.split('\n\n');
  const text = paragraphs.length > 0 ? paragraphs.join('\n\n') : header;
  return questionBar ? text.replace(questionBar, '').trim() : text;
}

/**
 * Which of the questions the menu shows, from 0; their number on the page that reviews the answers. `undefined` where the
 * screen does not tell: none of several has the text that is shown, or more than one has it.
 */
export function placeOf(menu: Menu, questions: AskedQuestion[], grammar: GateGrammar): number | undefined {
  if (nameGate(menu, grammar).review) return questions.length;
  if (questions.length === 1) return 0;
  const counted = Number(grammar.questionHeader?.exec(menu.body)?.[1] ?? 0);
  if (counted > 0) return counted <= questions.length ? counted - 1 : undefined;
  const shown = bareText(questionOf(menu, grammar));
  const isShown = (asked: AskedQuestion) =>
    menu.hides ? showsRowsOf(menu, asked.options) : bareText(asked.question) === shown;
  const places = questions.flatMap((asked, place) => (isShown(asked) ? [place] : []));
  return places.length === 1 ? places[0] : undefined;
}

/** All rows that are drawn of the options, one at least, are those of the question, by their numbers. */
export function showsRowsOf({ options }: Menu, labels: string[]): boolean {
  const drawn = options.filter(({ number }) => number !== undefined && number <= labels.length);
  return (
    drawn.length > 0 &&
    drawn.every(({ number = 0, label }) => bareText(labels[number - 1] ?? '').startsWith(bareText(label)))
  );
}

/**
 * The rows of a question's page, those that answer it first. `asked` says how many they are and what their whole labels are; without
 * it they end where the rows of the agent's own begin. `undefined` where the page does not show the rows it was asked for.
 */
export function readRows(menu: Menu, asked: AskedQuestion | undefined, grammar: GateGrammar): Rows | undefined {
  const labels = labelsOf(menu);
  const numbers = menu.options.map((option) => numberOf(menu, option));
  const answers = asked?.options.length ?? countAnswers(menu, grammar);
  const own = asked?.options ?? [];
  if (own.some((label, n) => !isRow(label, labels[n], numbers[n], n))) return undefined;
  const last = grammar.freeTextAnswers && grammar.freeText.test(labels[answers] ?? '') ? 1 : 0;
  return { labels: [...own, ...labels.slice(own.length)], numbers, answers: answers + last };
}

/** A row may show only the beginning of a label, and next to it a preview; its number tells the place. */
function isRow(label: string, shown: string | undefined, number: number | undefined, place: number): boolean {
  if (shown === undefined) return false;
  return number === place + 1 || bareText(label).startsWith(bareText(shown));
}

/** Rows of the agent's own stand below those of the question, each with words of its own. */
function countAnswers({ options }: Menu, { freeText, aside }: GateGrammar): number {
  return options.findLastIndex(({ label, ownWords }) => !ownWords && !freeText.test(label) && !aside.test(label)) + 1;
}

function readQuestion({ question, options, multiSelect }: Record<string, unknown>): AskedQuestion {
  return {
    question: String(question ?? ''),
    options: Array.isArray(options) ? options.filter(isObject).map(({ label }) => String(label ?? '')) : [],
    multiple: multiSelect === true,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

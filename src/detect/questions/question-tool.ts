import type { AskedQuestion } from '../../contract/state.ts';
import type { GateGrammar } from '../agent/backend.ts';
import { bareText, labelsOf, nameGate, numberOf } from '../screen/gates/gates.ts';
import type { Rows } from '../screen/menus/choose-option.ts';
import type { Menu } from '../screen/menus/menu-types.ts';
import type { ToolUse } from '../transcript/facts.ts';

/**
 * The questions of the call that the menu belongs to, in order; `undefined` if the transcript does not contain it yet.
 * The calls of one message stay open until all are answered, so among several calls the text on the screen decides.
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

/** All text between the header of a question and its options; the header if there is no other text. */
export function questionOf(menu: Menu, { questionHeader, questionBar }: GateGrammar): string {
  if (questionHeader) return menu.body.replace(questionHeader, '').trim();
  const [header = '', ...paragraphs] = menu.body.split('\n\n');
  const text = paragraphs.length > 0 ? paragraphs.join('\n\n') : header;
  return questionBar ? text.replace(questionBar, '').trim() : text;
}

/**
 * Which of the questions the menu shows, from 0; their number on the page that reviews the answers. `undefined` if the
 * screen does not identify it: none of several questions has the shown text, or more than one has it.
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

/** All drawn rows of the options, at least one, are those of the question, by their numbers. */
export function showsRowsOf({ options }: Menu, labels: string[]): boolean {
  const drawn = options.filter(({ number }) => number !== undefined && number <= labels.length);
  return (
    drawn.length > 0 &&
    drawn.every(({ number = 0, label }) => bareText(labels[number - 1] ?? '').startsWith(bareText(label)))
  );
}

/**
 * The rows of a question's page, those that answer it first. `asked` gives their number and their full labels; without
 * it they end at the agent's own rows. `undefined` if the page does not show the rows of `asked`.
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

/** A row may show only the beginning of a label, and a preview next to it; its number gives the position. */
function isRow(label: string, shown: string | undefined, number: number | undefined, place: number): boolean {
  if (shown === undefined) return false;
  return number === place + 1 || bareText(label).startsWith(bareText(shown));
}

/** The agent's own rows are below those of the question, and have fixed labels. */
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

import type { ScreenGrammar } from '../agent/screen-grammar.ts';
import { lettersOf } from './letters.ts';
import type { Row } from './rows.ts';

/** The newest turn as the screen shows it, without what is scrolled out. */
export interface ShownTurn {
  /** The first row of its prompt; absent if that is scrolled out, or if a command began it. */
  prompt?: string;
  /** A command of the agent, or one of the shell, began it. */
  commanded?: true;
  /** Below the prompt there is an answer, or the row that says that the turn is over. */
  answered: boolean;
  /** The newest block of the answer, rows as the terminal wrapped them. */
  text: string;
  /** A row says that the turn is over. */
  finished: boolean;
}

/** The glyph before an answer's first row, and the indent of the others. */
const GLYPH = /^\S+ /;
const INDENT = /^ {2}/;
/** How many letters of two prompts are compared. */
const LETTERS = 60;
/** How many letters at the end of an answer are searched for. */
const TAIL_LETTERS = 24;

/**
 * The newest turn drawn in the rows above the composer; `undefined` if nothing is drawn, or if a command is below its
 * prompt that has no finished answer of its own, so that the following rows may not belong to that prompt.
 */
export function readShown(rows: Row[], grammar: ScreenGrammar): ShownTurn | undefined {
  const texts = rows.map(({ text }) => text);
  const at = texts.findLastIndex((row) => grammar.promptEcho.test(row));
  const command = texts.findLastIndex((row, n) => n > at && grammar.commandEcho?.test(row));
  const end = texts.findLastIndex((row) => grammar.finished.test(row));
  const finished = end > at;
  const answer = texts.findLastIndex((row, n) => n > at && grammar.answer.test(row));
  if (command !== -1) {
    if (answer < command || end < answer) return undefined;
    return { commanded: true, answered: true, text: textOf(texts.slice(answer, end), grammar), finished: true };
  }
  if (at === -1 && !finished) return undefined;
  const row = texts[at];
  const isPasted = row !== undefined && grammar.composer.pasted.test(row);
  return {
    ...(row === undefined || isPasted ? {} : { prompt: row.replace(/^\S+\s+/, '') }),
    answered: answer !== -1 || finished,
    text: textOf(texts.slice(Math.max(answer, at + 1), finished ? end : undefined), grammar),
    finished,
  };
}

/** The end of the drawn conversation. */
export interface ShownEnd {
  /** The newest block of an answer, regardless of what is below it; rows as the terminal wrapped them. */
  answer?: string;
  /** Below the newest prompt there is a command of the shell, and no row says that anything is over. */
  shelled?: true;
}

/** Reads the end of the drawn conversation. */
export function readEnd(rows: Row[], grammar: ScreenGrammar): ShownEnd {
  const texts = rows.map(({ text }) => text);
  const begun = texts.findLast((row) =>
    [grammar.promptEcho, grammar.commandEcho, grammar.finished].some((pattern) => pattern?.test(row)),
  );
  const shelled = begun !== undefined && grammar.shellEcho?.test(begun) && ({ shelled: true } as const);
  return { ...newestAnswer(texts, grammar), ...shelled };
}

function newestAnswer(texts: string[], grammar: ScreenGrammar): { answer?: string } {
  const at = texts.findLastIndex((row) => grammar.answer.test(row));
  if (at === -1) return {};
  const end = texts.findIndex((row, n) => n > at && (grammar.finished.test(row) || grammar.commandEcho?.test(row)));
  return { answer: textOf(texts.slice(at, end === -1 ? undefined : end), grammar) };
}

/** The rows of one block, without what the agent draws around them. */
function textOf(rows: string[], grammar: ScreenGrammar): string {
  const next = rows.findIndex((row, n) => n > 0 && (grammar.conversation.test(row) || grammar.activity.test(row)));
  const block = next === -1 ? rows : rows.slice(0, next);
  const plain = block.map((row, n) => (n === 0 ? row.replace(GLYPH, '') : row.replace(INDENT, '')));
  return plain.join('\n').trim();
}

/** The beginning of a prompt, only letters and digits: these survive wrapping and drawing by another terminal. */
export function startOf(prompt: string): string {
  return lettersOf(prompt).slice(0, LETTERS);
}

/**
 * True if two prompts begin alike, of which a screen may show only the first row; also if there is nothing to compare.
 */
export function beginAlike(one: string, other: string): boolean {
  const [a, b] = [startOf(one), startOf(other)];
  return a.startsWith(b) || b.startsWith(a);
}

/** True if a text ends in the same letters as a non-empty block of it on the screen. */
export function endsIn(text: string, block: string): boolean {
  const drawn = lettersOf(block).slice(-TAIL_LETTERS);
  return drawn !== '' && lettersOf(text).endsWith(drawn);
}

/** True if the last letters of a text are on the screen; also if it has none. */
export function endsOn(rows: Pick<Row, 'text'>[], text: string): boolean {
  const line = text.split('\n').findLast((row) => lettersOf(row) !== '') ?? '';
  return lettersOf(rows.map((row) => row.text).join('')).includes(lettersOf(line).slice(-TAIL_LETTERS));
}

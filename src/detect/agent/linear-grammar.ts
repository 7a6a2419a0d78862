import type { RowGrammar } from './row-grammar.ts';

/**
 * The mode of an agent for people who hear the screen: rows of text without frames and without a cursor glyph. What waits
 * for a person is the last thing that is drawn, with the terminal's cursor in it: the composer, or the line into which the number
 * or letter of an option is typed.
 */
export interface LinearGrammar {
  /** The row at the top that says that the mode is on. */
  sign: RegExp;
  /** Rows that look otherwise than in the usual mode. */
  screen: RowGrammar;
  /** The composer's first row; group 1 is the draft, and absent where nothing is typed. */
  composer: RegExp;
  /** The columns in which the terminal's cursor can stand in an empty composer, and before a draft. */
  vacantAt: number[];
  /** The row above a composer that has just been emptied; what was deleted is told below it. */
  deletedHint: RegExp;
  /** The row above a composer whose draft would run as a shell command, and one that may stand between them. */
  shellSign: RegExp;
  shellHint: RegExp;
  /** The answer line, its rows joined by spaces; the last group is what is typed there. */
  answerLine: {
    /** Its beginning, which can stand on a row of its own. */
    start: RegExp;
    /** For one option; group 1 are the letters that it takes, with slashes between. */
    letters: RegExp;
    /** For numbers from 1 to `most`; `several` is there where several may be typed, `typed` is what is. */
    numbers: RegExp;
    /** For the words that go with the option of number group 1. */
    words: RegExp;
  };
  /** What is between the numbers of several options. */
  between: string;
  /** A row between the options and the answer line, which says what was wrong with the last answer. */
  remark: RegExp;
  /** The beginning of an option's row, marks before its label, and what is between label and description. */
  option: RegExp;
  mark: RegExp;
  description: string;
  /** The first row of a dialog; what of it is not a title is group 1. */
  heading: RegExp;
  /** The first row of a dialog of the question tool, and the row there that takes words of the person's own. */
  questions: RegExp;
  ownWords: RegExp;
  /** Before a row of what a dialog is about. */
  quote: RegExp;
  /** The beginning of a sentence that asks. */
  asks: RegExp;
}

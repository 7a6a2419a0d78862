import type { RowGrammar } from './row-grammar.ts';

/**
 * The agent's screen reader mode: rows of text without frames and without a cursor glyph. What waits for the user is
 * drawn last, with the terminal's cursor in it: the composer, or the line for typing the number or letter of an option.
 */
export interface LinearGrammar {
  /** The row at the top that says that the mode is on. */
  sign: RegExp;
  /** Rows that look different from the usual mode. */
  screen: RowGrammar;
  /** As in `MenuMarks`. */
  tip?: string;
  /** The composer's first row; group 1 is the draft, absent if nothing is typed. */
  composer: RegExp;
  /** The columns of the terminal's cursor in an empty composer, and before a draft. */
  vacantAt: number[];
  /** The row above a composer that has just been emptied; the deleted text is reported below it. */
  deletedHint: RegExp;
  /** The row above a composer whose draft would run as a shell command, and one that may be between them. */
  shellSign: RegExp;
  shellHint: RegExp;
  /** The answer line, its rows joined by spaces; the last group is the typed text. */
  answerLine: {
    /** Its beginning, which can be on a row by itself. */
    start: RegExp;
    /** For one option; group 1 contains the letters that it accepts, separated by slashes. */
    letters: RegExp;
    /** For numbers from 1 to `most`; `several` is present if several may be typed, `typed` is the typed text. */
    numbers: RegExp;
    /** For the text that goes with the option of number group 1. */
    words: RegExp;
  };
  /** The separator between the numbers of several options. */
  between: string;
  /** A row between the options and the answer line, which says why the last answer was rejected. */
  remark: RegExp;
  /** The beginning of an option's row, marks before its label, and the separator between label and description. */
  option: RegExp;
  mark: RegExp;
  description: string;
  /** The first row of a dialog; group 1 is the part that is not the title. */
  heading: RegExp;
  /** The first row of a dialog of the question tool, and its row for free text. */
  questions: RegExp;
  ownWords: RegExp;
  /** Before a row of a dialog's subject. */
  quote: RegExp;
  /** The beginning of a sentence that asks. */
  asks: RegExp;
}

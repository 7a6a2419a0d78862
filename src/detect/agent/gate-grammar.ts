import type { Gate } from '../../contract/state.ts';
import type { Menu } from '../screen/menu-types.ts';
import type { ToolUse } from '../transcript/facts.ts';

/** Names a menu. Rules are tried in order; the first whose every pattern matches decides. */
export interface GateGrammar {
  rules: GateRule[];
  /**
   * What choosing a row does, by its label: the first rule that matches decides. A row of no rule is never chosen by
   * meaning, so words of a later release are refused instead of guessed.
   */
  rows: RowRule[];
  /** What may be chosen by meaning, by the kind of menu; `other` stands for the kinds that are not named. */
  choices: Partial<Record<GateRule['kind'] | 'review', MenuChoices>> & { other: MenuChoices };
  /** In the hint of a dialog that is taller than the screen; absent for an agent that never cuts one. */
  cut?: RegExp;
  /** A paragraph of a dialog that stands for what the agent is still working out; absent for one that draws a dialog at once. */
  unfinished?: RegExp;
  /** What the dialog of a call that asks permission shows of it, as text; `undefined` for a call that asks none. */
  callText?: (tool: ToolUse) => string | undefined;
  /**
   * What a dialog that is not cut shows of a call, and by which it is known: texts that fill whole rows, the path of a file, lines of it.
   * `undefined` for a call that is not known so.
   */
  callShown?: (tool: ToolUse) => { whole?: string[]; path?: string; lines?: string[] } | undefined;
  /** The hint that a key opens an input row in the option under the cursor, and that key; absent where none does. */
  amend?: { hint: RegExp; key: string };
  /** In a pane that has no room for a dialog some of its options are scrolled away, with no sign of it. */
  cutsOptions?: boolean;
  /** Name of the tool that asks questions with a menu; its input has `questions`. */
  questionTool: string;
  /** The row that counts the questions above each one, where there is such a row; group 1 is the number of the shown one. */
  questionHeader?: RegExp;
  /** What is drawn before each row of a long question, where anything is; with the flags `g` and `m`. */
  questionBar?: RegExp;
  /** The key that shows the question before, as tmux names it; pressed while the cursor stands on an option. */
  previousQuestion: string;
  /** The key that opens a row for notes on the option under the cursor; free text then goes there. */
  notesKey?: string;
  /** The notes of a question with previews, which has no row of free text: a text in them can be sent without an option. */
  notes?: NotesGrammar;
  /** The row of a question that takes free text. */
  freeText: RegExp;
  /** That row is an answer of its own, also without a text. */
  freeTextAnswers?: boolean;
  /** The row that moves on from check boxes. */
  submitRow: RegExp;
  /** Rows of a question that answer nothing: `answer` never chooses one. The row of free text is none of them. */
  aside: RegExp;
  /** Labels of the plan gate by class. */
  planClasses: Record<PlanClass, RegExp>;
}

/** The row for notes on a question's page. */
export interface NotesGrammar {
  /** In the hint where the page has notes, and where they are open for typing. */
  hint: RegExp;
  open: RegExp;
  /** The key that opens them while the cursor stands on an option, as tmux names it. */
  key: string;
  /** The row; group 1 is its text, which is `vacant` where nobody has written any. */
  row: RegExp;
  vacant: RegExp;
}

/**
 * `ends` ends, stops or loses something; `widens` agrees to more than this one gate; `agrees` agrees to it alone; `declines`
 * leaves everything as it is.
 */
export type RowClass = 'ends' | 'widens' | 'agrees' | 'declines';

export interface RowRule {
  does: RowClass;
  /** Tested against the whole label, its white space as single blanks. */
  label: RegExp;
  /** The kinds of menu it holds for; all when absent. */
  at?: GateRule['kind'][];
}

/** The class of rows that an operation takes where nobody names one; absent where nothing is plain. */
export interface MenuChoices {
  approve?: RowClass;
  deny?: RowClass;
}

export type PlanClass = 'auto' | 'manual' | 'clear' | 'refine';

export interface GateRule {
  /** Short name for evidence, unique in its backend. */
  id: string;
  /** What the menu is: a gate, a plan, or the question tool. */
  kind: Gate | 'plan' | 'question';
  /** It can come before the trust gate, whose answer it then delays: `spawn --trust` declines it. */
  beforeTrust?: true;
  /** A plan gate that has no plan to show. */
  planless?: boolean;
  /** The sentence that asks, in a paragraph of the body; else it is the line above the options. */
  asks?: RegExp;
  /** The page behind all questions, which submits the answers. */
  review?: boolean;
  /** Tested against the parts of the menu; every one present must match. */
  question?: RegExp;
  body?: RegExp;
  options?: RegExp;
  hint?: RegExp;
  title?: RegExp;
  /** For facts no pattern can state. */
  test?: (menu: Menu) => boolean;
}

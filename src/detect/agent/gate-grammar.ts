import type { Gate } from '../../contract/state.ts';
import type { Menu } from '../screen/menus/menu-types.ts';
import type { ToolUse } from '../transcript/facts.ts';

/** Names a menu. Rules are tried in order; the first whose every pattern matches decides. */
export interface GateGrammar {
  rules: GateRule[];
  /**
   * What choosing a row does, by its label: the first matching rule decides. A row without a rule is never chosen by
   * meaning, so that labels of a later release are refused instead of guessed.
   */
  rows: RowRule[];
  /** What may be chosen by meaning, by the kind of menu; `other` for all kinds that are not listed. */
  choices: Partial<Record<GateRule['kind'] | 'review', MenuChoices>> & { other: MenuChoices };
  /** In the hint of a dialog that is taller than the screen; absent for an agent that never cuts one. */
  cut?: RegExp;
  /**
   * A paragraph that a dialog shows while the agent is still computing its content; absent for an agent that draws a
   * dialog at once.
   */
  unfinished?: RegExp;
  /** How a permission dialog shows its call; absent for an agent whose dialogs cannot be compared with calls. */
  call?: CallGrammar;
  /** The hint that a key opens an input row in the option under the cursor, and that key; absent if there is none. */
  amend?: { hint: RegExp; key: string };
  /** Keys that are steps of leaving what a person opened; absent if there are none. */
  steps?: LeaveSteps;
  /** In a pane that is too small for a dialog, some of its options are scrolled away without any sign. */
  cutsOptions?: boolean;
  /** Name of the tool that asks questions with a menu; its input has `questions`. */
  questionTool: string;
  /** The row above each question that counts the questions, if there is one; group 1 is the number of the shown one. */
  questionHeader?: RegExp;
  /** The title of a field's page, if a form has one for each; group 1 is its number, group 2 that of all. */
  fieldHeader?: RegExp;
  /** The prefix of each row of a long question, if there is one; with the flags `g` and `m`. */
  questionBar?: RegExp;
  /** The key that shows the previous question, by tmux's name; pressed while the cursor is on an option. */
  previousQuestion: string;
  /** The key that opens a row for notes on the option under the cursor; free text then goes there. */
  notesKey?: string;
  /**
   * The notes of a question with previews, which has no row of free text: a text in them can be sent without an option.
   */
  notes?: NotesGrammar;
  /** The row of a question that takes free text. */
  freeText: RegExp;
  /** That row is an answer in itself, also without a text. */
  freeTextAnswers?: boolean;
  /** The row that continues after check boxes. */
  submitRow: RegExp;
  /** Rows of a question that answer nothing: `answer` never chooses one. Does not include the row of free text. */
  aside: RegExp;
  /** Labels of the plan gate by class. */
  planClasses: Record<PlanClass, RegExp>;
}

/** How a permission dialog shows the call that it is about. */
export interface CallGrammar {
  /** The text of a call; `undefined` for one that needs no permission. */
  text(tool: ToolUse): string | undefined;
  /**
   * What an uncut dialog shows of a call, to identify it: texts that fill whole rows, the path of a file, lines of it.
   * `undefined` for a call that cannot be identified this way.
   */
  shown(tool: ToolUse): { whole?: string[]; path?: string; lines?: string[] } | undefined;
  /** What a row has before the call's text: the edge of a box, or the number and the sign of a file's line. */
  margin: RegExp;
  /** The row of a line that the call removes from its file. */
  removed: RegExp;
  /** A row of a box, without white space; group 1 is its content. */
  boxed: RegExp;
  /** All that may precede a file's line in its row, without white space: its number and its sign. */
  lineStart: RegExp;
}

/** Labels of keys in the hint of what a person opened, if it shows no rows to choose and no key declines. */
export interface LeaveSteps {
  /** It empties the search, or leaves it; another key then leaves the menu. */
  empties: RegExp;
  /** The only thing that can be done with a text without rows. */
  continues: RegExp;
}

/** The row for notes on a question's page. */
export interface NotesGrammar {
  /** In the hint if the page has notes, and if they are open for typing. */
  hint: RegExp;
  open: RegExp;
  /** The key that opens them while the cursor is on an option, by tmux's name. */
  key: string;
  /** The row; group 1 is its text, which is `vacant` until someone writes one. */
  row: RegExp;
  vacant: RegExp;
}

/**
 * `ends` ends, stops or loses something; `widens` agrees to more than this one gate; `agrees` agrees to this gate only;
 * `declines` changes nothing.
 */
export type RowClass = 'ends' | 'widens' | 'agrees' | 'declines';

export interface RowRule {
  does: RowClass;
  /** Tested against the whole label, with its white space as single blanks. */
  label: RegExp;
  /** The kinds of menu it applies to; absent: all. */
  at?: GateRule['kind'][];
}

/** The class of rows that an operation takes by default; absent if no class is obvious. */
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
  /** It can come before the trust gate and delay the answer to it: `spawn --trust` declines it. */
  beforeTrust?: true;
  /** A plan gate without a plan to show. */
  planless?: boolean;
  /** The sentence that asks, in a paragraph of the body; otherwise it is the line above the options. */
  asks?: RegExp;
  /**
   * Its rows are values of a field, or a person's own words: `approve` and `deny` never choose one, and only `deny`
   * presses the key of its hint.
   */
  values?: true;
  /** Labels of the keys in its hint that leave it or its search with nothing chosen, and end something in other menus. */
  leaves?: RegExp;
  /** The page after all questions, which submits the answers. */
  review?: boolean;
  /** Tested against the parts of the menu; every one present must match. */
  question?: RegExp;
  body?: RegExp;
  options?: RegExp;
  hint?: RegExp;
  title?: RegExp;
  /** For facts that no pattern can express. */
  test?: (menu: Menu) => boolean;
}

import type { HintGrammar, MenuMarks } from '../../agent/menu-grammar.ts';
import type { DialogGrammar } from '../../agent/screen-grammar.ts';

/** One row that a user can choose. */
export interface MenuOption {
  label: string;
  description?: string;
  /** The number drawn before it, if any. */
  number?: number;
  /** The key that chooses it at once, in a dialog that offers keys instead of rows; by tmux's name. */
  key?: string;
  /** The state of a check box; absent for options without one. */
  checked?: boolean;
  /** What to type into the answer line to choose it, if the dialog has one. */
  typed?: string;
  /** It accepts free text. */
  ownWords?: boolean;
  /** First screen row of the option, from 0. */
  row: number;
}

/** The line of a dialog for typing options instead of moving a cursor. */
export interface MenuEntry {
  /** Its text. */
  typed: string;
  /** It accepts several options. */
  several: boolean;
  /** It expects the text that goes with the option of this number. */
  words?: number;
}

/** A key in a hint, by tmux's name, and the effect that the hint gives for it. */
export interface HintKey {
  label: string;
  key: string;
}

/** A menu on the screen: the common shape of all gates, pickers and questions of terminal agents. */
export interface Menu extends DrawnMenu {
  /** The keys that its hint names, in the hint's order; in a view whose hint is not drawn, the one that closes it. */
  keys: HintKey[];
  /** A short mark of exactly this gate: it changes only with its text or options, not with cursor, boxes and tally. */
  mark: string;
}

/** A menu as it is drawn. */
export interface DrawnMenu {
  /** Row directly below the dialog's upper border, such as the tool's name. */
  title: string;
  /** The line directly above the options; the first line of the dialog if it offers only keys. */
  question: string;
  /** All text between the border and the options, paragraphs separated by a line break. */
  body: string;
  options: MenuOption[];
  /** Some options are not drawn: the dialog is taller than the pane, or its list is scrolled. */
  hides?: boolean;
  /** Index in `options` of the row with the cursor; -1 if none has it. */
  selected: number;
  numbered: boolean;
  /** The text below the options. */
  hint: string;
  /** The text in the row for notes on the option under the cursor, if it is open. */
  notes?: string;
  /** Its upper border is not on the screen, although this agent's dialogs have one. */
  borderless?: boolean;
  /** The fields above its buttons, if it is a form. */
  form?: Form;
  /** Its answer line, if it has no cursor. */
  entry?: MenuEntry;
  /** First and last screen row, from 0. */
  top: number;
  bottom: number;
}

/** How an agent's menus look; the rest of a menu is geometry. */
export interface MenuShape {
  cursors: string[];
  rule: RegExp;
  /** A rule inside a dialog. */
  innerRule: RegExp;
  /** A whole hint row below the options. */
  hint: RegExp;
  keys: HintGrammar;
  marks: MenuMarks;
  /** A row of the conversation that looks like a menu's cursor row: a command that ran. */
  echo?: RegExp;
  /** See `scrollMark`, `scrollRow` and `cutRow` of `ScreenGrammar`. */
  scroll?: RegExp;
  count?: RegExp;
  cut?: RegExp;
  /** Absent if dialogs have a border; see `DialogGrammar`. */
  dialog?: DialogGrammar;
}

/** A field of a form as it is drawn. */
export interface FormField {
  label: string;
  required: boolean;
  /** As it is drawn; `undefined` while unset. */
  value?: string;
  /** The description below it. */
  description?: string;
  /** Why the agent rejects its value. */
  error?: string;
  /** The possible values, while its list is open. */
  choices?: FormChoice[];
  /** The cursor is on it. */
  focused: boolean;
  /** Whether it is a check box; a list of choices is recognized only while the cursor is on it. */
  box: boolean;
  list: boolean;
  row: number;
}

export interface FormChoice {
  label: string;
  chosen: boolean;
  /** Others can be chosen together with it. */
  box: boolean;
  focused: boolean;
}

/**
 * The fields of a form; `hidden` if it is taller than its room and some are not drawn, `cut` if only the beginning of
 * its message is drawn.
 */
export interface Form {
  fields: FormField[];
  hidden: boolean;
  cut: boolean;
}

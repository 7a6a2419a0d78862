import type { DialogGrammar } from '../agent/screen-grammar.ts';

/** One row a person could choose. */
export interface MenuOption {
  label: string;
  description?: string;
  /** The number drawn before it, if any. */
  number?: number;
  /** The key that chooses it at once, in a dialog that offers keys instead of rows; as tmux names it. */
  key?: string;
  /** A check box: absent on options that have none. */
  checked?: boolean;
  /** What is typed into the answer line to choose it, where the dialog has one. */
  typed?: string;
  /** It takes words of the person's own. */
  ownWords?: boolean;
  /** First screen row of the option, from 0. */
  row: number;
}

/** The line of a dialog into which options are typed instead of moved to. */
export interface MenuEntry {
  /** What stands there. */
  typed: string;
  /** It takes several options. */
  several: boolean;
  /** It takes the words that go with the option of this number. */
  words?: number;
}

/** A menu on the screen: the shape every gate, picker and question of a terminal agent has. */
export interface Menu {
  /** Row right below the dialog's upper border, such as the tool's name. */
  title: string;
  /** The line right above the options; where there are only keys, the first line of the dialog. */
  question: string;
  /** All text between the border and the options, paragraphs separated by a line break. */
  body: string;
  options: MenuOption[];
  /** Some options are not drawn: the dialog is taller than the pane, or its list is scrolled. */
  hides?: boolean;
  /** Index in `options` of the row with the cursor; -1 where no row has one. */
  selected: number;
  numbered: boolean;
  /** What stands below the options. */
  hint: string;
  /** The text in the row for notes on the option under the cursor, where it is open. */
  notes?: string;
  /** Its upper border is not on the screen, though this agent's dialogs have one. */
  borderless?: boolean;
  /** The fields above its buttons, where it is a form. */
  form?: Form;
  /** Its answer line, where it has no cursor. */
  entry?: MenuEntry;
  /** First and last screen row, from 0. */
  top: number;
  bottom: number;
}

/** What an agent's menus look like; the rest of a menu is geometry. */
export interface MenuShape {
  cursors: string[];
  rule: RegExp;
  /** A rule that only divides a dialog. */
  innerRule: RegExp;
  /** A whole hint row below the options. */
  hint: RegExp;
  /** A row of the conversation that begins as a menu's cursor row can: a command that ran. */
  echo?: RegExp;
  /** See `scrollMark`, `scrollRow` and `cutRow` of `ScreenGrammar`. */
  scroll?: RegExp;
  count?: RegExp;
  cut?: RegExp;
  /** Absent where a dialog has a border; see `DialogGrammar`. */
  dialog?: DialogGrammar;
}

/** A field of a form as it is drawn. */
export interface FormField {
  label: string;
  required: boolean;
  /** As it is drawn; `undefined` while nothing is set. */
  value?: string;
  /** What stands below it: what it is for. */
  description?: string;
  /** Why the agent does not take its value. */
  error?: string;
  /** What may be chosen, while its list is open. */
  choices?: FormChoice[];
  /** The cursor stands on it. */
  focused: boolean;
  /** A box that is ticked or not; a list of choices, which is told only while the cursor stands on it. */
  box: boolean;
  list: boolean;
  row: number;
}

export interface FormChoice {
  label: string;
  chosen: boolean;
  /** Others can be chosen next to it. */
  box: boolean;
  focused: boolean;
}

/** The fields of a form; `hidden` where it is taller than its room, so that some are not drawn, `cut` where only the beginning of its message is. */
export interface Form {
  fields: FormField[];
  hidden: boolean;
  cut: boolean;
}

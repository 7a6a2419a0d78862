import type { LinearGrammar } from './linear-grammar.ts';
import type { RowGrammar } from './row-grammar.ts';

/** How to read a screen: where the composer is, what a turn in flight looks like. Patterns see plain text rows. */
export interface ScreenGrammar extends RowGrammar {
  composer: ComposerGrammar;
  /** Glyphs that mark the row the cursor of a menu stands on. */
  cursors: string[];
  /** A row that is nothing but a rule, dialog or composer border. */
  rule: RegExp;
  /** A rule that divides the inside of a dialog. */
  innerRule: RegExp;
  /** The first row by which the agent says that a person's hook refused a prompt; group 1 is what it says there, if anything. */
  refused?: RegExp;
  /** In the activity row: hooks of the person's still look at the prompt; absent where it is not told. */
  hooked?: RegExp;
  /** A row of the banner below which the agent draws a new conversation: what stands above it is not part of it. */
  restart?: RegExp;
  /** The row that ends the conversation after the person went back to an earlier point; absent where none is drawn. */
  wentBack?: RegExp;
  /** The row that says that the turn failed, for releases whose records do not; group 1 is the reason. */
  failed?: RegExp;
  /** Row kinds by name that refine `working`. */
  compacting: RegExp;
  retrying: RegExp;
  subagents: RegExp;
  /** The row that says that questions wait for an answer alongside the turn; group 1 is their number. */
  askedAside?: RegExp;
  /** Hint rows that may stand below a menu. */
  menuHint: RegExp;
  /** A row, or the rest of one, that counts the rows of a dialog above the screen; absent where nothing does. */
  cutRow?: RegExp;
  /** What stands in the cursor's place before the number of an option next to which others are not drawn; absent where it is not a part of the row. */
  scrollMark?: RegExp;
  /** What stands in the place of an option and counts those that are not drawn; absent where nothing does. */
  scrollRow?: RegExp;
  /** Full-screen views that hide the state, by name. */
  overlays: OverlayGrammar[];
  /** A small survey or notice over a live composer, by name. */
  notices: { name: string; shows: RegExp }[];
  /** The only footer row below a composer that is drawn before the agent has started, when gates may still follow. */
  starting?: RegExp;
  /** The footer row below a prompt that was entered, and that the agent keeps in the composer until it has started; absent where none does. */
  kept?: RegExp;
  /** The terminal's title while a turn is in flight; absent where it does not tell. */
  busyTitle?: RegExp;
  /** The terminal's title while the agent waits for an answer of the person's; absent where it does not tell. */
  askingTitle?: RegExp;
  /** An activity that is none of a turn's when it stands before the first prompt: the agent starts what it needs. */
  booting?: RegExp;
  /** Absent where the list of completions is framed with the composer. */
  completions?: CompletionGrammar;
  /** Absent where dialogs have a border. */
  dialog?: DialogGrammar;
  /** Absent for an agent that shows no forms. */
  form?: FormGrammar;
  /** Absent for an agent without a mode of linear text. */
  linear?: LinearGrammar;
}

/** Forms: fields below each other, each on a row of its own, above one row of two buttons. */
export interface FormGrammar {
  /** The buttons; groups 1 and 3 are the cursor before each, groups 2 and 4 their labels. */
  buttons: RegExp;
  /** In the hint below the buttons. */
  hint: RegExp;
  /** The key that leaves the form unanswered, as tmux names it, and what it is called. */
  leave: { label: string; key: string };
  /** A field's row; group 1 is the cursor, group 2 the mark, group 3 label and value. */
  field: RegExp;
  /** Label and value, of a field without and with one; groups 1 and 2. */
  unset: RegExp;
  value: RegExp;
  /** Marks of a field that is asked for, and of one whose value is not taken. */
  required: RegExp;
  wrong: RegExp;
  /** Values of a box. */
  boxes: { on: RegExp; off: RegExp };
  /** A row of a field's open list; groups 1 to 3 are the cursor, the glyph and the label. */
  choice: RegExp;
  /** The glyph of one that is chosen, and of one next to which others can be. */
  chosen: RegExp;
  ticks: RegExp;
  /** A field whose list is closed, by its value; and the hint while one is open. */
  closed: RegExp;
  /** The row that says that more fields are not drawn. */
  more: RegExp;
  /** The row by which a message that is taller than its room ends. */
  cut: RegExp;
  /** Keys: to the next field and back, between the buttons where there are no fields, open and close a list, tick. */
  keys: { next: string; previous: string; right: string; left: string; open: string; close: string; toggle: string };
}

/** A full-screen view, told by a row near the end of the screen. */
export interface OverlayGrammar {
  name: string;
  shows: RegExp;
  /** Also shown while the composer is up. */
  withComposer?: boolean;
  /** It is told by the first rows of the screen, not by the last ones. */
  top?: boolean;
  /** The composer on the screen is the view's own: what is typed there does not reach the conversation. */
  ownComposer?: boolean;
  /** The key that closes it and does nothing else, as tmux names it, and what that is called; absent where none is known. */
  leave?: { label: string; key: string };
}

/** A list that opens next to the composer while a command, a file or a skill is typed. */
export interface CompletionGrammar {
  /** A draft for which it opens. */
  opens: RegExp;
  /** The first row of a list of commands. */
  row: RegExp;
  /** The hint below any other list, and the title above one that has one. */
  hint: RegExp;
  title: RegExp;
}

/** Dialogs that stand below the conversation without a border, and ask first. */
export interface DialogGrammar {
  /** A row of the conversation: a dialog begins below the lowest one. */
  above: RegExp;
  /** The first row of a dialog that begins with words of its own. */
  start: RegExp;
  /** A key opens a row for notes below the options. */
  notes: boolean;
  /** The row above what is asked that counts the fields of a form, where there is such a row. */
  counter?: RegExp;
  /** The hint below a dialog while text is typed into it, with the terminal's cursor shown. */
  typing: RegExp;
}

export interface ComposerGrammar {
  /** `rules`: between two rule rows; `none`: a row of its own above the footer. */
  frame: 'rules' | 'none';
  /** The composer's first row; group 1 is the mode glyph, group 2 the draft. */
  prompt: RegExp;
  /** A row that is the composer's even without its frame, where the terminal's cursor stands on it. */
  alone?: RegExp;
  /** The frame above and below a draft that is taller than its room, where it says so: the rows beyond it are not drawn. */
  scrolled?: { above: RegExp; below: RegExp };
  /** Mode glyphs that make the draft a shell command. */
  shellGlyphs: string[];
  /** What a collapsed paste looks like in the draft. */
  pasted: RegExp;
  /** All that stands for a collapsed paste (with the flag g), where it is not `[… #1 …]`. */
  collapsed?: RegExp;
  /**
   * What stands in the draft for an attached image (with the flag g), and the path of a file that the agent attaches
   * when it is pasted. Absent where nothing is attached.
   */
  attachment?: { token: RegExp; path: RegExp };
  /**
   * Words of the agent's own in an empty composer, for a terminal without colours, where nothing is dim: they count as a
   * ghost where the terminal's cursor stands before them.
   */
  ghost?: RegExp;
  /** Footer text that says keys are commands, not text (vim normal mode). */
  commandMode: RegExp;
}

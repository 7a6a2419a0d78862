import type { LinearGrammar } from './linear-grammar.ts';
import type { HintGrammar, MenuMarks } from './menu-grammar.ts';
import type { RowGrammar } from './row-grammar.ts';

/** How to read a screen: where the composer is, and how a turn in flight looks. Patterns see plain text rows. */
export interface ScreenGrammar extends RowGrammar {
  composer: ComposerGrammar;
  /** Glyphs that mark the row of a menu's cursor. */
  cursors: string[];
  /** A row that contains only a rule, of a dialog or the composer. */
  rule: RegExp;
  /** A rule inside a dialog. */
  innerRule: RegExp;
  /** The first row of the message that a user's hook refused a prompt; group 1 is the reason in that row, if any. */
  refused?: RegExp;
  /** In the activity row: hooks of the user are still checking the prompt; absent if that is not shown. */
  hooked?: RegExp;
  /** A row of the banner above a new conversation: rows above it are not part of that conversation. */
  restart?: RegExp;
  /** The row that ends the conversation after the user rewound it; absent if there is no such row. */
  wentBack?: RegExp;
  /** The row that says that the turn failed, for releases that do not record it; group 1 is the reason. */
  failed?: RegExp;
  /** Row kinds by name that refine `working`. */
  compacting: RegExp;
  retrying: RegExp;
  subagents: RegExp;
  /** The row that says that questions wait for an answer alongside the turn; group 1 is their number. */
  askedAside?: RegExp;
  /** Hint rows that may be below a menu. */
  menuHint: RegExp;
  /** How those name keys. */
  hintKeys: HintGrammar;
  menuMarks: MenuMarks;
  /** A row, or the rest of one, that counts the rows of a dialog above the screen; absent if there is none. */
  cutRow?: RegExp;
  /** Replaces the cursor before the number of an option next to hidden ones; absent if it is not a part of the row. */
  scrollMark?: RegExp;
  /** Replaces an option and counts the hidden ones; absent if there is none. */
  scrollRow?: RegExp;
  /** Full-screen views that hide the state, by name. */
  overlays: OverlayGrammar[];
  /** Views in the place of the composer that may not say how to leave them; absent if all of them do. */
  views?: ViewGrammar;
  /** A small survey or notice over a live composer, by name. */
  notices: { name: string; shows: RegExp }[];
  /** The only footer row below a composer that is drawn before the agent has started, when gates may still follow. */
  starting?: RegExp;
  /**
   * A row of the conversation, above its first prompt, while the agent is still starting: it shows what is typed, and
   * ignores Enter. Absent if there is none.
   */
  loading?: RegExp;
  /**
   * The footer row below an entered prompt that the agent keeps in the composer until it has started; absent if there
   * is none.
   */
  kept?: RegExp;
  /** Absent if no conversation can be opened next to the session's. */
  beside?: BesideGrammar;
  /** The terminal's title while a turn is in flight; absent if the title does not show that. */
  busyTitle?: RegExp;
  /** The terminal's title while the agent waits for an answer; absent if the title does not show that. */
  askingTitle?: RegExp;
  /** An activity that, before the first prompt, belongs to no turn: the agent starts what it needs. */
  booting?: RegExp;
  /** Absent if no list of completions is drawn outside the composer's frame. */
  completions?: CompletionGrammar;
  /** Absent if dialogs have a border. */
  dialog?: DialogGrammar;
  /** Absent for an agent without forms. */
  form?: FormGrammar;
  /** Absent for an agent without a screen reader mode. */
  linear?: LinearGrammar;
}

/**
 * A further conversation that a person opens next to the session's: in its place, or right of it if the pane is wide
 * enough.
 */
export interface BesideGrammar {
  name: string;
  /** The glyph in each row between the two. */
  divider: string;
  /** The first row above the further one, with the names of all of them. */
  tabs: RegExp;
  /** A row of its footer that says what the session's does; in a narrow part it is absent. */
  footer: RegExp;
  /** In that row: the session's waits for a person's approval, or for an answer. */
  waits: { approval: RegExp; answer: RegExp };
}

/** Views that a person opens: several pages, one of which is shown. */
export interface ViewGrammar {
  /** The row with the names of the pages, directly below the upper border. */
  tabs: RegExp;
  /** The last row of a view that names other keys only, and whose beginning may be scrolled away. */
  hint: RegExp;
  /** The key that closes the view, by tmux's name, and its label. */
  leave: { label: string; key: string };
}

/** Forms: fields below each other, each on its own row, above one row of two buttons. */
export interface FormGrammar {
  /** The buttons; groups 1 and 3 are the cursor before each, groups 2 and 4 their labels. */
  buttons: RegExp;
  /** In the hint below the buttons. */
  hint: RegExp;
  /** The key that leaves the form unanswered, by tmux's name, and its label. */
  leave: { label: string; key: string };
  /** A field's row; group 1 is the cursor, group 2 the mark, group 3 label and value. */
  field: RegExp;
  /** Label and value, of a field without and with one; groups 1 and 2. */
  unset: RegExp;
  value: RegExp;
  /** Marks of a required field, and of one whose value is not accepted. */
  required: RegExp;
  wrong: RegExp;
  /** Values of a check box. */
  boxes: { on: RegExp; off: RegExp };
  /** A row of a field's open list; groups 1 to 3 are the cursor, the glyph and the label. */
  choice: RegExp;
  /** The glyph of a chosen one, and of one that can be chosen together with others. */
  chosen: RegExp;
  ticks: RegExp;
  /** In the hint below a list of which several can be chosen. */
  ticksHint: RegExp;
  /** A field whose list is closed, by its value; and the hint while one is open. */
  closed: RegExp;
  /** The row that says that there are more fields than drawn. */
  more: RegExp;
  /** The row that ends a message that is taller than its room. */
  cut: RegExp;
  /** The end of a label or a value that is longer than its room. */
  cutText: RegExp;
  /** Keys: to the next field and back, between the buttons if there are no fields, open and close a list, tick. */
  keys: { next: string; previous: string; right: string; left: string; open: string; close: string; toggle: string };
}

/** A full-screen view, recognized by a row near the end of the screen. */
export interface OverlayGrammar {
  name: string;
  shows: RegExp;
  /** Also shown together with the composer. */
  withComposer?: boolean;
  /** The conversation is scrolled up: what is drawn above the composer is not its end. */
  scrolled?: boolean;
  /** Recognized by the first rows of the screen, not by the last ones. */
  top?: boolean;
  /** The composer on the screen belongs to the view: text typed there does not reach the conversation. */
  ownComposer?: boolean;
  /** A row of the list of completions that opens directly above the view's own composer, and above no other. */
  completes?: RegExp;
  /** The key that only closes the view, by tmux's name, and its label; absent if none is known. */
  leave?: { label: string; key: string };
}

/** A list that opens next to the composer while a command, a file or a skill is typed. */
export interface CompletionGrammar {
  /** A draft for which it opens. */
  opens: RegExp;
  /** The first row of a list that has no hint. */
  row: RegExp;
  /** The hint below any other list, and the title above one that has a title; absent if no list has them. */
  hint?: RegExp;
  title?: RegExp;
}

/** Dialogs below the conversation that have no border and begin with what they ask. */
export interface DialogGrammar {
  /** A row of the conversation: a dialog begins below the lowest one. */
  above: RegExp;
  /** The first row of a dialog with its own first words. */
  start: RegExp;
  /** A key opens a row for notes below the options. */
  notes: boolean;
  /** The row above the question that counts the fields of a form, if there is one. */
  counter?: RegExp;
  /** The hint below a dialog while text is typed into it, with the terminal's cursor shown. */
  typing: RegExp;
}

export interface ComposerGrammar {
  /** `rules`: between two rule rows; `none`: a separate row above the footer. */
  frame: 'rules' | 'none';
  /** The composer's first row; group 1 is the mode glyph, group 2 the draft. */
  prompt: RegExp;
  /** A row that belongs to the composer even without its frame, if the terminal's cursor is on it. */
  alone?: RegExp;
  /** The frame above and below a draft that is taller than its room, if it shows that: further rows are hidden. */
  scrolled?: { above: RegExp; below: RegExp };
  /** Mode glyphs that make the draft a shell command. */
  shellGlyphs: string[];
  /** A collapsed paste in the draft. */
  pasted: RegExp;
  /** The whole placeholder of a collapsed paste, with the flag g. */
  collapsed: RegExp;
  /**
   * The placeholder in the draft for an attached image (with the flag g), and the path of a file that the agent
   * attaches when it is pasted. Absent if the agent attaches nothing.
   */
  attachment?: { token: RegExp; path: RegExp };
  /**
   * The agent's own text in an empty composer, for a terminal without colours, where nothing is dim: it counts as ghost
   * text if the terminal's cursor is before it.
   */
  ghost?: RegExp;
  /** Footer text that says keys are commands, not text (vim normal mode). */
  commandMode: RegExp;
}

/** The agent's marks on the rows of a menu, and in the dialog around it. */
export interface MenuMarks {
  /** Before the label of the option in force, left of the column of labels. */
  tick: RegExp;
  /** After the label of the option in force, or of one that was just confirmed. */
  current: RegExp;
  /** A check box before a label; group 1 is its mark, blank if it is not checked. */
  checkBox: RegExp;
  /** A row of a box in a dialog, or of its frame: no line of text continues after one. */
  boxRow: RegExp;
  /** Boxes that a dialog ticks while it is answered, with the flag `g`; absent if there are none. */
  boxes?: RegExp;
  /** The whole text of a line below a dialog's title that says nothing of what is asked; absent if there is none. */
  tip?: string;
  /** What a dialog's first row counts while it is answered; absent if it counts nothing. */
  tally?: RegExp;
  /** A hint row that says how many options there are, group 1; absent if none does. */
  total?: RegExp;
}

/** How a hint names keys. */
export interface HintGrammar {
  /** Between two keys that are named side by side; without groups. */
  between: string | RegExp;
  /** Between two keys that are named in one sentence. */
  either: RegExp;
  /** A key with its effect; group 1 is the key, group 2 the effect. */
  key: RegExp;
  /** tmux's names for these keys, by the agent's in lower case. */
  names: Record<string, string>;
  /**
   * How a row looks that begins with a key, if a hint is wrapped between two keys and what stands between them is not
   * drawn there; `between` is that.
   */
  wraps?: { starts: RegExp; between: string };
}

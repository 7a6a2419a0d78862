/** Rows of a conversation that the screen reader mode draws differently. Patterns see plain text rows. */
export interface RowGrammar extends BackgroundWorkGrammar {
  /** The first row of a prompt, answer or tool call: the conversation begins here, seen from the composer upwards. */
  conversation: RegExp;
  /** The first row of an answer's text. */
  answer: RegExp;
  /** The first row of a prompt in the conversation. */
  promptEcho: RegExp;
  /** The same for a slash or shell command; absent if such a row cannot be distinguished from a prompt's. */
  commandEcho?: RegExp;
  /** The same for a shell command only. */
  shellEcho?: RegExp;
  /** The first row drawn before the first prompt; absent if it cannot be recognized. */
  opening?: RegExp;
  /** The last row of a frame around that: a small pane may show only this row. */
  openingEnd?: RegExp;
  /** A row just above the composer that shows a turn in flight, and one that shows a finished turn. */
  activity: RegExp;
  finished: RegExp;
  /** The row that says the user interrupted the turn. */
  interrupted: RegExp;
  /** Text in the first footer row while a turn is in flight. */
  busyHint: RegExp;
  /** Ghost text or notice that prompts are queued. */
  queued: RegExp;
  /** A row that shows a running tool; group 1 is its name, if the row contains it. */
  runningTool: RegExp;
}

/** How the agent shows what runs alongside a turn. */
export interface BackgroundWorkGrammar {
  /** Background work named near the composer; group 1 is the number. */
  backgroundShells: RegExp;
  backgroundAgents: RegExp;
  /** Commands that the agent watches in the background, and the number of all tasks there; absent if none is shown. */
  backgroundMonitors?: RegExp;
  backgroundTasks?: RegExp;
  /** The row above a live composer that says that the agent continues by itself when background work ends. */
  waitingForBackground: RegExp;
}

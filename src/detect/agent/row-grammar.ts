/** Rows of a conversation that a mode for people who hear the screen draws differently. Patterns see plain text rows. */
export interface RowGrammar extends BackgroundWorkGrammar {
  /** The first row of a prompt, answer or tool call: the conversation begins here, seen from the composer upwards. */
  conversation: RegExp;
  /** The first row of an answer's text. */
  answer: RegExp;
  /** The first row of a prompt in the conversation. */
  promptEcho: RegExp;
  /** The same of a command of the agent's own or of a shell; absent where such a row is not told from a prompt's. */
  commandEcho?: RegExp;
  /** The first row of all that is drawn before the first prompt; absent where it is not told. */
  opening?: RegExp;
  /** The last row of a frame around that: a small pane may show it alone. */
  openingEnd?: RegExp;
  /** A row just above the composer that shows a turn in flight, and one that shows a finished turn. */
  activity: RegExp;
  finished: RegExp;
  /** The row that says the turn was cut off by the person. */
  interrupted: RegExp;
  /** Text in the first footer row while a turn is in flight. */
  busyHint: RegExp;
  /** Ghost or notice that prompts are queued. */
  queued: RegExp;
  /** A row that shows a tool at work; group 1 is its name, where the row tells. */
  runningTool: RegExp;
}

/** How the agent tells what runs alongside a turn. */
export interface BackgroundWorkGrammar {
  /** Background work named near the composer; group 1 is the number. */
  backgroundShells: RegExp;
  backgroundAgents: RegExp;
  /** Commands that the agent watches in the background, and the number of all tasks there; absent where none is told. */
  backgroundMonitors?: RegExp;
  backgroundTasks?: RegExp;
  /** The row, above a live composer, by which the agent says that it continues by itself when background work ends. */
  waitingForBackground: RegExp;
}

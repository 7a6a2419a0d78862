/** How the processes of an agent are distinguished, by what the system lists of them. */
export interface ProcessGrammar {
  /** The variables of its environment that say where an agent keeps its files. */
  variables: string[];
  /**
   * What a process does, by its words (program and arguments) and by the path of its program where that is known;
   * `undefined` where it is not the agent's program.
   */
  role(words: string[], program: string | undefined): AgentRole | undefined;
  /** The agent's own arguments that show a background session in this terminal, and that end it; absent where there are none. */
  background?: { open(id: string): string[]; end(id: string): string[] };
}

export type AgentRole =
  /** It draws the agent's screen; the conversation where the words name it. */
  | { kind: 'screen'; sessionId?: string }
  /** It shows a background session: its id, or a part of its name. */
  | { kind: 'view'; of: string }
  /** It has no screen: a daemon, a server, a call that prints its answer. */
  | { kind: 'other' };

/** How to distinguish the processes of an agent, by the system's process list. */
export interface ProcessGrammar {
  /** The environment variables that determine where an agent keeps its files. */
  variables: string[];
  /**
   * What a process does, by its words (program and arguments) and by the path of its program if that is known;
   * `undefined` if it is not the agent's program.
   */
  role(words: string[], program: string | undefined): AgentRole | undefined;
  /**
   * The agent's arguments that show a background session in this terminal, and those that end it; absent if it has
   * none.
   */
  background?: { open(id: string): string[]; end(id: string): string[] };
}

export type AgentRole =
  /** It draws the agent's screen; with the conversation if the words name it. */
  | { kind: 'screen'; sessionId?: string }
  /** It shows a background session: its id, or a part of its name. */
  | { kind: 'view'; of: string }
  /** It has no screen: a daemon, a server, a call that prints its answer. */
  | { kind: 'other' };

/** Tokens by kind; no token is counted twice. `null` if the agent does not report a kind. */
export interface Tokens {
  input: number | null;
  output: number | null;
  cacheRead: number | null;
  cacheWrite: number | null;
}

/** A window of an account's limits; `resetsAt` in ms since 1970. */
export interface LimitFact {
  window: string;
  usedPercent: number | null;
  resetsAt: number | null;
}

/** The usage in one record of a transcript; `at` in ms since 1970. */
export type UsageFact = { at?: number } & (
  | {
      /** Tokens of one answer. Records of one answer share its `message` and repeat or complete the first one. */
      kind: 'message';
      message: string;
      tokens: Tokens;
      model?: string;
      /** Of a subagent: it says nothing about the conversation's context. */
      aside?: boolean;
    }
  | {
      /** Tokens of the whole conversation up to here. */
      kind: 'total';
      tokens?: Tokens;
      /** How many of them its newest answer added, if the agent reports that. */
      added?: Tokens;
      contextUsed?: number;
      contextSize?: number;
      limits?: LimitFact[];
    }
  /** One answer of the model, in a conversation with its own totals; `answer` is its id, if it has one. */
  | { kind: 'answered'; answer?: string }
  | { kind: 'model'; model: string }
);

/**
 * The agent's report to its status line at one moment. Costs in USD and lines are counters of `conversation`, or of the
 * agent's process.
 */
export interface StatusReport {
  conversation: string;
  transcript?: string;
  costUsd: number | null;
  linesAdded: number | null;
  linesRemoved: number | null;
  /** How long the counters have run, in ms. */
  durationMs: number | null;
  contextUsed: number | null;
  contextSize: number | null;
  /** The tokens of the conversation's newest answer; absent before the first one. */
  newest?: Tokens;
  model: string | null;
  limits: LimitFact[];
}

/** Where an agent reports its usage. */
export interface UsageGrammar {
  /** The usage in a record of a transcript. */
  read(record: unknown): UsageFact | undefined;
  /** A line whose record may contain usage contains one of these. */
  telling: string[];
  /** The folder with the transcripts of a conversation's subagents, by the path of its own; absent if there is none. */
  subagents?(transcript: string): string;
  /**
   * The total of an answer that calls tools follows after these have ended, unless a separate record reports it
   * earlier.
   */
  totalsFollowTools?: true;
  /** Absent for an agent that runs no command for its status line. */
  tap?: TapGrammar;
}

/** How to read what the agent tells its status line, which runs one command. */
export interface TapGrammar {
  /** A condition of the shell: the agent that runs the command is not that of the session whose settings it has. */
  isForeign: string;
  /** Settings files in which a user chooses that command, in order of precedence, with the name of their source. */
  files(configDir: string, cwd: string): { source: string; path: string }[];
  /**
   * The source whose file some releases look for in the folder, and others at the root of its repository or of the one
   * that a worktree belongs to.
   */
  shared: string;
  /** The argument that lists the sources in force, separated by commas. */
  sourcesFlag: string;
  /** The command that settings choose. */
  command(settings: unknown): string | undefined;
  /** `base` with another command; the rest of the user's status line settings stays in force. */
  settings(command: string, base: Record<string, unknown>): Record<string, unknown>;
  /** Reads the command's input; `undefined` for anything else. */
  read(record: unknown): StatusReport | undefined;
}

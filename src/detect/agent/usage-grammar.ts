/** Tokens by kind; no token is counted twice. `null` where the agent does not tell a kind. */
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

/** What one record of a transcript says of usage; `at` in ms since 1970. */
export type UsageFact = { at?: number } & (
  | {
      /** Tokens of one answer. Records of one answer share its `message` and repeat or complete what the first said. */
      kind: 'message';
      message: string;
      tokens: Tokens;
      model?: string;
      /** Of a subagent: it says nothing of the conversation's context. */
      aside?: boolean;
    }
  | {
      /** Tokens of the whole conversation up to here. */
      kind: 'total';
      tokens?: Tokens;
      /** How much of them its newest answer added, where the agent tells that. */
      added?: Tokens;
      contextUsed?: number;
      contextSize?: number;
      limits?: LimitFact[];
    }
  /** One answer of the model, in a conversation that counts its tokens itself; `answer` is its id, where it has one. */
  | { kind: 'answered'; answer?: string }
  | { kind: 'model'; model: string }
);

/** What the agent told its status line at one moment. Costs in USD and lines are counters of `conversation`, or of the agent's process. */
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

/** Where an agent tells what it uses. */
export interface UsageGrammar {
  /** What a record of a transcript says of usage. */
  read(record: unknown): UsageFact | undefined;
  /** A line whose record may say something holds one of these. */
  telling: string[];
  /** The folder with the transcripts of a conversation's subagents, by the path of its own; absent where there is none. */
  subagents?(transcript: string): string;
  /** An answer that calls tools is followed by its total when they have ended, unless a record of its own tells of it before. */
  totalsFollowTools?: true;
  /** Absent for an agent that runs no command for its status line. */
  tap?: TapGrammar;
}

/** How to hear what the agent tells its status line, which runs one command. */
export interface TapGrammar {
  /** Settings files in which a person chooses that command, the one that counts first, with the name of their source. */
  files(configDir: string, cwd: string): { source: string; path: string }[];
  /** The source whose file some releases look for in the folder, and others at the root of its repository or of the one that a worktree belongs to. */
  shared: string;
  /** The argument that names the sources that count, separated by commas. */
  sourcesFlag: string;
  /** The command that settings choose. */
  command(settings: unknown): string | undefined;
  /** `base` with another command; everything else of the person's status line stays in force. */
  settings(command: string, base: Record<string, unknown>): Record<string, unknown>;
  /** What the command was given; `undefined` for anything else. */
  read(record: unknown): StatusReport | undefined;
}

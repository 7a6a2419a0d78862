/**
 * How a process relates to its terminal: keys reach only the `foreground`. A stopped process counts as `background`.
 * `none`: it has no terminal.
 */
export type Standing = 'foreground' | 'background' | 'none';

/**
 * What distinguishes a process from a later one with the same id, and its standing. `mark` is the value of `startedAt`.
 */
export interface ProcessLook {
  mark: string;
  standing: Standing;
}

/** One process of this user. */
export interface ProcessFacts extends ProcessLook {
  pid: number;
  parent: number;
  /** When it started, ms since 1970, to about a second. */
  since: number;
  /** The program and its arguments; where the platform joins them, split at blanks. */
  words: string[];
  /** The path of its program; absent if the platform does not report it. */
  program?: string;
  /** Its terminal, in the platform's notation; empty if it has none. */
  terminal: string;
  /** Those of the requested environment variables that it was started with. */
  environment: Readonly<Record<string, string>>;
}

/** What to ask a program, and where. */
export interface Question {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  lines: string[];
  isAnswer(line: string): boolean;
}

/** Programs and processes outside tmux. */
export interface Processes {
  /** The user id of this process. */
  readonly userId: number;
  /** The absolute path of an executable on `path` (a PATH value), or `undefined`. */
  find(program: string, path: string | undefined): Promise<string | undefined>;
  /** Runs a program to its end and returns its stdout; `undefined` on any failure or after `timeoutMs`. */
  output(program: string, args: string[], timeoutMs: number): Promise<string | undefined>;
  /**
   * Starts a program in a folder with these lines on its standard input, returns the first line of its stdout for which
   * `isAnswer` is true, and ends the program; `undefined` if it ends first, or after `timeoutMs`.
   */
  ask(program: string, args: string[], question: Question, timeoutMs: number): Promise<string | undefined>;
  /** True while a process with this id runs; a zombie does not count. */
  isAlive(pid: number): boolean;
  /**
   * When the process started, as the platform reports it (clock ticks on Linux), to detect a reused pid; `undefined` if
   * unknown.
   */
  startedAt(pid: number): Promise<string | undefined>;
  /** The process now; `undefined` if it is gone or a zombie. */
  look(pid: number): Promise<ProcessLook | undefined>;
  /** Every process of this user, with these environment variables. */
  list(variables: string[]): Promise<ProcessFacts[]>;
  /** The working folder of a process and the path of its program; absent if the platform does not report it. */
  place(pid: number): Promise<{ folder?: string; program?: string }>;
  /**
   * The files that a process has open for writing, or, if `wanted` is true of none of them and `alone` is false, those
   * of its descendants; `undefined` if the platform does not report them.
   */
  openFiles(pid: number, wanted: (path: string) => boolean, alone?: boolean): Promise<string[] | undefined>;
  /** The descendants of a process; empty if the platform does not report them. */
  descendants(pid: number): Promise<number[]>;
  /**
   * The processor time that a process and its descendants have used, those that have ended included, ms; `undefined` if
   * it is gone or the platform does not report it.
   */
  cpuMs(pid: number): Promise<number | undefined>;
  /** Starts a program in its own process session, which outlives this process, without standard streams. */
  startApart(program: string, args: string[], cwd: string): Promise<void>;
  /** Sends the signal to this one process; does nothing if it is gone or not ours. */
  terminate(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void;
}

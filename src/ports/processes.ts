/**
 * Where a process stands to its terminal: what is typed there reaches only the `foreground`; a stopped process counts as
 * `background`. `none`: it has no terminal.
 */
export type Standing = 'foreground' | 'background' | 'none';

/** What tells a process from a later one of the same id, and where it stands. `mark` is as `startedAt` gives it. */
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
  /** The program and its arguments as the process has them; where the platform joins them, cut at blanks. */
  words: string[];
  /** The path of its program; absent where the platform does not tell. */
  program?: string;
  /** Its terminal, in the words of the platform; empty where it has none. */
  terminal: string;
  /** Of its environment, the variables that were asked for and that it was started with. */
  environment: Readonly<Record<string, string>>;
}

/** What a program is asked, and where. */
export interface Question {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  lines: string[];
  isAnswer(line: string): boolean;
}

/** Programs and processes outside tmux. */
export interface Processes {
  /** The number of the user whom this process belongs to. */
  readonly userId: number;
  /** The absolute path of an executable, looked up in `path` (a PATH value), or `undefined`. */
  find(program: string, path: string | undefined): Promise<string | undefined>;
  /** Runs a program to its end and returns its stdout; `undefined` on any failure or after `timeoutMs`. */
  output(program: string, args: string[], timeoutMs: number): Promise<string | undefined>;
  /**
   * Starts a program in a folder with these lines on its standard input, and returns the first line of its stdout of which `isAnswer` is true.
   * Ends it then; `undefined` where it ends before, or after `timeoutMs`.
   */
  ask(program: string, args: string[], question: Question, timeoutMs: number): Promise<string | undefined>;
  /** True while a process of this id runs; one that ended and that its parent has not noticed yet does not. */
  isAlive(pid: number): boolean;
  /** When the process started, as the platform tells it (clock ticks on Linux), to tell a reused pid; `undefined` where unknown. */
  startedAt(pid: number): Promise<string | undefined>;
  /** Where the process stands now; `undefined` where it is gone, or has ended and was not noticed yet. */
  look(pid: number): Promise<ProcessLook | undefined>;
  /** Every process of this user, with these variables of its environment. */
  list(variables: string[]): Promise<ProcessFacts[]>;
  /** The folder a process works in, and the path of its program; absent where the platform does not tell. */
  place(pid: number): Promise<{ folder?: string; program?: string }>;
  /**
   * The files that a process holds open to write in them (what it only reads need not be its own), or, where `wanted` is true of
   * none of them and it does not count `alone`, those of its descendants; `undefined` where the platform does not tell.
   */
  openFiles(pid: number, wanted: (path: string) => boolean, alone?: boolean): Promise<string[] | undefined>;
  /** The children of a process, their children, and so on; empty where the platform does not tell. */
  descendants(pid: number): Promise<number[]>;
  /** Starts a program in a session of its own, which outlives this process, with nothing on its streams. */
  startApart(program: string, args: string[], cwd: string): Promise<void>;
  /** Sends the signal to this one process; nothing happens when it is gone or not ours. */
  terminate(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void;
}

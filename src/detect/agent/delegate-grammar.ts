import type { Preset } from '../../contract/delegate.ts';

/** How to start an agent so that a delegate may do only what its preset allows. */
export interface PresetGrammar {
  /** The permission mode, by the agent's name; absent with `bypass`. */
  mode?: string;
  /** No permission checks: needs a person's consent. */
  bypass?: boolean;
  /** Tools that need no permission. */
  allow?: readonly string[];
  /** The only tools that may be used at all, even if others are allowed elsewhere; absent: any. */
  only?: readonly string[];
  /** Further arguments. */
  args?: readonly string[];
}

/** What csd must know to delegate tasks to an agent. */
export interface DelegateGrammar {
  /** A string says why the agent cannot keep a preset. */
  presets: Readonly<Record<Preset, PresetGrammar | string>>;
  /** Tools after which the agent may begin a turn by itself when its own is over. */
  wakes?: readonly string[];
  /** Paths that a record says were written. */
  changed(record: unknown): string[];
  /**
   * The flag that limits, in USD, the cost of an agent without a screen, which reports its cost only when a turn is
   * over.
   */
  budgetFlag?: string;
  /** Present for an agent that asks a program before each tool. */
  guard?: GuardGrammar;
}

/** A tool that is about to run. */
export interface GuardedCall {
  tool: string;
  /** The base folder of relative paths. */
  cwd: string;
  /** Further folders that they may be relative to. */
  folders?: string[];
  /** Paths that it writes, and that it reads. */
  writes: string[];
  reads: string[];
  /** The shell command that it runs. */
  command?: string;
  /** For a tool that csd does not know: the texts in its input. */
  texts?: string[];
}

/** How the agent asks a program before each tool, and how it reads the answer. */
export interface GuardGrammar {
  /**
   * `base` with the shell command, which runs before every tool and at every start, without anything that would prevent
   * that; and with the agent's own rules: tools that need no permission, and globs of paths that it does not search.
   * Absent for an agent that takes no complete settings.
   */
  settings?(
    command: string,
    base: Record<string, unknown>,
    rules: { allow: readonly string[]; unread: readonly string[] },
  ): Record<string, unknown>;
  /** The equivalent arguments, for an agent without `settings`. */
  args?(command: string, digest: Digest): string[];
  /**
   * How to ask the agent before its start whether it will run the command, for an agent that does not report its start
   * to it.
   */
  asks?(command: string, digest: Digest): GuardQuestion;
  /**
   * Reads the program's input: the start of a conversation, a tool, or neither. `readEnd` returns the newest records of
   * a transcript as text, for what the input leaves out.
   */
  read(record: unknown, readEnd: (file: string) => string): 'start' | GuardedCall | undefined;
  /** A tool by its name and input, as in the transcript or a dialog. */
  call(tool: string, input: unknown, cwd: string): GuardedCall;
  /** What the program prints to deny a tool. */
  deny(reason: string): string;
  /** The agent's own files, as globs, that could tell it not to ask. */
  own: readonly string[];
}

/** The SHA-256 of a text in hexadecimal digits. */
export type Digest = (text: string) => string;

/** A call of the agent's program: its arguments, the lines of its input for a folder, and the line that answers. */
export interface GuardQuestion {
  args: string[];
  lines(cwd: string): string[];
  isAnswer(line: string): boolean;
  /** True if the answer says that the command will be asked. */
  isAsked(answer: string): boolean;
}

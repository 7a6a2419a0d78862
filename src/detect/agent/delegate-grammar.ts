import type { Preset } from '../../contract/delegate.ts';

/** How an agent is told what a delegate may do. */
export interface PresetGrammar {
  /** The permission mode, in the agent's words; absent with `bypass`. */
  mode?: string;
  /** No permission checks: a person must have agreed to that. */
  bypass?: boolean;
  /** Tools that are used without asking. */
  allow?: readonly string[];
  /** The only tools that may be used at all, however they are allowed elsewhere; any when absent. */
  only?: readonly string[];
  /** Further arguments. */
  args?: readonly string[];
}

/** What csd must know to delegate tasks to an agent. */
export interface DelegateGrammar {
  /** A text says why the agent cannot keep a preset. */
  presets: Readonly<Record<Preset, PresetGrammar | string>>;
  /** Tools after which the agent may begin a turn by itself when its own is over. */
  wakes?: readonly string[];
  /** Paths that a record says were written. */
  changed(record: unknown): string[];
  /** The flag that bounds, in USD, what an agent without a screen may cost: it tells its cost only when a turn is over. */
  budgetFlag?: string;
  /** Present for an agent that asks a program before each tool. */
  guard?: GuardGrammar;
}

/** A tool that is about to run. */
export interface GuardedCall {
  tool: string;
  /** The folder that relative paths are meant from. */
  cwd: string;
  /** Further folders that they may be meant from. */
  folders?: string[];
  /** Paths that it writes, and that it reads. */
  writes: string[];
  reads: string[];
  /** The shell command that it runs. */
  command?: string;
  /** The tool is none that csd knows, and these are the texts that it is given. */
  texts?: string[];
}

/** How the agent asks a program before each tool, and hears the answer. */
export interface GuardGrammar {
  /**
   * `base` with the shell command, asked before every tool and told of every start, and nothing in it that would keep it from
   * being asked; and with rules of the agent's own: tools that it uses without asking, and globs of paths that it does not search.
   * Absent for an agent that takes no settings as a whole.
   */
  settings?(
    command: string,
    base: Record<string, unknown>,
    rules: { allow: readonly string[]; unread: readonly string[] },
  ): Record<string, unknown>;
  /** Arguments that do the same, for an agent that has no `settings`. */
  args?(command: string, digest: Digest): string[];
  /** How to ask the agent before it starts whether it will ask the command, for one that does not tell it of its start. */
  asks?(command: string, digest: Digest): GuardQuestion;
  /**
   * What the program is given: the start of a conversation, a tool, or something that is neither. `readEnd` gives the newest records of a
   * transcript, as text, where the record leaves something out that they tell.
   */
  read(record: unknown, readEnd: (file: string) => string): 'start' | GuardedCall | undefined;
  /** A tool by its name and input, as the transcript or a dialog tells them. */
  call(tool: string, input: unknown, cwd: string): GuardedCall;
  /** What the program prints to deny a tool. */
  deny(reason: string): string;
  /** Files of the agent's own, as globs, by which it could be told to ask nobody. */
  own: readonly string[];
}

/** The SHA-256 of a text in hexadecimal digits. */
export type Digest = (text: string) => string;

/** A call of the agent's program: its arguments, what it is given in a folder line by line, and the line that answers. */
export interface GuardQuestion {
  args: string[];
  lines(cwd: string): string[];
  isAnswer(line: string): boolean;
  /** True where the answer says that the command will be asked. */
  isAsked(answer: string): boolean;
}

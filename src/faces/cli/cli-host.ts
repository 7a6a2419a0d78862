import type { AnyCommand, AnyOperation } from '../../contract/operation.ts';
import type { AnyService } from '../../contract/service.ts';
import type { Spelling } from '../../operations/call-operation.ts';
import type { Choice, Group } from '../../operations/guide.ts';
import type { Topic } from '../../operations/topics.ts';
import { toFlag } from './fields.ts';

/** Everything that the command line needs from its process, so that a test can replace it. */
export interface CliHost {
  /** The name of the program, for help and errors. */
  program: string;
  /** Without the interpreter and the script. */
  argv: string[];
  version: string;
  /** Each operation by name, loaded on demand. */
  operations: Readonly<Record<string, () => Promise<AnyOperation>>>;
  /** Further names of operations. */
  aliases: Readonly<Record<string, string>>;
  /** Commands that serve the operations to other programs, likewise. */
  services: Readonly<Record<string, () => Promise<AnyService>>>;
  /** The service to start without arguments at a terminal; without it the program prints its help. */
  alone?: string;
  /** The groups of the help, how to choose between similar commands, and our terms for those of other tools. */
  guide(): Promise<{
    groups: readonly Group[];
    choices: readonly Choice[];
    pointers: Readonly<Record<string, string>>;
  }>;
  /** The only session; `undefined` if there are several or none. */
  soleSession?(): Promise<string | undefined>;
  /** The known values of an input field; `backend` is the agent on the command line. */
  valuesOf(field: string, backend?: string): Promise<string[]>;
  topics(): Promise<Readonly<Record<string, Topic>>>;
  call(operation: AnyOperation, input: Record<string, unknown>, spell: Spelling): Promise<unknown>;
  serve(service: AnyService, input: Record<string, unknown>, spell: Spelling): Promise<number>;
  /** The results of an operation that is followed, one after the other. */
  follow(operation: AnyOperation, input: Record<string, unknown>, spell: Spelling): AsyncIterable<unknown>;
  /** The terminal of stdout; `undefined` if it is none. */
  terminal: Terminal | undefined;
  stdinIsTerminal: boolean;
  /** The time of day, ms since 1970. */
  now(): number;
  /** A person reads the errors: print sentences. */
  stderrIsTerminal: boolean;
  /** Standard input to its end, UTF-8 decoded lossily. */
  readStdin(): Promise<string>;
  /** A file's text, UTF-8 decoded lossily; throws `bad_input` when it cannot be read. */
  readFile(path: string): Promise<string>;
  /** Reports a bug to a developer, if requested. */
  reportFault?(error: unknown): void;
  /** Writes everything before the command ends; a closed reader is not an error. */
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** Writes to stdout without blocking the process; false if the reader has gone or a signal ends the wait for it. */
  stream(text: string): Promise<boolean>;
  /** Resolves when everything written was accepted, or given up after a signal. */
  written?(): Promise<void>;
  /**
   * Watches the reader of stdout from now on: the returned signal aborts when it has gone, which also ends all waits.
   */
  readerLeft(): Promise<AbortSignal>;
}

/** A terminal to draw on; sizes in cells. */
export interface Terminal {
  /** Colours are allowed: `NO_COLOR` is not set. */
  colours: boolean;
  size(): { columns: number; rows: number };
  /** Calls back after each change of the size, until the returned function is called. */
  onResize(listener: () => void): () => void;
}

/** Every command except the built-in ones, by its name on the command line. */
export function commandsOf(host: CliHost): Record<string, () => Promise<AnyCommand>> {
  const commands = Object.entries({ ...host.operations, ...host.services });
  return Object.fromEntries(commands.map(([name, load]) => [toFlag(name), load]));
}

/** The entry of a table for the typed name: its own name, in kebab case or not, or an alias. */
export function findCommand<T>(table: Readonly<Record<string, T>>, host: CliHost, typed: string): T | undefined {
  const alias = Object.hasOwn(host.aliases, typed) ? host.aliases[typed] : undefined;
  const name = alias ?? typed.replaceAll('-', '_');
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

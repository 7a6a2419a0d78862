import type { AnyCommand, AnyOperation } from '../../contract/operation.ts';
import type { AnyService } from '../../contract/service.ts';
import type { Spelling } from '../../operations/call.ts';
import type { Choice, Group } from '../../operations/guide.ts';
import type { Topic } from '../../operations/topics.ts';
import { toFlag } from './fields.ts';

/** All that the command line needs of its process, so that a test can stand in for it. */
export interface CliHost {
  /** What the program is called, in help and errors. */
  program: string;
  /** Without the interpreter and the script. */
  argv: string[];
  version: string;
  /** Each operation by name, loaded when it is asked for. */
  operations: Readonly<Record<string, () => Promise<AnyOperation>>>;
  /** Further names of operations. */
  aliases: Readonly<Record<string, string>>;
  /** Commands that serve the operations to other programs, in the same way. */
  services: Readonly<Record<string, () => Promise<AnyService>>>;
  /** The service that the program starts without a word at a terminal; where it is absent it prints its help. */
  alone?: string;
  /** How the help groups the commands, which of two is meant, and what stands here for words of other tools. */
  guide(): Promise<{
    groups: readonly Group[];
    choices: readonly Choice[];
    pointers: Readonly<Record<string, string>>;
  }>;
  /** The only session there is; `undefined` where there are several or none. */
  soleSession?(): Promise<string | undefined>;
  /** What an input field can be, as far as that is known; `backend` is the agent that the command line names. */
  valuesOf(field: string, backend?: string): Promise<string[]>;
  topics(): Promise<Readonly<Record<string, Topic>>>;
  call(operation: AnyOperation, input: Record<string, unknown>, spell: Spelling): Promise<unknown>;
  serve(service: AnyService, input: Record<string, unknown>, spell: Spelling): Promise<number>;
  /** The outcomes of an operation that is followed, one after the other. */
  follow(operation: AnyOperation, input: Record<string, unknown>, spell: Spelling): AsyncIterable<unknown>;
  /** The terminal that stdout is; `undefined` where it is none. */
  terminal: Terminal | undefined;
  stdinIsTerminal: boolean;
  /** The time of day, ms since 1970. */
  now(): number;
  /** Someone reads the errors: they are sentences then. */
  stderrIsTerminal: boolean;
  /** Standard input to its end, UTF-8 decoded lossily. */
  readStdin(): Promise<string>;
  /** A file's text, UTF-8 decoded lossily; throws `bad_input` when it cannot be read. */
  readFile(path: string): Promise<string>;
  /** Tells a developer of a fault that the face does not put into words, where that was asked for. */
  reportFault?(error: unknown): void;
  /** Writes whole before the command ends; a reader that has gone away is not an error. */
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** Writes to stdout without holding up the process; false when the reader has gone away or a signal ends the wait for it. */
  stream(text: string): Promise<boolean>;
  /** All that was written has been taken, or given up after a signal. */
  written?(): Promise<void>;
  /** Looks after the reader of stdout from here on: this aborts when it has gone away, and with it what is being waited for. */
  readerLeft(): Promise<AbortSignal>;
}

/** A terminal to draw on; sizes in cells. */
export interface Terminal {
  /** The person takes colours: `NO_COLOR` is not set. */
  colours: boolean;
  size(): { columns: number; rows: number };
  /** Calls back when the size has changed, until the returned function is called. */
  onResize(listener: () => void): () => void;
}

/** Every command but those built in, by its name on the command line. */
export function commandsOf(host: CliHost): Record<string, () => Promise<AnyCommand>> {
  const commands = Object.entries({ ...host.operations, ...host.services });
  return Object.fromEntries(commands.map(([name, load]) => [toFlag(name), load]));
}

/** What stands in one of these tables under the name that was typed: its own, in kebab case or not, or an alias. */
export function findCommand<T>(table: Readonly<Record<string, T>>, host: CliHost, typed: string): T | undefined {
  const alias = Object.hasOwn(host.aliases, typed) ? host.aliases[typed] : undefined;
  const name = alias ?? typed.replaceAll('-', '_');
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

import type { AnyCommand, AnyOperation } from '../../contract/operation.ts';
import type { AnyService } from '../../contract/service.ts';
import type { Spelling } from '../../operations/call.ts';
import type { Topic } from '../../operations/topics.ts';

/** All that the command line needs of its process, so that a test can stand in for it. */
export interface CliHost {
  /** Without the interpreter and the script. */
  argv: string[];
  version: string;
  /** Each operation by name, loaded when it is asked for. */
  operations: Readonly<Record<string, () => Promise<AnyOperation>>>;
  /** Commands that serve the operations to other programs, in the same way. */
  services: Readonly<Record<string, () => Promise<AnyService>>>;
  topics(): Promise<Readonly<Record<string, Topic>>>;
  call(operation: AnyOperation, input: Record<string, unknown>, spell: Spelling): Promise<unknown>;
  serve(service: AnyService, input: Record<string, unknown>, spell: Spelling): Promise<number>;
  stdinIsTerminal: boolean;
  /** Standard input to its end, UTF-8 decoded lossily. */
  readStdin(): Promise<string>;
  /** A file's text, UTF-8 decoded lossily; throws `bad_input` when it cannot be read. */
  readFile(path: string): Promise<string>;
  /** Writes whole; a reader that has gone away is no error. */
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** Writes to stdout without holding up the process; false when the reader has gone away or a signal ends the wait for it. */
  stream(text: string): Promise<boolean>;
}

/** Every command but those built in, by name. */
export function commandsOf(host: CliHost): Record<string, () => Promise<AnyCommand>> {
  return { ...host.operations, ...host.services };
}

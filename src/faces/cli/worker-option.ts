import { CsdError } from '../../contract/errors.ts';
import type { AnyCommand } from '../../contract/operation.ts';
import { InputError } from '../../operations/call-operation.ts';
import { toFlag } from './fields.ts';

/** Input fields that name the session or worker. */
const HANDLES = ['session', 'worker'];

/** `--worker NAME` before the command, and the rest of the arguments; throws `bad_input` if the name is missing. */
export function takeHandle(argv: string[]): { handle?: string; argv: string[] } {
  const [first = '', second] = argv;
  if (first.startsWith('--worker=')) return { handle: first.slice('--worker='.length), argv: argv.slice(1) };
  if (first !== '--worker') return { argv };
  if (second === undefined) throw new CsdError('bad_input', '--worker needs the name of a worker');
  return { handle: second, argv: argv.slice(2) };
}

/** The arguments of a command with the name in first place; throws `bad_input` for a command that takes none. */
export function withHandle(command: AnyCommand, handle: string | undefined, words: string[]): string[] {
  if (handle === undefined) return words;
  if (handleOf(command) !== undefined) return [handle, ...words];
  throw new CsdError('bad_input', `--worker is not valid for ${toFlag(command.name)}, which is not about one worker`);
}

/** Adds to an error about a missing session or worker how else it can be named. */
export function withHint(error: unknown, command: AnyCommand): unknown {
  const field = handleOf(command);
  if (!(error instanceof InputError) || field === undefined || !error.missing.includes(field)) return error;
  const name = toFlag(command.name);
  const hint = `name the ${field}, as in \`csd ${name} NAME\` or \`csd --worker NAME ${name}\``;
  return new CsdError(error.code, `${error.message}: ${hint}`, error.data, { cause: error });
}

function handleOf(command: AnyCommand): string | undefined {
  const [first] = (command.cli.positionals ?? []) as string[];
  return first !== undefined && HANDLES.includes(first) ? first : undefined;
}

import { CsdError, ERRORS } from '../../contract/errors.ts';
import type { AnyOperation } from '../../contract/operation.ts';
import { onTerminal, toJson } from '../../operations/visible.ts';
import { bindInput } from './bind.ts';
import { completionScript, completions } from './complete.ts';
import { type Layout, layoutOf, spellingOf } from './fields.ts';
import { meant, topicText } from './help.ts';
import type { CliHost } from './host.ts';
import { parseQuickly } from './quick.ts';
import type { ParsedArgs } from './words.ts';

const BUILT_IN = ['help', 'completion'];

/**
 * Plays one command line and returns the exit code. An outcome is one line on stdout; an error is one line of JSON on
 * stderr, `{"error", "code", ...}`, and the code of the error table.
 */
export async function runCli(host: CliHost): Promise<number> {
  try {
    return await dispatch(host);
  } catch (error) {
    const { json, exit } = describeError(error);
    host.write('stderr', `${toJson(json)}\n`);
    return exit;
  }
}

async function dispatch(host: CliHost): Promise<number> {
  const [command, ...rest] = host.argv;
  if (command === undefined) {
    const known = [...Object.keys(host.operations), ...BUILT_IN];
    throw new CsdError('bad_input', 'no command given; see csd --help', { known });
  }
  if (command === '--version' || command === '-V') return print(host, host.version);
  if (command === '--help' || command === '-h') return print(host, await topicText(host, undefined));
  if (command === 'help')
    return print(
      host,
      await topicText(
        host,
        rest.find((word) => !word.startsWith('-')),
      ),
    );
  if (command === 'completion') return print(host, completionScript(rest[0]));
  if (command === '--complete') return print(host, (await completions(host, rest, BUILT_IN)).join('\n'));
  const load = Object.hasOwn(host.operations, command) ? host.operations[command] : undefined;
  if (load === undefined) throw unknownCommand(host, command);
  return perform(host, await load(), rest);
}

async function perform(host: CliHost, operation: AnyOperation, argv: string[]): Promise<number> {
  const layout = layoutOf(operation);
  const parsed = parseQuickly(argv, layout);
  if (parsed === undefined) throw await refusal(host, operation, layout, argv);
  if (parsed.options.help) return print(host, await topicText(host, operation.name));
  if (parsed.options.version) return print(host, host.version);
  const input = await inContext(operation, () => bindInput(parsed, layout, host));
  const output = await host.call(operation, input, spellingOf(layout));
  return printOutcome(host, operation, parsed, output);
}

function printOutcome(host: CliHost, operation: AnyOperation, parsed: ParsedArgs, output: unknown): number {
  const exit = operation.cli.exit?.(output) ?? 0;
  const json = parsed.options.json !== undefined;
  const text = json ? undefined : operation.cli.render?.(output);
  host.write(
    exit === 0 || json ? 'stdout' : 'stderr',
    withNewline(text === undefined ? toJson(output) : onTerminal(text)),
  );
  return exit;
}

async function refusal(host: CliHost, operation: AnyOperation, layout: Layout, argv: string[]): Promise<CsdError> {
  const { parseFully } = await import('./yargs.ts');
  const answer = await parseFully(host, operation, argv);
  const why = 'refusal' in answer ? answer.refusal : 'a flag has a value it does not take, or lacks one';
  const [, unknown] = /^Unknown arguments?: ([^,\s]+)/.exec(why) ?? [];
  const flags = [...layout.flags.map((field) => field.flag), 'json', 'help', ...(layout.text ? ['file'] : [])];
  const near = unknown === undefined ? '' : meant(unknown, flags);
  const hint = layout.text ? `; a ${layout.text.field.flag} that begins with "-" goes after a bare --` : '';
  return new CsdError('bad_input', `${why}${near}${hint}`, {
    operation: operation.name,
    usage: `csd help ${operation.name}`,
  });
}

async function inContext<T>(operation: AnyOperation, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof CsdError)) throw error;
    throw new CsdError(error.code, error.message, { ...error.data, operation: operation.name }, { cause: error });
  }
}

function unknownCommand(host: CliHost, command: string): CsdError {
  const known = [...Object.keys(host.operations), ...BUILT_IN];
  return new CsdError('bad_input', `unknown command ${JSON.stringify(command)}${meant(command, known)}`, { known });
}

function describeError(error: unknown): { json: Record<string, unknown>; exit: number } {
  if (error instanceof CsdError) {
    const head = { error: error.message, code: error.code };
    return { json: { ...head, ...error.data, ...head }, exit: ERRORS[error.code].exit };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { json: { error: message, code: 'internal' }, exit: ERRORS.internal.exit };
}

function print(host: CliHost, text: string): number {
  host.write('stdout', withNewline(text));
  return 0;
}

function withNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

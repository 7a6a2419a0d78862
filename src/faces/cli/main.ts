import { CsdError, ERRORS } from '../../contract/errors.ts';
import { type AnyCommand, type AnyOperation, isStreaming } from '../../contract/operation.ts';
import type { AnyService } from '../../contract/service.ts';
import { onTerminal, toJson } from '../../operations/text/escape-output.ts';
import { describeFailure } from '../failure.ts';
import { bindInput } from './bind.ts';
import { type CliHost, commandsOf, findCommand } from './cli-host.ts';
import { completionScript, completions } from './complete.ts';
import { type Layout, layoutOf, spellingOf, toFlag } from './fields.ts';
import { meant, topicText } from './help.ts';
import { parseQuickly } from './parse-args.ts';
import type { ParsedArgs } from './protect-args.ts';
import { signedWords, spellOut } from './protect-args.ts';
import { completeNames, nameSoleFirst } from './session-words.ts';
import { checkShown, viewOf } from './view-of.ts';
import { takeHandle, withHandle, withHint } from './worker-option.ts';

const BUILT_IN = ['help', 'completion', 'version'];

/**
 * Runs one command line and returns the exit code. A result is one line on stdout; an error is one line of JSON on
 * stderr, `{"error", "code", ...}`, with the exit code of the error table. If stderr is a terminal and `--json` is not
 * given, the error is a sentence.
 */
export async function runCli(host: CliHost): Promise<number> {
  const code = await play(host);
  await host.written?.();
  return code;
}

async function play(host: CliHost): Promise<number> {
  try {
    return await dispatch(host);
  } catch (error) {
    const { json, code } = describeFailure(error);
    if (code === 'internal') host.reportFault?.(error);
    const text = forPerson(host) ? sentenceOf(host.program, json) : toJson(json);
    host.write('stderr', `${text}\n`);
    return ERRORS[code].exit;
  }
}

async function dispatch(host: CliHost): Promise<number> {
  const { handle, argv } = takeHandle(host.argv);
  const [command, ...rest] = argv;
  if (command === undefined) {
    if (handle === undefined) return withoutWords(host);
    throw new CsdError('bad_input', 'no command given: csd --worker NAME COMMAND …; csd --help lists the commands');
  }
  if (['--version', '-V', '-v', 'version'].includes(command)) return print(host, host.version);
  if (command === '--help' || command === '-h') return print(host, await topicText(host, undefined));
  if (command === 'help')
    return print(
      host,
      await topicText(
        host,
        rest.find((word) => !word.startsWith('-')),
      ),
    );
  if (command === 'completion') return print(host, completionScript(rest[0], host.program));
  if (command === '--complete') return print(host, (await completions(host, rest, BUILT_IN)).join('\n'));
  const load = findCommand(host.operations, host, command);
  if (load !== undefined) {
    const operation = await load();
    return perform(host, operation, withHandle(operation, handle, rest));
  }
  const service = findCommand(host.services, host, command);
  if (service === undefined) throw await unknownCommand(host, command);
  const loaded = await service();
  return serve(host, loaded, withHandle(loaded, handle, rest));
}

/** Without arguments: at a terminal the service that shows everything, otherwise the help. */
async function withoutWords(host: CliHost): Promise<number> {
  const load =
    host.alone !== undefined && host.terminal && host.stdinIsTerminal ? host.services[host.alone] : undefined;
  return load ? serve(host, await load(), []) : print(host, await topicText(host, undefined));
}

async function perform(host: CliHost, operation: AnyOperation, argv: string[]): Promise<number> {
  const asked = await understand(host, operation, argv);
  if (asked === undefined) return 0;
  if (asked.follows) return follow(host, operation, asked);
  const left = operation.cli.readsLong ? await host.readerLeft() : undefined;
  const output = await host.call(operation, asked.input, asked.spell).catch((error) => {
    if (!left?.aborted) throw withHint(error, operation);
  });
  if (left?.aborted) return 0;
  if (isStreaming(operation))
    return printTexts(host, textsOf(host, output as AsyncIterable<unknown>, operation, asked.parsed));
  return printOutcome(host, operation, asked.parsed, output);
}

/**
 * A pipe accepts this much (characters) without its reader. Longer output can wait for the reader, while signals are
 * handled.
 */
const AT_ONCE = 16_000;

/** Shows each result in place of the previous one; without a terminal, or with `--json`, one below the other. */
async function follow(host: CliHost, operation: AnyOperation, { parsed, input, spell }: Asked): Promise<number> {
  const outputs = host.follow(operation, input, spell);
  const { distinct, showLive } = await import('./live.ts');
  const texts = distinct(textsOf(host, outputs, operation, parsed));
  if (host.terminal === undefined || parsed.options.json !== undefined) return printTexts(host, texts);
  await showLive(host, host.terminal, texts);
  return 0;
}

/** Prints each text as it comes, until the end or until the reader has gone. */
async function printTexts(host: CliHost, texts: AsyncIterable<string>): Promise<number> {
  const left = await host.readerLeft();
  try {
    for await (const text of texts) if (!(await host.stream(withNewline(text)))) break;
  } catch (error) {
    if (!left.aborted) throw error;
  }
  return 0;
}

async function* textsOf(
  host: CliHost,
  items: AsyncIterable<unknown>,
  operation: AnyOperation,
  parsed: ParsedArgs,
): AsyncGenerator<string, void, undefined> {
  for await (const item of items) yield textOf(host, item, operation, parsed);
}

/** A result as it is printed: for a person if the operation can render it, otherwise one line of JSON. */
function textOf(host: CliHost, output: unknown, { cli }: AnyOperation, parsed: ParsedArgs): string {
  const text = parsed.options.json === undefined ? cli.render?.(output, viewOf(host, cli.shown, parsed)) : undefined;
  if (text === undefined) return toJson(output);
  return cli.isPainted ? text : onTerminal(text);
}

async function serve(host: CliHost, service: AnyService, argv: string[]): Promise<number> {
  const asked = await understand(host, service, argv);
  return asked === undefined ? 0 : host.serve(service, asked.input, asked.spell);
}

interface Asked {
  parsed: ParsedArgs;
  input: Record<string, unknown>;
  spell: (field: string) => string;
  /** The result is to be followed. */
  follows: boolean;
}

/** The command line as the command's input; `undefined` if it requested help or the version, which are then printed. */
async function understand(host: CliHost, command: AnyCommand, words: string[]): Promise<Asked | undefined> {
  const layout = layoutOf(command);
  const argv = signedWords(spellOut(words, command.cli.bare), command.cli.signed);
  const written = parseQuickly(argv, layout);
  if (written === undefined) throw await refusal(host, command, layout, argv);
  if (written.options.help || written.options.version) {
    print(host, written.options.help ? await topicText(host, command.name) : host.version);
    return undefined;
  }
  const parsed = await nameSoleFirst(host, command, layout, written);
  const input = await inContext(command, async () =>
    completeNames(host, command, layout, await bindInput(parsed, layout, host)),
  );
  await inContext(command, async () => checkShown(command.cli.shown, parsed));
  const follows = layout.flags.some((field) => field.follows && parsed.options[field.flag] !== undefined);
  return { parsed, input, spell: spellingOf(layout), follows };
}

async function printOutcome(
  host: CliHost,
  operation: AnyOperation,
  parsed: ParsedArgs,
  output: unknown,
): Promise<number> {
  const exit = operation.cli.exit?.(output) ?? 0;
  const json = parsed.options.json !== undefined;
  const advice = exit !== 0 && forPerson(host) ? operation.cli.advise?.(output) : undefined;
  const text = advice === undefined ? textOf(host, output, operation, parsed) : onTerminal(advice);
  const note = json ? undefined : operation.cli.stderrNote?.(output);
  const stream = exit === 0 || json || operation.cli.exitsOnStdout ? 'stdout' : 'stderr';
  if (stream === 'stdout' && text.length > AT_ONCE) await host.stream(withNewline(text));
  else if (text !== '') host.write(stream, withNewline(text));
  if (note !== undefined) host.write('stderr', withNewline(onTerminal(note)));
  return exit;
}

async function refusal(host: CliHost, operation: AnyCommand, layout: Layout, argv: string[]): Promise<CsdError> {
  const { flagsOf, parseFully } = await import('./yargs.ts');
  const answer = await parseFully(host, operation, argv);
  const { refusal: why, unknown } =
    'refusal' in answer ? answer : { refusal: 'a flag has an invalid value, or lacks one', unknown: undefined };
  const near = unknown === undefined ? '' : meant(unknown, [...flagsOf(layout), 'help']);
  const hint = layout.text ? `; a ${layout.text.field.flag} that begins with "-" goes after a bare --` : '';
  return new CsdError('bad_input', `${why}${near}${hint}`, {
    operation: operation.name,
    usage: `${host.program} help ${toFlag(operation.name)}`,
  });
}

async function inContext<T>(operation: AnyCommand, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof CsdError)) throw error;
    throw new CsdError(error.code, error.message, { ...error.data, operation: operation.name }, { cause: error });
  }
}

async function unknownCommand(host: CliHost, command: string): Promise<CsdError> {
  const { pointers } = await host.guide();
  const pointer = Object.hasOwn(pointers, command) ? `; ${pointers[command]}` : undefined;
  const near = pointer ?? meant(command, [...Object.keys(commandsOf(host)), ...Object.keys(host.aliases), ...BUILT_IN]);
  return new CsdError('bad_input', `unknown command ${JSON.stringify(command)}${near}`, {
    usage: `${host.program} help`,
  });
}

/** True if a person reads the errors, and did not request JSON. */
function forPerson(host: CliHost): boolean {
  const dashes = host.argv.indexOf('--');
  const flags = dashes < 0 ? host.argv : host.argv.slice(0, dashes);
  return host.stderrIsTerminal && !flags.includes('--json');
}

function sentenceOf(program: string, { error, usage }: { error: string; usage?: unknown }): string {
  const help = typeof usage === 'string' && !error.includes('`') ? `\nSee ${usage}.` : '';
  return onTerminal(`${program}: ${error}${help}`);
}

function print(host: CliHost, text: string): number {
  host.write('stdout', withNewline(text));
  return 0;
}

function withNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

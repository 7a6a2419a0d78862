import type { Argv, Options } from 'yargs';
import type { AnyCommand } from '../../contract/operation.ts';
import type { Choice } from '../../operations/guide.ts';
import { type CliHost, commandsOf } from './cli-host.ts';
import { type Layout, layoutOf, toFlag } from './fields.ts';
import { type ParsedArgs, protectWords } from './protect-args.ts';

/**
 * The result of the full parser: the parts of a command line, or the error, and the first flag that the command does
 * not have.
 */
export type FullParse = { parsed: ParsedArgs } | { refusal: string; unknown: string | undefined };

const SETTINGS = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'duplicate-arguments-array': true,
  'flatten-duplicate-arrays': true,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'populate--': true,
  'short-option-groups': true,
};

/** The help text of one command. yargs is loaded only here, because loading it takes 100 ms. */
export async function helpText(host: CliHost, operation: AnyCommand): Promise<string> {
  const program = await projection(host, 'help');
  let help = '';
  await program.parseAsync(
    [toFlag(operation.name), '--help'],
    {},
    (_error: unknown, _argv: unknown, output: string) => {
      help = output;
    },
  );
  return help;
}

/** Parses a command line with yargs, or returns its error message. */
export async function parseFully(host: CliHost, operation: AnyCommand, argv: string[]): Promise<FullParse> {
  const layout = layoutOf(operation);
  const safe = protectWords(argv, layout);
  const program = await projection(host, 'parse');
  let refusal: string | undefined;
  const found: Record<string, unknown> = await program.parseAsync(
    [toFlag(operation.name), ...safe.argv],
    {},
    (error: Error | undefined) => {
      refusal = error?.message;
    },
  );
  if (refusal !== undefined) return { refusal, unknown: unknownIn(found, layout) };
  return { parsed: collect(found, layout, operation, safe.restore) };
}

/** The flags of a command, including those of every command. */
export function flagsOf(layout: Layout): string[] {
  return [...layout.flags.map(({ flag }) => flag), 'json', ...(layout.text ? ['file'] : [])];
}

function unknownIn(found: Record<string, unknown>, layout: Layout): string | undefined {
  const short = layout.flags.flatMap((field) => field.short ?? []);
  const places = [...layout.positionals, ...(layout.text ? [layout.text.field] : [])].map(({ flag }) => flag);
  const known = [...flagsOf(layout), ...short, ...places, 'help', 'h', 'version', 'V', '_', '--', '$0'];
  return Object.keys(found).find((name) => !known.includes(name));
}

async function projection(host: CliHost, purpose: 'help' | 'parse'): Promise<Argv> {
  const { default: yargs } = await import('yargs');
  const program = yargs([])
    .scriptName(host.program)
    .locale('en')
    .parserConfiguration(SETTINGS)
    .usage('$0 <command>\n\nDrive interactive coding agents in detached tmux sessions.')
    .wrap(110)
    .exitProcess(false)
    .showHelpOnFail(false)
    .help('help')
    .alias('help', 'h')
    .version(host.version)
    .alias('version', 'V')
    .option('json', { type: 'boolean', describe: 'print JSON on stdout, whatever the outcome' })
    .strict();
  const { choices } = await host.guide();
  for (const load of Object.values(commandsOf(host))) {
    const command = await load();
    const aliases = Object.entries(host.aliases).flatMap(([word, name]) => (name === command.name ? [word] : []));
    addCommand(program, command, purpose, { aliases, choices });
  }
  return program as unknown as Argv;
}

function addCommand(
  program: Argv,
  operation: AnyCommand,
  purpose: 'help' | 'parse',
  { aliases, choices }: { aliases: string[]; choices: readonly Choice[] },
): void {
  const layout = layoutOf(operation);
  const required = purpose === 'help' ? ['<', '>'] : ['[', ']'];
  const words = layout.positionals.map((field) => {
    const [open, close] = field.optional ? ['[', ']'] : required;
    return `${open}${field.flag}${field.kind === 'list' ? '..' : ''}${close}`;
  });
  if (layout.text) words.push(`[${layout.text.field.flag}..]`);
  program.command(
    [[toFlag(operation.name), ...words].join(' '), ...aliases],
    operation.summary,
    (y) => {
      for (const field of layout.positionals)
        y.positional(field.flag, {
          type: 'string',
          array: field.kind === 'list',
          describe: describe(operation, field.name),
        });
      if (layout.text) {
        y.positional(layout.text.field.flag, { type: 'string', describe: describe(operation, layout.text.field.name) });
        y.option('file', {
          type: 'string',
          requiresArg: true,
          describe: 'read it from this file, - for standard input',
        });
      }
      for (const field of layout.flags) y.option(field.flag, optionOf(operation, field));
      for (const example of operation.cli.examples ?? []) y.example(example, '');
      const notes = choices.flatMap(({ commands, text }) => (commands.includes(toFlag(operation.name)) ? [text] : []));
      if (layout.afterDashes) notes.unshift(`after --: ${describe(operation, layout.afterDashes.name)}`);
      return notes.length > 0 ? y.epilogue(notes.join('\n')) : y;
    },
    noop,
  );
}

function optionOf(operation: AnyCommand, field: Layout['flags'][number]): Options {
  return {
    type: field.kind === 'boolean' ? 'boolean' : 'string',
    describe: describe(operation, field.name),
    ...(field.short !== undefined && { alias: field.short }),
    ...(field.kind === 'list' && { array: true }),
    ...(field.kind !== 'boolean' && !field.bare && { requiresArg: true }),
    ...(field.default !== undefined && { defaultDescription: String(field.default) }),
  };
}

function collect(
  found: Record<string, unknown>,
  layout: Layout,
  operation: AnyCommand,
  restore: (word: string) => string,
): ParsedArgs {
  const words = layout.positionals.flatMap((field) => toList(found[field.flag]));
  if (layout.text) words.push(...toList(found[layout.text.field.flag]));
  const extra = toList(found._).filter((word, i) => i > 0 || word !== toFlag(operation.name));
  const parsed: ParsedArgs = { words: [...words, ...extra].map((word) => restore(String(word))), options: {} };
  if (found['--'] !== undefined) parsed.dashed = toList(found['--']).map((word) => restore(String(word)));
  for (const name of flagsOf(layout)) {
    const values = toList(found[name]).map((value) => value === true || restore(String(value)));
    if (values.length > 0) parsed.options[name] = values;
  }
  return parsed;
}

function toList(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function describe(operation: AnyCommand, field: string): string {
  const { follow, file, shown = [] } = operation.cli;
  const own = [follow, file, ...shown].find((one) => one?.flag === field);
  return (operation.describe as Record<string, string>)[field] ?? own?.help ?? '';
}

function noop(): void {}

import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Layout } from './fields.ts';
import { COMMON_FLAGS, type ParsedArgs, protectWords } from './protect-args.ts';

/**
 * Parses a well-formed command line with Node's own parser, in under a millisecond. `undefined` if it is not
 * well-formed: the full parser then reports the reason.
 */
export function parseQuickly(argv: string[], layout: Layout): ParsedArgs | undefined {
  const safe = protectWords(argv, layout);
  try {
    const { tokens } = parseArgs({
      args: safe.argv,
      options: optionsOf(layout),
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
    return collect(tokens, safe.restore);
  } catch {
    return undefined;
  }
}

type Tokens = NonNullable<ReturnType<typeof parseArgs>['tokens']>;

function collect(tokens: Tokens, restore: (word: string) => string): ParsedArgs {
  const parsed: ParsedArgs = { words: [], options: {} };
  for (const token of tokens) {
    if (token.kind === 'option-terminator') parsed.dashed = [];
    else if (token.kind === 'positional') (parsed.dashed ?? parsed.words).push(restore(token.value));
    else {
      const values = parsed.options[token.name] ?? [];
      values.push(token.value === undefined ? true : restore(token.value));
      parsed.options[token.name] = values;
    }
  }
  return parsed;
}

function optionsOf(layout: Layout): NonNullable<ParseArgsConfig['options']> {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, type] of Object.entries(COMMON_FLAGS)) options[name] = { type, multiple: true };
  Object.assign(options.help ?? {}, { short: 'h' });
  Object.assign(options.version ?? {}, { short: 'V' });
  if (layout.text) options.file = { type: 'string', multiple: true };
  for (const { flag, kind, short } of layout.flags) {
    const type = kind === 'boolean' ? 'boolean' : 'string';
    options[flag] = { type, multiple: true, ...(short !== undefined && { short }) };
  }
  return options;
}

import { CsdError } from '../../contract/errors.ts';
import { onTerminal } from '../../operations/text/escape-output.ts';
import type { CliHost } from './cli-host.ts';
import { type Field, type Layout, toFlag } from './fields.ts';
import type { ParsedArgs } from './protect-args.ts';

/**
 * Turns a parsed command line into the operation's raw input: positional arguments, text (words, `--file` or standard
 * input) and flags. Throws `bad_input` for what no schema can check: too many words, a value that is not a number.
 */
export async function bindInput(parsed: ParsedArgs, layout: Layout, host: CliHost): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = {};
  const before = [...parsed.words];
  const after = layout.afterDashes ? [] : [...(parsed.dashed ?? [])];
  for (const field of layout.positionals) {
    if (field.kind === 'list') {
      const words = [...before.splice(0), ...after.splice(0)];
      if (words.length > 0 || !field.optional) input[field.name] = words;
      continue;
    }
    const word = before.shift() ?? after.shift();
    if (word !== undefined) input[field.name] = convert(field, [word], `<${field.flag}>`);
  }
  if (layout.text) {
    const text = await readText({ before, after }, parsed, layout.text, host);
    if (layout.flags.some(({ name }) => name === 'agent_args')) noteFlags(after, host);
    if (text !== undefined) input[layout.text.field.name] = text;
  } else if (before.length + after.length > 0) {
    const extra = [...before, ...after].map((word) => JSON.stringify(word)).join(' ');
    throw new CsdError('bad_input', `unexpected ${extra}`);
  }
  if (layout.afterDashes && parsed.dashed !== undefined) input[layout.afterDashes.name] = parsed.dashed;
  for (const field of layout.flags) {
    const values = parsed.options[field.flag];
    if (values === undefined || field.follows || field.shows) continue;
    if (field.fills !== undefined) {
      if (input[field.fills] !== undefined)
        throw new CsdError('bad_input', `--${field.flag} and --${toFlag(field.fills)} exclude each other`);
      const file = String(values.at(-1));
      input[field.fills] = file === '-' ? await host.readStdin() : await host.readFile(file);
    } else input[field.name] = convert(field, values, `--${field.flag}`);
  }
  return input;
}

async function readText(
  { before, after }: { before: string[]; after: string[] },
  parsed: ParsedArgs,
  text: NonNullable<Layout['text']>,
  host: CliHost,
): Promise<string | undefined> {
  const words = [...before, ...after];
  if (text.fromFile && words.length > 1)
    throw new CsdError('bad_input', `give one file, got ${words.map((word) => JSON.stringify(word)).join(' ')}`);
  const file = parsed.options.file?.at(-1) ?? (text.fromFile ? words.pop() : undefined);
  if (file !== undefined && words.length > 0) {
    throw new CsdError('bad_input', `--file and a <${text.field.flag}> in words exclude each other`);
  }
  const fromStdin =
    file === '-' || (file === undefined && before.length === 1 && before[0] === '-' && after.length === 0);
  if (fromStdin) return host.readStdin();
  if (typeof file === 'string') return host.readFile(file);
  if (words.length > 0) return words.join(' ');
  return text.stdin && !host.stdinIsTerminal ? host.readStdin() : undefined;
}

/**
 * After `--` every word belongs to the prompt. In other commands that start an agent, the agent's own flags follow it,
 * so words that look like these cause a note; the prompt is sent unchanged.
 */
function noteFlags(words: string[], host: CliHost): void {
  const flags = words.filter((word) => /^--[a-z][a-z-]*(=.*)?$/s.test(word));
  if (flags.length === 0) return;
  const are = flags.length === 1 ? 'is a part' : 'are parts';
  const note = `csd: note: ${flags.join(' ')} ${are} of the prompt: what stands behind -- is not read as a flag`;
  host.write('stderr', `${onTerminal(note)}\n`);
}

function convert(field: Field, values: (string | true)[], spelt: string): unknown {
  const last = values.at(-1);
  if (field.kind === 'list') return values;
  if (field.bare && last === '') return true;
  if (field.kind !== 'number') return last;
  const number = Number(last);
  if (String(last).trim() === '' || !Number.isFinite(number)) {
    throw new CsdError('bad_input', `${spelt}: not a number, got ${JSON.stringify(last)}`);
  }
  return number;
}

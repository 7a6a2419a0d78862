import type { AnyCommand } from '../../contract/operation.ts';
import { onTerminal } from '../../operations/text/escape-output.ts';
import type { CliHost } from './cli-host.ts';
import type { Field, Layout } from './fields.ts';
import type { ParsedArgs } from './protect-args.ts';

type Handle = NonNullable<Field['handle']>;

/** True if a person reads stderr; the arguments of a program are taken literally. */
function isForPerson(host: CliHost): boolean {
  return host.stdinIsTerminal && host.stderrIsTerminal && !host.argv.includes('--json');
}

function tell(host: CliHost, what: string, name: string): string {
  host.write('stderr', `${onTerminal(`${host.program}: ${what} ${name}`)}\n`);
  return name;
}

/**
 * Adds the only session to the front of the command line if the text in its place cannot be a name: one text with
 * blanks, or changes of tags. A prompt of one word could be a name, and one of several unquoted words begins with a
 * possible name.
 */
export async function nameSoleFirst(
  host: CliHost,
  command: AnyCommand,
  layout: Layout,
  parsed: ParsedArgs,
): Promise<ParsedArgs> {
  const [first, next] = layout.positionals;
  const { words, dashed = [] } = parsed;
  const takesMore = layout.text !== undefined || (next !== undefined && next.handle === undefined);
  const isNamed = first?.handle !== 'session' || first.kind === 'list' || first.optional || !takesMore;
  const all = [...words, ...dashed];
  if (!isForPerson(host) || isNamed || all.length === 0) return parsed;
  const isText = all.length === 1 && /\S\s+\S/.test(words[0] ?? '');
  const isChange = command.cli.signed === true && all.every((word) => /^[+-]/.test(word));
  const sole = isText || isChange ? await host.soleSession?.() : undefined;
  return sole === undefined ? parsed : { ...parsed, words: [tell(host, 'session', sole), ...words] };
}

/**
 * Completes what a user at a terminal may omit: the name if there is only one session, and the rest of a name with a
 * unique beginning. Says on stderr which session was chosen.
 */
export async function completeNames(
  host: CliHost,
  command: AnyCommand,
  layout: Layout,
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const fields = layout.positionals.filter(({ handle }) => handle !== undefined);
  if (!isForPerson(host) || command.namesToCome || fields.length === 0) return input;
  const next = { ...input };
  const whole = async (word: unknown, what: Handle) => {
    if (typeof word !== 'string' || word === '' || word.includes('@')) return word;
    const known = await host.valuesOf(what);
    if (known.includes(word)) return word;
    const [found, ...more] = known.filter((name) => name.startsWith(word));
    return found !== undefined && more.length === 0 ? tell(host, what, found) : word;
  };
  const soleOf = async (what: Handle) => {
    if (what === 'session') return host.soleSession?.();
    const [sole, ...more] = await host.valuesOf(what);
    return more.length === 0 ? sole : undefined;
  };
  for (const { name, optional, kind, handle = 'session' } of fields) {
    const value = input[name];
    if (Array.isArray(value) && value.length > 0)
      next[name] = await Promise.all(value.map((word) => whole(word, handle)));
    else if (typeof value === 'string') next[name] = await whole(value, handle);
    else if ((!optional || isNeeded(command, name, input)) && (value === undefined || kind === 'list')) {
      const sole = await soleOf(handle);
      if (sole !== undefined) next[name] = kind === 'list' ? [tell(host, handle, sole)] : tell(host, handle, sole);
    }
  }
  return next;
}

/** False for a name that may be omitted because a given flag replaces it. */
function isNeeded({ exclusive = [] }: AnyCommand, name: string, input: Record<string, unknown>): boolean {
  const groups = exclusive.filter((group) => group.includes(name));
  return groups.length > 0 && groups.flat().every((one) => input[one] === undefined);
}

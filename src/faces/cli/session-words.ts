import type { AnyCommand } from '../../contract/operation.ts';
import { onTerminal } from '../../operations/escape-output.ts';
import type { Field, Layout } from './fields.ts';
import type { CliHost } from './host.ts';
import type { ParsedArgs } from './protect-args.ts';

type Handle = NonNullable<Field['handle']>;

/** True where a person reads what csd says on stderr; a program's words are taken as they are. */
function isForPerson(host: CliHost): boolean {
  return host.stdinIsTerminal && host.stderrIsTerminal && !host.argv.includes('--json');
}

function tell(host: CliHost, what: string, name: string): string {
  host.write('stderr', `${onTerminal(`${host.program}: ${what} ${name}`)}\n`);
  return name;
}

/**
 * The command line with the only session in front, where what a person wrote in its place can be no name: one text with blanks, or the
 * changes of its tags. A prompt of one word could be a name, and one of several unquoted words begins with what could be one.
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
 * What a person at a terminal may leave out: the name where there is only one session, and the end of a name that no other begins with.
 * Says on stderr which session was taken.
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

/** True for a name that is left out only where a flag stands in its place, and that flag was not given. */
function isNeeded({ exclusive = [] }: AnyCommand, name: string, input: Record<string, unknown>): boolean {
  const groups = exclusive.filter((group) => group.includes(name));
  return groups.length > 0 && groups.flat().every((one) => input[one] === undefined);
}

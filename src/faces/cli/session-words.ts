import type { AnyCommand } from '../../contract/operation.ts';
import { onTerminal } from '../../operations/escape-output.ts';
import type { Field, Layout } from './fields.ts';
import type { CliHost } from './host.ts';

type Handle = NonNullable<Field['handle']>;

/**
 * What a person at a terminal may leave out: the name where there is only one session, and the end of a name that no other begins with.
 * Says on stderr which session was taken. A program's words are taken as they are.
 */
export async function completeNames(
  host: CliHost,
  command: AnyCommand,
  layout: Layout,
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const isPerson = host.stdinIsTerminal && host.stderrIsTerminal && !host.argv.includes('--json');
  const fields = layout.positionals.filter(({ handle }) => handle !== undefined);
  if (!isPerson || command.namesToCome || fields.length === 0) return input;
  const next = { ...input };
  const take = (name: string, what: string) => {
    host.write('stderr', `${onTerminal(`${host.program}: ${what} ${name}`)}\n`);
    return name;
  };
  const whole = async (word: unknown, what: Handle) => {
    if (typeof word !== 'string' || word === '' || word.includes('@')) return word;
    const known = await host.valuesOf(what);
    if (known.includes(word)) return word;
    const [found, ...more] = known.filter((name) => name.startsWith(word));
    return found !== undefined && more.length === 0 ? take(found, what) : word;
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
    else if (!optional && (value === undefined || kind === 'list')) {
      const sole = await soleOf(handle);
      if (sole !== undefined) next[name] = kind === 'list' ? [take(sole, handle)] : take(sole, handle);
    }
  }
  return next;
}

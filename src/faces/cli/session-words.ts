import type { AnyCommand } from '../../contract/operation.ts';
import { onTerminal } from '../../operations/escape-output.ts';
import type { Layout } from './fields.ts';
import type { CliHost } from './host.ts';

/** Positional fields that name sessions which are there already. */
const SESSIONS = ['session', 'sessions', 'others'];

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
  const fields = layout.positionals.filter(({ name }) => SESSIONS.includes(name));
  if (!isPerson || command.namesToCome || fields.length === 0) return input;
  const next = { ...input };
  const take = (name: string) => {
    host.write('stderr', `${onTerminal(`${host.program}: session ${name}`)}\n`);
    return name;
  };
  let known: string[] | undefined;
  const whole = async (word: unknown) => {
    if (typeof word !== 'string' || word === '' || word.includes('@')) return word;
    known ??= await host.valuesOf('session');
    if (known.includes(word)) return word;
    const [found, ...more] = known.filter((name) => name.startsWith(word));
    return found !== undefined && more.length === 0 ? take(found) : word;
  };
  for (const { name, optional, kind } of fields) {
    const value = input[name];
    if (Array.isArray(value) && value.length > 0) next[name] = await Promise.all(value.map(whole));
    else if (typeof value === 'string') next[name] = await whole(value);
    else if (!optional && (value === undefined || kind === 'list')) {
      const sole = await host.soleSession?.();
      if (sole !== undefined) next[name] = kind === 'list' ? [take(sole)] : take(sole);
    }
  }
  return next;
}

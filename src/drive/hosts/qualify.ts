import { SESSION_NAME } from '../../contract/names.ts';

/** Fields that hold the name of a session, in an output or in the rows of its lists. */
const NAMES = ['session', 'name', 'parent', 'renamed_from', 'renamed_to'];
/** Lists whose rows are about sessions. The names in a batch are those of its entries. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  sessions: NAMES,
  agents: NAMES,
  workers: NAMES,
  broken: NAMES,
  failed: NAMES,
  results: ['session'],
};

/** An output or an event of another machine, in which each session is `NAME@HOST`, next to its `host`. */
export function qualify<T>(output: T, host: string): T {
  if (typeof output !== 'object' || output === null) return output;
  const named = nameRow(output as Row, host, NAMES);
  for (const [list, names] of Object.entries(LISTS)) {
    const rows = named[list];
    if (Array.isArray(rows)) named[list] = rows.map((row) => nameRow(row, host, names));
  }
  return named as T;
}

type Row = Record<string, unknown>;

function nameRow(row: unknown, host: string, names: readonly string[]): Row {
  if (typeof row !== 'object' || row === null) return row as Row;
  const named: Row = { ...row };
  let isNamed = false;
  for (const key of names) {
    const name = named[key];
    // Where the session stands in a field of its own, the name is that of something else: a tool, say.
    if (key === 'name' && typeof named.session === 'string') continue;
    if (typeof name !== 'string' || !SESSION_NAME.test(name)) continue;
    named[key] = `${name}@${host}`;
    isNamed = true;
  }
  return isNamed ? { ...named, host } : named;
}

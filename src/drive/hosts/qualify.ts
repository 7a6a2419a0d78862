import { SESSION_NAME } from '../../contract/names.ts';

/** Fields with the name of a session, in an output or in the rows of its lists. */
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

/** An output or an event of another machine, with each session as `NAME@HOST` next to its `host`. */
export function qualify<T>(output: T, host: string): T {
  if (typeof output !== 'object' || output === null) return output;
  const named = nameRow(output as Row, host, NAMES);
  for (const [list, names] of Object.entries(LISTS)) {
    const rows = named[list];
    if (Array.isArray(rows)) named[list] = rows.map((row) => nameRow(row, host, names));
  }
  return named as T;
}

/**
 * The field in which another machine's output claims something that is not its own: `a@lab` reported by `build`, or a
 * row with `host: "lab"`, would pass for a session of `lab`. `undefined` if there is none.
 */
export function foreignName(output: object): string | undefined {
  const rows = Object.entries(LISTS).flatMap(([list, names]) =>
    [(output as Row)[list]].flat().map((row) => ({ row, names })),
  );
  for (const { row, names } of [{ row: output, names: NAMES }, ...rows]) {
    if (typeof row !== 'object' || row === null) continue;
    const fields = row as Row;
    if (fields.host !== undefined) return 'host';
    const wrong = names.find((key) => typeof fields[key] === 'string' && !isOwnName(fields[key]));
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function isOwnName(name: string): boolean {
  return name === '' || SESSION_NAME.test(name);
}

type Row = Record<string, unknown>;

function nameRow(row: unknown, host: string, names: readonly string[]): Row {
  if (typeof row !== 'object' || row === null) return row as Row;
  const named: Row = { ...row };
  let isNamed = false;
  for (const key of names) {
    const name = named[key];
    // If the session has its own field, the name belongs to something else, such as a tool.
    if (key === 'name' && typeof named.session === 'string') continue;
    if (typeof name !== 'string' || !SESSION_NAME.test(name)) continue;
    named[key] = `${name}@${host}`;
    isNamed = true;
  }
  return isNamed ? { ...named, host } : named;
}

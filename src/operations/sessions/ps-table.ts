import type { View } from '../../contract/operation.ts';
import type { Entry } from '../../drive/observe/list-sessions.ts';
import { inCell } from '../text/escape-output.ts';
import { bold, dim, paintNeed } from '../text/paint.ts';
import { needOf, rankOf, sayAge, sayLine, sayState } from '../text/state-words.ts';
import { cutTo, widthOf } from '../text/text-width.ts';
import { tellContext, tellCost } from '../text/usage-words.ts';

/** A row of the list, from one machine or several. */
type Row = Entry & { host?: unknown };

/**
 * One column: its heading, its cell, and its sort key. `least`: the fewest cells to which it can shrink on a terminal.
 */
interface Column {
  head: string;
  cell(row: Row, now: number): string;
  key?(row: Row): number | string;
  least?: number;
}

const UNKNOWN = '-';
/** Sorts after every known value. */
const LAST = Number.POSITIVE_INFINITY;

const COLUMNS = {
  name: { head: 'NAME', cell: ({ name }) => name, least: 12 },
  state: { head: 'STATE', cell: ({ state }) => sayState(state), least: 12 },
  since: {
    head: 'SINCE',
    cell: ({ since }, now) => (since === undefined ? UNKNOWN : sayAge(since, now)),
    key: ({ since }) => since ?? LAST,
  },
  context: { head: 'CONTEXT', cell: tellFill, key: (row) => -(fillOf(row) ?? -1) },
  cost: {
    head: 'COST',
    cell: ({ usage }) => (usage ? tellCost(usage).replace(' (estimate)', '~') : UNKNOWN),
    key: ({ usage }) => -(usage?.cost_usd ?? -1),
  },
  host: { head: 'HOST', cell: ({ host }) => (typeof host === 'string' ? host : UNKNOWN) },
  says: { head: 'ASKS OR SAYS', cell: ({ state }) => sayLine(state) },
  cwd: { head: 'CWD', cell: ({ cwd }) => cwd, least: 12 },
  branch: { head: 'BRANCH', cell: ({ worktree }) => worktree?.branch ?? UNKNOWN },
  model: { head: 'MODEL', cell: ({ usage }) => usage?.model ?? UNKNOWN },
  backend: { head: 'AGENT', cell: ({ backend }) => backend },
  alive: { head: 'ALIVE', cell: ({ alive }) => (alive ? 'yes' : 'no') },
  creator: { head: 'CREATOR', cell: ({ creator }) => creator ?? UNKNOWN },
  tags: { head: 'TAGS', cell: ({ tags = [] }) => tags.join(' ') || UNKNOWN },
  tokens: { head: 'TOKENS', cell: ({ usage }) => (usage ? tellContext(usage) : UNKNOWN) },
  id: { head: 'CONVERSATION', cell: ({ conversation, session_id }) => conversation ?? session_id },
} satisfies Record<string, Column>;

type Name = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as Name[];
const SORTS = ['need', ...NAMES];

/** The columns of `ps` on a terminal, and with `--wide`; a column that takes the rest of the width comes last. */
const USUAL: Name[] = ['name', 'state', 'since', 'context', 'cost', 'says'];
const WIDE: Name[] = [
  'name',
  'state',
  'since',
  'context',
  'cost',
  'alive',
  'backend',
  'model',
  'branch',
  'tags',
  'cwd',
  'says',
];
/** From this width the folder is shown too. */
const ROOMY = 120;
/** Below this width context and cost are hidden. */
const SMALL = 60;
/** The gap between two columns. */
const GAP = '  ';
/** The last column gets at least this many cells, and this share of the width, if the others can shrink. */
const LEAST_SAID = 20;
const LEAST_SHARE = 0.3;

/** The flags of `ps` that choose what to show of the list. */
export const PS_FLAGS = [
  { flag: 'wide', kind: 'boolean', help: 'all that is known in a row, whatever the width of the terminal' },
  { flag: 'sort', kind: 'string', help: 'by this column, or by need: those that need you first', choices: SORTS },
  {
    flag: 'columns',
    kind: 'list',
    help: `only these columns, separated by commas: ${NAMES.join(', ')}`,
    choices: NAMES,
  },
] as const;

/**
 * The list as a table. On a terminal its rows fit the width, states are coloured, and an agent that is not a session is
 * dim. The cells have no terminal escapes.
 */
export function renderSessions(
  output: { sessions: readonly unknown[]; broken?: readonly { path: string; error: string }[] | undefined },
  { terminal, now, flags }: View,
): string {
  const broken = (output.broken ?? []).map((b) => `cannot read ${inCell(b.path)}: ${inCell(b.error)}`);
  const rows = sorted(output.sessions as Row[], flags.sort);
  if (rows.length === 0) return ['no sessions', ...broken].join('\n');
  const names = columnsOf(rows, flags, terminal?.columns);
  const columns: Column[] = names.map((name) => COLUMNS[name]);
  const table = rows.map((row) => columns.map(({ cell }) => inCell(cell(row, now))));
  const heads = columns.map(({ head }) => head);
  const widths = heads.map((head, n) => Math.max(widthOf(head), ...table.map((cells) => widthOf(cells[n] ?? ''))));
  if (terminal && flags.wide !== true) narrow(widths, columns, terminal.columns);
  const line = (cells: string[], paint: (text: string, column: Name | undefined) => string = (text) => text) =>
    cells
      .flatMap((cell, n) => {
        const width = widths[n] ?? 0;
        const text = cutTo(cell, width);
        return width > 0 ? paint(text, names[n]) + ' '.repeat(width - widthOf(text)) : [];
      })
      .join(GAP)
      .trimEnd();
  const painted = terminal?.colours
    ? rows.map(({ state, tracked }, n) =>
        tracked === false
          ? dim(line(table[n] ?? []))
          : line(table[n] ?? [], (text, name) => (name === 'state' ? paintNeed(text, needOf(state)) : text)),
      )
    : table.map((cells) => line(cells));
  return [terminal?.colours ? bold(line(heads)) : line(heads), ...painted, ...broken].join('\n');
}

function columnsOf(rows: Row[], { wide, columns }: View['flags'], width = LAST): Name[] {
  if (typeof columns === 'string') return columns.split(',') as Name[];
  const hosts: Name[] = rows.some(({ host }) => host !== undefined) ? ['host'] : [];
  if (wide === true) return [...hosts, ...WIDE].sort((a, b) => orderOf(a) - orderOf(b));
  const folder: Name[] = width >= ROOMY ? ['cwd'] : [];
  const usual = USUAL.filter((name) => width === LAST || isWorthIt(name, rows, width));
  return [...usual.slice(0, -1), ...hosts, ...folder, ...usual.slice(-1)];
}

/**
 * On a terminal, false for numbers that no row has, and for columns that would leave too little room for the last one.
 */
function isWorthIt(name: Name, rows: Row[], width: number): boolean {
  if (name !== 'context' && name !== 'cost') return true;
  return width >= SMALL && rows.some((row) => COLUMNS[name].cell(row) !== UNKNOWN);
}

/** The name first, the message last. */
function orderOf(name: Name): number {
  return name === 'name' ? 0 : name === 'host' ? 1 : 2;
}

function sorted(rows: Row[], by: string | true | undefined): Row[] {
  if (typeof by !== 'string') return rows;
  const column: Column = COLUMNS[by as Name];
  const key = by === 'need' ? ({ state }: Row) => rankOf(state) : (column.key ?? ((row: Row) => column.cell(row, 0)));
  const compare = (a: number | string, b: number | string) => (a === b ? 0 : a < b ? -1 : 1);
  // Of rows with the same need, the one that has waited longest comes first.
  return rows.toSorted(
    (a, b) => compare(key(a), key(b)) || (by === 'need' ? compare(a.since ?? LAST, b.since ?? LAST) : 0),
  );
}

/** Shrinks the columns that can, the widest first, and then the last one, until a row fits. */
function narrow(widths: number[], columns: readonly Column[], room: number): void {
  const gaps = GAP.length * (widths.length - 1);
  const last = widths.length - 1;
  const total = () => widths.reduce((sum, width) => sum + width, gaps);
  const said = Math.max(LEAST_SAID, Math.floor(room * LEAST_SHARE));
  while (total() - Math.max(0, (widths[last] ?? 0) - said) > room) {
    const spare = widths.map((width, n) => (n === last ? 0 : width - (columns[n]?.least ?? width)));
    const most = Math.max(...spare);
    if (most <= 0) break;
    const widest = spare.indexOf(most);
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  for (let n = last; n > 0 && total() > room; n--) widths[n] = Math.max(0, (widths[n] ?? 0) - (total() - room));
  if (total() > room) widths[0] = Math.max(1, Math.min(widths[0] ?? 0, room));
}

function fillOf({ usage }: Row): number | undefined {
  const { context_used: used, context_size: size } = usage ?? { context_used: null, context_size: null };
  return used === null || !size ? undefined : used / size;
}

function tellFill(row: Row): string {
  const fill = fillOf(row);
  return fill === undefined ? UNKNOWN : `${Math.round(fill * 100)}%`;
}

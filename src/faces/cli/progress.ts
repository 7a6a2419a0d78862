import { inCell } from '../../operations/escape-output.ts';
import { tellCost } from '../../operations/usage-words.ts';

/** What one of several things is doing. */
export interface ProgressRow {
  name: string;
  status: string;
  ended: boolean;
  /** In ms. */
  elapsedMs: number;
  /** In USD, as the agent itself tells it. */
  costUsd?: number;
}

/**
 * Shows the progress of many things on a terminal, one line each, drawn again at every call and left there when all have
 * ended. `undefined` as terminal: a plain line for each change, by `write`.
 */
export function createProgress(
  terminal: NodeJS.WriteStream | undefined,
  write: (text: string) => void,
): (rows: readonly ProgressRow[]) => void {
  if (terminal !== undefined) return createDrawing(terminal);
  const told = new Map<string, string>();
  return (rows) => {
    for (const row of rows) {
      const now = `${row.status} ${row.ended}`;
      if (row.status === 'waiting' || told.get(row.name) === now) continue;
      told.set(row.name, now);
      write(`${lineOf(row)}\n`);
    }
  };
}

function createDrawing(terminal: NodeJS.WriteStream): (rows: readonly ProgressRow[]) => void {
  let latest: readonly ProgressRow[] = [];
  let draw: ((text: string) => void) | undefined;
  const drawLatest = () => {
    const shown = rowsThatFit(latest, Math.max(1, terminal.rows - 2));
    const width = Math.max(...latest.map(({ name }) => inCell(name).length));
    draw?.(shown.map((row) => lineOf(row, width).slice(0, terminal.columns)).join('\n'));
  };
  const loading = import('log-update').then(({ createLogUpdate }) => {
    draw = createLogUpdate(terminal, { showCursor: true });
    drawLatest();
  });
  void loading.catch(() => undefined);
  return (rows) => {
    latest = rows;
    drawLatest();
  };
}

/** As many rows as there is room for: what is not over comes first, then what ended last; in their order. */
export function rowsThatFit(rows: readonly ProgressRow[], room: number): ProgressRow[] {
  const open = rows.filter(({ ended }) => !ended).slice(0, room);
  const over = rows.filter(({ ended }) => ended);
  const shown = new Set([...open, ...over.slice(Math.max(0, over.length - (room - open.length)))]);
  return rows.filter((row) => shown.has(row));
}

function lineOf({ name, status, elapsedMs, ended, costUsd }: ProgressRow, width = 0): string {
  const mark = ended ? (status === 'done' ? '✔' : '✖') : status === 'waiting' ? ' ' : '…';
  const secs = elapsedMs > 0 ? `  ${Math.round(elapsedMs / 1000)} s` : '';
  const cost = costUsd === undefined ? '' : `  ${tellCost({ cost_usd: costUsd, cost_source: 'agent' })}`;
  return `${mark} ${inCell(name).padEnd(width)}  ${status}${secs}${cost}`;
}

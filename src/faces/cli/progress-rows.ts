import { Writable } from 'node:stream';
import { inCell } from '../../operations/text/escape-output.ts';
import { tellCost } from '../../operations/text/usage-words.ts';

/** The progress of one of several things. */
export interface ProgressRow {
  name: string;
  status: string;
  ended: boolean;
  /** In ms. */
  elapsedMs: number;
  /** In USD, as the agent reports it. */
  costUsd?: number;
}

/** The terminal that the rows are drawn on: its size in cells, and a way to write that does not block. */
interface ProgressTerminal {
  size(): { columns: number; rows: number };
  write(text: string): Promise<unknown>;
}

/**
 * Shows the progress of several things on a terminal, one line each, redrawn at every call and left there when all have
 * ended. Without a terminal: a plain line for each change, through `write`.
 */
export function createProgress(
  terminal: ProgressTerminal | undefined,
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

function createDrawing(terminal: ProgressTerminal): (rows: readonly ProgressRow[]) => void {
  let latest: readonly ProgressRow[] = [];
  let draw: ((text: string) => void) | undefined;
  const stream = streamTo(terminal);
  const drawLatest = () => {
    const { columns, rows } = terminal.size();
    const shown = rowsThatFit(latest, Math.max(1, rows - 2));
    const width = Math.max(...latest.map(({ name }) => inCell(name).length));
    // While the terminal has not taken the last drawing, there is no next one.
    if (!stream.writableNeedDrain) draw?.(shown.map((row) => lineOf(row, width).slice(0, columns)).join('\n'));
    else if (stream.listenerCount('drain') === 0) stream.once('drain', drawLatest);
  };
  const loading = import('log-update').then(({ createLogUpdate }) => {
    draw = createLogUpdate(stream, { showCursor: true });
    drawLatest();
  });
  void loading.catch(() => undefined);
  return (rows) => {
    latest = rows;
    drawLatest();
  };
}

/** The terminal as a stream, which is full until the terminal has accepted the last write. */
function streamTo({ size, write }: ProgressTerminal): Writable {
  const stream = new Writable({
    decodeStrings: false,
    highWaterMark: 1,
    write: (text: string, _encoding, done) => void write(text).then(() => done()),
  });
  const columns = { get: () => size().columns };
  const rows = { get: () => size().rows };
  return Object.defineProperties(stream, { isTTY: { value: true }, columns, rows });
}

/** The rows that fit: unfinished ones first, then those that ended last; in their order. */
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

import type { State } from '../../contract/state.ts';
import { inCell } from './escape-output.ts';
import { padTo, widthOf } from './text-width.ts';

/** Rows of cells as lines, all columns except the last padded to one width. The cells have no terminal escapes. */
export function renderColumns(rows: string[][]): string {
  const table = rows.map((row) => row.map(inCell));
  const count = Math.max(...table.map((row) => row.length)) - 1;
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...table.map((row) => widthOf(row[column] ?? ''))),
  );
  const lines = table.map((row) => row.map((cell, column) => padTo(cell, widths[column] ?? 0)));
  return lines.map((cells) => cells.join('  ').trimEnd()).join('\n');
}

/** A state in a word or two. */
export function summarise(state: State): string {
  if (state.paused) return `${summarise({ ...state, paused: undefined })}, paused`;
  if (state.status === 'dead' && state.reason === 'ended') return 'ended';
  if (state.status === 'blocked') return `blocked (${state.gate})`;
  if (state.status === 'working' && state.tools.length > 0) return `working (${state.tools.join(', ')})`;
  return state.status;
}

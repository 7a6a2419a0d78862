import type { ScreenGrammar } from '../agent/backend.ts';
import { partInUse } from './beside.ts';
import { type Cursor, type Drawing, isBlank, type Row, readRows } from './rows.ts';
import { ScreenEnd } from './screen-end.ts';

/** What tmux reports about the pane of a captured screen: its size in cells, the cursor and the title. */
export interface Pane {
  width: number;
  height: number;
  cursor?: Cursor | undefined;
  title?: string | undefined;
}

/** The part of a captured screen that is in use, without blank rows at its end. */
export function drawingOf(capture: string, pane: Pane, grammar: ScreenGrammar, asking: boolean): Drawing {
  const { width, height, cursor } = pane;
  const asks = (part: Drawing) => new ScreenEnd(part, grammar).liveMenu(asking) !== undefined;
  const whole = { rows: withoutBlankEnd(readRows(capture)), width, cursor };
  const part = partInUse(whole, height, grammar.beside, asks);
  return part === whole ? whole : { ...part, rows: withoutBlankEnd(part.rows) };
}

/** The rows down to the last one that has a visible character. */
function withoutBlankEnd(rows: Row[]): Row[] {
  return rows.slice(0, rows.findLastIndex((row) => !isBlank(row)) + 1);
}

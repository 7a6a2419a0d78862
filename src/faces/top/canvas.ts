import wrapAnsi from 'wrap-ansi';
import { inCell } from '../../operations/escape-output.ts';

/** What a frame is drawn for: cells, the time of day in ms since 1970, and whether the person takes colours. */
export interface Canvas {
  columns: number;
  rows: number;
  now: number;
  colours: boolean;
}

/** Text as rows that fit in the width, whole; nothing in it acts on a terminal. */
export function wrapped(text: string, columns: number): string[] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) =>
      wrapAnsi(inCell(line.replaceAll('\t', '    ').trimEnd()), columns, { hard: true, trim: false }).split('\n'),
    );
}

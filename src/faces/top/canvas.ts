import wrapAnsi from 'wrap-ansi';
import { inCell } from '../../operations/text/escape-output.ts';

/** The target of a frame: its size in cells, the time of day in ms since 1970, and whether to use colours. */
export interface Canvas {
  columns: number;
  rows: number;
  now: number;
  colours: boolean;
}

/** The complete text as rows that fit in the width, without anything that could control the terminal. */
export function wrapped(text: string, columns: number): string[] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) =>
      wrapAnsi(inCell(line.replaceAll('\t', '    ').trimEnd()), columns, { hard: true, trim: false }).split('\n'),
    );
}

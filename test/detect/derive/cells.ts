/** One character and the escape sequences in force for it since the last reset. */
export interface Cell {
  char: string;
  style: string;
}

/** Characters of a row with their style, starting with the style of the row before; trailing blanks are removed. */
export function readCells(row: string, carried: string): { cells: Cell[]; style: string } {
  let style = carried;
  const cells: Cell[] = [];
  for (const [piece] of row.matchAll(/\x1b\[[0-9;:]*[A-Za-z]|[\s\S]/gu)) {
    if (!piece.startsWith('\x1b[')) cells.push({ char: piece, style });
    else if (/^\x1b\[0?m$/.test(piece)) style = '';
    else style += piece;
  }
  while (cells.at(-1)?.char === ' ') cells.pop();
  return { cells, style };
}

/** A row that shows these cells, whatever was in force before it. */
export function writeCells(cells: Cell[]): string {
  let style = '';
  let out = '';
  for (const cell of cells) {
    if (cell.style !== style) out += `\x1b[0m${cell.style}`;
    style = cell.style;
    out += cell.char;
  }
  return `\x1b[0m${out}\x1b[0m`;
}

import { isNoValue, isNumberName, soundOf } from '../secret-names.ts';

/** The separators of a row's cells, in the order in which they are tried. */
const SEPARATORS = [',', ';', '\t', '|', '│'];
/** The limits of a row in cells and length; a longer one is not a row of a table for people. */
const MOST_CELLS = 200;
const LONGEST_ROW = 4096;
/** Characters of a frame, a line number. */
const MARGIN = /^[^\w"'`]{0,16}(?:\d{1,6}[^\w"'`,;|\t]{1,4})?/;
/** A row that only draws a line. */
const RULE = /^[\s|│+:=─┼├┤-]{3,}$/;
const INSERT =
  /\b(?:insert|replace)\s{1,8}(?:(?:or\s{1,8}\w{1,16}|ignore|low_priority|delayed)\s{1,8})?into\s{1,8}[\w."'`[\]]{1,128}\s{0,8}\(/giy;
const VALUES = /\s{0,40}(?:overriding \w{1,8} value\s{1,8})?values?\s{0,40}(?=\()/iy;
const COPY = /\bcopy\s{1,8}[\w."]{1,128}\s{0,8}\(([^()\n]{1,2048})\)\s{1,8}from\s{1,8}stdin[^\n]{0,200}\n/gi;

/** Names that indicate a secret in a column heading, but not in every text. */
const ALSO = /^(?:pass|pw|pwd|otp|passwort|kennwort|senha|wachtwoord|contrase.a|mot_de_passe)$/i;

type Add = (from: number, to: number, kind: 'credential') => void;

/** A range of a text: half-open. */
interface Cell {
  from: number;
  to: number;
}

/**
 * Values in a column whose name indicates a secret: in CSV and similar formats, tables on a terminal, `INSERT` and
 * `COPY` of SQL.
 */
export function findInTables(text: string, add: Add): void {
  findInRows(text, add);
  findInserted(text, add);
  let done = 0;
  for (const hit of text.matchAll(COPY)) {
    const names = (hit[1] ?? '').split(',');
    const columns = secretColumns(names);
    // A header among the rows of another table is a row of that table.
    if (columns.length > 0 && hit.index >= done)
      done = followRows(text, hit.index + hit[0].length, { separator: '\t', cells: names.length, columns }, add);
  }
}

function findInRows(text: string, add: Add): void {
  for (let at = 0; at < text.length; ) {
    const to = lineEnd(text, at);
    const found = to - at > LONGEST_ROW ? undefined : readHeader(text, at, to);
    at = found ? followRows(text, to + 1, found, add) : to + 1;
  }
}

/** The columns of a row of names, of which at least one indicates a secret. */
function readHeader(
  text: string,
  from: number,
  to: number,
): { separator: string; cells: number; columns: number[] } | undefined {
  const line = text.slice(from, to);
  for (const separator of SEPARATORS) {
    if (!line.includes(separator)) continue;
    const cells = splitRow(text, from, to, separator);
    if (cells.length < 2) continue;
    const names = cells.map((cell, n) => nameIn(text, cell) ?? (n === 0 ? numberIn(text, cell) : undefined));
    if (names.every((name) => name !== undefined)) {
      const columns = secretColumns(names);
      return columns.length > 0 ? { separator, cells: cells.length, columns } : undefined;
    }
  }
  return undefined;
}

function nameIn(text: string, { from, to }: Cell): string | undefined {
  const name = /^[^\w"'`]{0,16}["'`]?([A-Za-z_][\wñ .-]{0,60}?)["'`]?\W{0,80}$/.exec(text.slice(from, to))?.[1];
  // More words are a sentence.
  return name === undefined || name.split(' ').length > 3 ? undefined : name;
}

/** The line number, if a tab follows it. */
function numberIn(text: string, { from, to }: Cell): string | undefined {
  return /^ {0,12}\d{1,6}$/.test(text.slice(from, to)) ? '' : undefined;
}

function secretColumns(names: string[]): number[] {
  return names.flatMap((name, n) => {
    const plain = name.trim().replace(/^["'`[]|["'`\]]$/g, '');
    return soundOf(plain) === 'firm' || isNumberName(plain) || ALSO.test(plain) ? [n] : [];
  });
}

/** Reads the rows after a header until one has another number of cells; returns where the next text begins. */
function followRows(
  text: string,
  start: number,
  { separator, cells: count, columns }: { separator: string; cells: number; columns: number[] },
  add: Add,
): number {
  for (let at = start; at < text.length; ) {
    const to = lineEnd(text, at);
    if (to - at > LONGEST_ROW || text.slice(at, to) === '\\.') return at;
    if (!RULE.test(text.slice(at, to))) {
      const cells = splitRow(text, at, to, separator);
      if (cells.length !== count) return at;
      for (const column of columns) addCell(text, cells[column], separator, add);
    }
    at = to + 1;
  }
  return text.length;
}

/** A drawn table can contain prose in its cells: there, only values that are not words count. */
function addCell(text: string, cell: Cell | undefined, separator: string, add: Add): void {
  if (!cell) return;
  const inner = trim(text, cell);
  const value = text.slice(inner.from, inner.to);
  if (value.length < 3 || isNoValue(value)) return;
  const isQuoted = /["'`]/.test(text[inner.from - 1] ?? '');
  if (!isQuoted && /\s\S+\s/.test(value)) return;
  const isDrawn = separator === '|' || separator === '│';
  if (isDrawn && (/\s/.test(value) || !/\d|[A-Za-z][^\w-]|^[a-z]+[A-Z]/.test(value))) return;
  add(inner.from, inner.to, 'credential');
}

/** Without blanks, quotes and the frame around it. */
function trim(text: string, { from, to }: Cell): Cell {
  let [start, end] = [from, to];
  while (start < end && /[\s"'`│|]/.test(text[start] ?? '')) start++;
  while (end > start && /[\s"'`│|\\]/.test(text[end - 1] ?? '')) end--;
  return { from: start, to: end };
}

/** The cells of a row, without separators in quotes. The frame around a drawn row is not a cell. */
function splitRow(text: string, from: number, to: number, separator: string): Cell[] {
  const isDrawn = separator === '|' || separator === '│';
  let start = from;
  if (isDrawn) {
    while (start < to && /[\s|│]/.test(text[start] ?? '')) start++;
  } else start += MARGIN.exec(text.slice(from, Math.min(to, from + 40)))?.[0].length ?? 0;
  let end = to;
  if (isDrawn) while (end > start && /[\s|│]/.test(text[end - 1] ?? '')) end--;
  const cells: Cell[] = [];
  let quote = '';
  for (let at = start; at < end && cells.length < MOST_CELLS; at++) {
    const sign = text[at] ?? '';
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if ((sign === '"' || sign === "'") && text.slice(start, at).trim() === '') quote = sign;
    else if (sign === separator) {
      cells.push({ from: start, to: at });
      start = at + 1;
    }
  }
  cells.push({ from: start, to: end });
  return cells;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** `INSERT INTO t (name, password) VALUES ('jane', '…'), (…)`. */
function findInserted(text: string, add: Add): void {
  for (const word of text.matchAll(/\b(?:insert|replace)\s/gi)) {
    INSERT.lastIndex = word.index;
    const head = INSERT.exec(text);
    if (!head) continue;
    const columns = readTuple(text, word.index + head[0].length, 'names');
    if (!columns) continue;
    const secret = secretColumns(columns.cells.map(({ from, to }) => text.slice(from, to)));
    VALUES.lastIndex = columns.end;
    const values = secret.length > 0 ? VALUES.exec(text) : null;
    if (!values) continue;
    for (let at = columns.end + values[0].length; text[at] === '('; ) {
      const tuple = readTuple(text, at + 1, 'values');
      if (!tuple) break;
      for (const column of secret) addCell(text, tuple.cells[column], ',', add);
      at = tuple.end + (/^\s{0,40},\s{0,40}/.exec(text.slice(tuple.end, tuple.end + 90))?.[0].length ?? 0);
    }
  }
}

/**
 * The content of a pair of brackets, and where the text continues after them; `undefined` if they do not close within 4
 * KiB. Names contain no brackets, so that many unclosed lists of names are read only once.
 */
function readTuple(text: string, start: number, of: 'names' | 'values'): { cells: Cell[]; end: number } | undefined {
  const cells: Cell[] = [];
  let from = start;
  let depth = 0;
  const most = Math.min(text.length, start + LONGEST_ROW);
  for (let at = start; at < most; at++) {
    const sign = text[at] ?? '';
    if (sign === "'" || sign === '"' || sign === '`') {
      const end = endOfLiteral(text, at, most);
      if (end === undefined) return undefined;
      at = end;
    } else if (sign === '(' && of === 'names') return undefined;
    else if (sign === '(') depth++;
    else if (sign === ')' && depth > 0) depth--;
    else if (sign === ')' || (sign === ',' && depth === 0)) {
      cells.push({ from, to: at });
      from = at + 1;
      if (sign === ')') return { cells, end: at + 1 };
    }
  }
  return undefined;
}

/** A quote in a literal is doubled or escaped. */
function endOfLiteral(text: string, at: number, most: number): number | undefined {
  const quote = text[at];
  for (let n = at + 1; n < most; n++) {
    if (text[n] === '\\' && text[n + 1] === quote) n++;
    else if (text[n] === quote && text[n + 1] === quote) n++;
    else if (text[n] === quote) return n;
  }
  return undefined;
}

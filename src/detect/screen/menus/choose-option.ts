/** The meaning of an answer in text: rows that answer, or free text; `refused` says why it is neither. */
export type Chosen = { row: number } | { text: string } | { refused: string };

/** The rows of a question from the top; the first `answers` of them answer it. */
export interface Rows {
  labels: string[];
  answers: number;
  /** The number drawn before a row, 0 for none. */
  numbers: number[];
}

/**
 * Reads one answer: the exact label of a row, or else its number, or else whole words that occur in one label only, or
 * else free text. Refuses a text that matches several rows, that names a row that answers nothing, or that is a number
 * without a row.
 */
export function chooseRow(wanted: string, rows: Rows): Chosen {
  const exact = findExact(wanted, rows);
  if (exact !== undefined) return exact;
  const holding = findWords(wanted, rows.labels.slice(0, rows.answers));
  const text = wanted.trim();
  if (/^\d{1,2}$/.test(text)) {
    const row = rows.numbers.slice(0, rows.answers).indexOf(Number(text));
    const labelled = rows.labels.slice(0, rows.answers).some((label) => /^\s*\d+\s*$/.test(label));
    if (row === -1) return refuse(`no option that answers has the number ${text}`);
    if (labelled || holding.some((index) => index !== row))
      return refuse(`${text} may be a number or a part of a label`);
    return { row };
  }
  if (holding.length > 1) return refuse(`several options hold ${JSON.stringify(text)}`);
  if (holding[0] !== undefined) return { row: holding[0] };
  const others = findWords(wanted, rows.labels.slice(rows.answers));
  if (others.length > 0) return refuse(`the row that holds ${JSON.stringify(text)} answers nothing`);
  return { text };
}

/**
 * Reads an answer that can be several, separated by commas: labels that contain commas come first. The text between
 * them that is not a row is one free text.
 */
export function chooseRows(wanted: string, rows: Rows): Chosen[] {
  const parts = wanted.split(',');
  const chosen: Chosen[] = [];
  let words: string[] = [];
  const flush = () => {
    const text = words.join(',').trim();
    if (text !== '') chosen.push({ text });
    words = [];
  };
  for (let at = 0; at < parts.length; ) {
    const label = longestLabel(parts, at, rows);
    const one = label?.chosen ?? chooseRow(parts[at] ?? '', rows);
    if ('text' in one) words.push(parts[at] ?? '');
    else {
      flush();
      chosen.push(one);
    }
    at += label?.parts ?? 1;
  }
  flush();
  const texts = chosen.filter((one) => 'text' in one);
  return texts.length > 1 ? [...chosen, refuse('more than one part is not an option')] : chosen;
}

/** The longest run of parts, from one on, that is the exact label of a row when joined again. */
function longestLabel(parts: string[], from: number, rows: Rows): { chosen: Chosen; parts: number } | undefined {
  for (let to = parts.length; to > from; to--) {
    const chosen = findExact(parts.slice(from, to).join(','), rows);
    if (chosen) return { chosen, parts: to - from };
  }
  return undefined;
}

function findExact(wanted: string, { labels, answers }: Rows): Chosen | undefined {
  for (const normal of [plain, (text: string) => plain(text).toLowerCase()]) {
    const same = labels.flatMap((label, index) => (normal(label) === normal(wanted) ? [index] : []));
    const answering = same.filter((index) => index < answers);
    if (answering.length > 1) return refuse(`several options are ${JSON.stringify(wanted.trim())}`);
    if (answering[0] !== undefined) return { row: answering[0] };
    if (same.length > 0) return refuse(`${JSON.stringify(wanted.trim())} is a row that answers nothing`);
  }
  return undefined;
}

/** Indexes of the labels that contain the words, whole and in this order; letter case does not matter. */
function findWords(wanted: string, labels: string[]): number[] {
  const words = wordsOf(wanted);
  if (words.length === 0) return [];
  return labels.flatMap((label, index) => (holds(wordsOf(label), words) ? [index] : []));
}

/** Index of the only label equal to the text, or else of the only one that contains it as whole words. */
export function findLabel(wanted: string, labels: string[]): number | undefined {
  for (const normal of [plain, (text: string) => plain(text).toLowerCase()]) {
    const same = labels.flatMap((label, index) => (normal(label) === normal(wanted) ? [index] : []));
    if (same.length > 0) return same.length === 1 ? same[0] : undefined;
  }
  const holding = findWords(wanted, labels);
  return holding.length === 1 ? holding[0] : undefined;
}

function holds(words: string[], wanted: string[]): boolean {
  return words.some((_, from) => wanted.every((word, n) => words[from + n] === word));
}

/** Created on first use: it takes Node longer than a whole look. */
let segmenter: Intl.Segmenter | undefined;

function wordsOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  const parts = segmenter.segment(plain(text).toLowerCase());
  return [...parts].flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : []));
}

function plain(text: string): string {
  return text.normalize('NFC').replaceAll('’', "'").replace(/\s+/g, ' ').trim();
}

function refuse(refused: string): Chosen {
  return { refused };
}

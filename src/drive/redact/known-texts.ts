import type { Kind } from './find/find-secrets.ts';

/** A text to mask everywhere, and its replacement of the same length. */
export interface Entry {
  text: string;
  to: string;
  kind: Kind;
  /** It matches only as a separate word. */
  isWord: boolean;
}

/** The position of an entry in a text. */
export interface Place {
  from: number;
  to: number;
  entry: Entry;
}

/** How many characters at the beginning of an entry are indexed. */
const START = 3;

/** The factor of the rolling hash. */
const FACTOR = 0x01000193;

/** Finds any number of texts in another one in a single pass. */
export class Known {
  /** By their beginning, their length, and their hash. */
  private readonly byStart = new Map<string, Map<number, Map<number, Entry[]>>>();
  private size = 0;

  /** Adds a text of three characters or more; an existing entry is kept. */
  add(entry: Entry): void {
    const { length } = entry.text;
    if (length < START) return;
    const byLength = inner(this.byStart, entry.text.slice(0, START), () => new Map<number, Map<number, Entry[]>>());
    const byHash = inner(byLength, length, () => new Map<number, Entry[]>());
    const same = inner(byHash, new Hashes(entry.text).of(0, length), (): Entry[] => []);
    if (same.some(({ text }) => text === entry.text)) return;
    same.push(entry);
    this.size++;
  }

  /** The entries in a text, the longest at each position, without overlaps. */
  find(text: string): Place[] {
    const found: Place[] = [];
    if (this.size === 0) return found;
    let hashes: Hashes | undefined;
    for (let at = 0; at + START <= text.length; at++) {
      const byLength = this.byStart.get(text.slice(at, at + START));
      if (!byLength) continue;
      hashes ??= new Hashes(text);
      const entry = longestAt(text, at, byLength, hashes);
      if (!entry) continue;
      found.push({ from: at, to: at + entry.text.length, entry });
      at += entry.text.length - 1;
    }
    return found;
  }
}

function longestAt(
  text: string,
  at: number,
  byLength: Map<number, Map<number, Entry[]>>,
  hashes: Hashes,
): Entry | undefined {
  let best: Entry | undefined;
  for (const [length, byHash] of byLength) {
    if ((best && length <= best.text.length) || at + length > text.length) continue;
    const entry = byHash.get(hashes.of(at, length))?.find((one) => text.startsWith(one.text, at));
    if (entry && (!entry.isWord || isWordAt(text, at, at + length))) best = entry;
  }
  return best;
}

/** Hashes of all substrings of a text, each in constant time, so that a long entry is found as fast as a short one. */
class Hashes {
  private readonly upTo: Int32Array;
  private readonly powers: Int32Array;

  constructor(text: string) {
    this.upTo = new Int32Array(text.length + 1);
    this.powers = new Int32Array(text.length + 1).fill(1, 0, 1);
    for (let at = 0; at < text.length; at++) {
      this.upTo[at + 1] = (Math.imul(this.upTo[at] ?? 0, FACTOR) + text.charCodeAt(at) + 1) | 0;
      this.powers[at + 1] = Math.imul(this.powers[at] ?? 0, FACTOR);
    }
  }

  of(from: number, length: number): number {
    return ((this.upTo[from + length] ?? 0) - Math.imul(this.upTo[from] ?? 0, this.powers[length] ?? 0)) | 0;
  }
}

function inner<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function isWordAt(text: string, from: number, to: number): boolean {
  const before = text[from - 1] ?? ' ';
  const isEscaped = /[nrt]/.test(before) && text[from - 2] === '\\';
  return (isEscaped || !/\w/.test(before)) && !/\w/.test(text[to] ?? ' ');
}

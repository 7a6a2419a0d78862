import type { Kind } from './find-secrets.ts';

/** A text that is masked wherever it stands, and what stands for it: of the same length. */
export interface Entry {
  text: string;
  to: string;
  kind: Kind;
  /** It is a word of its own: not inside another. */
  isWord: boolean;
}

/** Where an entry stands in a text. */
export interface Place {
  from: number;
  to: number;
  entry: Entry;
}

/** So much of an entry finds it. */
const START = 3;

/** Texts to be found in others at one pass, however many there are. */
export class Known {
  private readonly byStart = new Map<string, Map<number, Map<string, Entry>>>();

  /** Takes a text of three characters or more; one that is known already stays what it is. */
  add(entry: Entry): void {
    if (entry.text.length < START) return;
    const start = entry.text.slice(0, START);
    const byLength = this.byStart.get(start) ?? new Map<number, Map<string, Entry>>();
    this.byStart.set(start, byLength);
    const same = byLength.get(entry.text.length) ?? new Map<string, Entry>();
    byLength.set(entry.text.length, same);
    if (!same.has(entry.text)) same.set(entry.text, entry);
  }

  /** Where entries stand, the longest at each place, none over another. */
  find(text: string): Place[] {
    const found: Place[] = [];
    if (this.byStart.size === 0) return found;
    for (let at = 0; at + START <= text.length; at++) {
      const byLength = this.byStart.get(text.slice(at, at + START));
      const entry = byLength && longestAt(text, at, byLength);
      if (!entry) continue;
      found.push({ from: at, to: at + entry.text.length, entry });
      at += entry.text.length - 1;
    }
    return found;
  }
}

function longestAt(text: string, at: number, byLength: Map<number, Map<string, Entry>>): Entry | undefined {
  let best: Entry | undefined;
  for (const [length, entries] of byLength) {
    if (best && length <= best.text.length) continue;
    const entry = entries.get(text.slice(at, at + length));
    if (entry && (!entry.isWord || isWordAt(text, at, at + length))) best = entry;
  }
  return best;
}

function isWordAt(text: string, from: number, to: number): boolean {
  const before = text[from - 1] ?? ' ';
  const isEscaped = /[nrt]/.test(before) && text[from - 2] === '\\';
  return (isEscaped || !/\w/.test(before)) && !/\w/.test(text[to] ?? ' ');
}

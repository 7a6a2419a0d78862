import type { Backend } from '../detect/backend.ts';
import type { TranscriptFact } from '../detect/facts.ts';
import { LONGEST_LINE, readFacts } from '../detect/transcript.ts';
import { foldTurn, type TurnFacts } from '../detect/turn.ts';
import type { Files } from '../ports/files.ts';

/** First step back from the end, in bytes; each further one is twice as long, up to `LONGEST_STEP`. */
const FIRST_STEP = 32 * 1024;
const LONGEST_STEP = 8 * 1024 * 1024;
/** A turn whose beginning is further back than this, in bytes, is judged by what follows it. */
const FURTHEST = 1024 * 1024 * 1024;
/** Read at least this much before the newest prompt, in bytes: an answer's line can precede the line of its prompt. */
const OUT_OF_ORDER = 16 * 1024;

const NEWLINE = 0x0a;

/**
 * Reads the newest turn of a transcript from its tail; `undefined` when there is no file. Costs what the turn costs,
 * however long the file is; a line longer than any record is skipped without being kept.
 */
export async function readTurn(files: Files, path: string, backend: Backend): Promise<TurnFacts | undefined> {
  const lines = new LinesFromEnd();
  let facts: TranscriptFact[] = [];
  let end: number | undefined;
  let beforePrompt: number | undefined;
  for (let step = FIRST_STEP, read = 0; ; step = Math.min(step * 2, LONGEST_STEP)) {
    const slice = await files.readBack(path, step, end);
    if (!slice) return end === undefined ? undefined : foldTurn(facts);
    const older = lines.take(slice.bytes, slice.start === 0);
    const olderFacts = older.map((line) => readFacts([line], backend.transcript));
    const opening = olderFacts.findLastIndex((ofLine) => ofLine.some(opensTurn));
    if (beforePrompt !== undefined) beforePrompt += slice.bytes.length;
    else if (opening >= 0) beforePrompt = lengthOf(older.slice(0, opening));
    facts = [...olderFacts.flat(), ...facts];
    read += slice.bytes.length;
    end = slice.start;
    const found = beforePrompt !== undefined && beforePrompt >= OUT_OF_ORDER;
    if (found || slice.start === 0 || read >= FURTHEST) return foldTurn(facts);
  }
}

function opensTurn(fact: TranscriptFact): boolean {
  return (fact.kind === 'prompt' && !fact.synthetic) || fact.kind === 'cleared';
}

function lengthOf(lines: string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}

/** Cuts chunks that come from the end of a file, one before the other, into whole lines. */
class LinesFromEnd {
  /** The read part of the line whose beginning is still to come; empty when it is too long to be a record. */
  private pending: Uint8Array[] = [];
  private pendingLength = 0;

  /** The lines that the chunk completes, in file order. `first`: the chunk begins the file. */
  take(chunk: Uint8Array, first: boolean): string[] {
    const from = first ? 0 : chunk.indexOf(NEWLINE) + 1;
    if (from === 0 && !first) {
      this.hold(chunk);
      return [];
    }
    const overlong = this.pendingLength > LONGEST_LINE;
    const to = overlong ? chunk.lastIndexOf(NEWLINE) + 1 : chunk.length;
    const bytes = Buffer.concat([chunk.subarray(from, Math.max(from, to)), ...this.pending]);
    this.pending = [];
    this.pendingLength = 0;
    this.hold(chunk.subarray(0, from));
    return bytes.toString('utf8').split('\n');
  }

  private hold(bytes: Uint8Array): void {
    this.pendingLength += bytes.length;
    if (this.pendingLength > LONGEST_LINE) this.pending = [];
    else this.pending.unshift(bytes);
  }
}

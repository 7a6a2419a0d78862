import type { Backend } from '../detect/backend.ts';
import type { TranscriptFact } from '../detect/facts.ts';
import { readFacts } from '../detect/transcript.ts';
import { foldTurn, type TurnFacts } from '../detect/turn.ts';
import type { Files } from '../ports/files.ts';

/** First step back from the end, in bytes; each further one is twice as long. */
const FIRST_STEP = 128 * 1024;
/** A turn whose beginning is further back than this, in bytes, is judged by what follows. */
const FURTHEST = 48 * 1024 * 1024;
/** Read at least this much before the newest prompt, in bytes: an answer's line can precede the line of its prompt. */
const OUT_OF_ORDER = 16 * 1024;

const NEWLINE = 0x0a;

/** Reads the newest turn of a transcript from its tail; `undefined` when there is no file. Never reads it whole. */
export async function readTurn(files: Files, path: string, backend: Backend): Promise<TurnFacts | undefined> {
  let end: number | undefined;
  let step = FIRST_STEP;
  let read = 0;
  let pending: Uint8Array = new Uint8Array();
  let facts: TranscriptFact[] = [];
  let beforePrompt = 0;
  for (;;) {
    const slice = await files.readBack(path, step, end);
    if (!slice) return end === undefined ? undefined : foldTurn(facts);
    read += slice.bytes.length;
    const { lines, rest, restLength } = cutLines(join(slice.bytes, pending), slice.start === 0);
    const older = readFacts(lines, backend.transcript);
    if (facts.some(opensTurn)) beforePrompt += slice.bytes.length;
    else if (older.some(opensTurn)) beforePrompt = bytesBeforePrompt(lines, backend);
    facts = [...older, ...facts];
    pending = rest;
    const found = facts.some(opensTurn) && beforePrompt >= OUT_OF_ORDER;
    if (found || slice.start === 0 || read >= FURTHEST || restLength >= FURTHEST) return foldTurn(facts);
    end = slice.start;
    step = Math.min(step * 2, FURTHEST);
  }
}

function opensTurn(fact: TranscriptFact): boolean {
  return (fact.kind === 'prompt' && !fact.synthetic) || fact.kind === 'cleared';
}

/** Whole lines, and the bytes before the first line break, which may be the end of a longer line. */
function cutLines(bytes: Uint8Array, fromStart: boolean) {
  const first = fromStart ? -1 : bytes.indexOf(NEWLINE);
  if (!fromStart && first === -1) return { lines: [], rest: bytes, restLength: bytes.length };
  const rest = fromStart ? new Uint8Array() : bytes.subarray(0, first + 1);
  const text = new TextDecoder().decode(bytes.subarray(first + 1));
  return { lines: text.split('\n'), rest, restLength: rest.length };
}

function bytesBeforePrompt(lines: string[], backend: Backend): number {
  let bytes = 0;
  for (const line of lines) {
    if (readFacts([line], backend.transcript).some(opensTurn)) return bytes;
    bytes += line.length;
  }
  return bytes;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (b.length === 0) return a;
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

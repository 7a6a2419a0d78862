import type { Backend, TranscriptGrammar } from '../../detect/agent/backend.ts';
import { CommandPrompts } from '../../detect/transcript/command-prompts.ts';
import type { TranscriptFact } from '../../detect/transcript/facts.ts';
import { LONGEST_LINE, readFacts, tellingLines } from '../../detect/transcript/parse.ts';
import { foldTurn, type TurnFacts } from '../../detect/transcript/turn.ts';
import { TypedCommands } from '../../detect/transcript/typed-commands.ts';
import type { Entry } from '../../detect/verdict/signals.ts';
import type { Files } from '../../ports/files.ts';
import { MOST_BYTES, MOST_RECORDS, OverBudget, type SharedBudget } from '../session/files/look-budget.ts';

/** The first step back from the end, in bytes; each next one is twice as long, up to `LONGEST_STEP`. */
const FIRST_STEP = 24 * 1024;
const LONGEST_STEP = 2 * 1024 * 1024; // Between two of them a signal is heard: 0.1 s of work.
/**
 * A fork's transcript is written with its first prompt, and the answer to that can be written before the copied
 * conversation (2.1.158 and 2.1.251, if the model answers within about 100 ms): it is within this many bytes of the
 * beginning.
 */
const BEFORE_COPY = 64 * 1024;
/** From this many bytes on, other tasks run after each piece of the file. */
const PAUSED_FROM = 1024 * 1024;
/** Read at least this much before the newest prompt, in bytes: an answer's line can precede the line of its prompt. */
const OUT_OF_ORDER = 8 * 1024;
/**
 * If turns have a start record, how far before the prompt to search for it, in bytes: instructions can come between
 * them.
 */
const BEFORE_START = 512 * 1024;

/** Prompts that were queued together, and records out of order, are within this time of the newest prompt, in ms. */
const TOGETHER_MS = 20_000;

const NEWLINE = 0x0a;

/** How a transcript is read. */
interface ReadOptions {
  /** The last prompt that csd sent, to separate what was written since. */
  entry?: Entry | undefined;
  /** Lets other tasks run between the pieces of a long turn. */
  pause?: (() => Promise<void>) | undefined;
  /** Reads only this many of the first bytes. */
  before?: number | undefined;
  /** What the transcripts of one look at many sessions may cost. */
  budget?: SharedBudget | undefined;
}

/**
 * Reads the newest turn of a transcript from its end; `undefined` if there is no file. The cost depends on the turn,
 * not on the file; a line longer than any record is skipped without being kept. Throws `OverBudget` for a turn that
 * costs more than a look may.
 */
export async function readTurn(
  files: Files,
  path: string,
  backend: Backend,
  { entry, pause, before, budget }: ReadOptions = {},
): Promise<TurnFacts | undefined> {
  const lines = new LinesFromEnd();
  const newest = new NewestTurn(backend.transcript, entry && { at: entry.at, size: sizeAt(entry, path) });
  const part = budget?.part();
  let end = before;
  for (let step = FIRST_STEP, read = 0; ; step = Math.min(step * 2, LONGEST_STEP)) {
    const slice = await files.readBack(path, step, end);
    if (!slice) return end === undefined ? undefined : newest.fold();
    const earlier = newest.records;
    newest.take(lines.take(slice.bytes, slice.start), slice.bytes.length);
    part?.spend(slice.bytes.length, newest.records - earlier);
    read += slice.bytes.length;
    end = slice.start;
    if (slice.start === 0) return newest.fold();
    if (newest.isWhole) {
      const turn = newest.fold();
      if (turn.phase !== 'running') return turn;
      if (slice.start >= BEFORE_COPY) {
        const head = await files.readBack(path, BEFORE_COPY, BEFORE_COPY);
        return head && newest.takeBeforeCopy(head.bytes) ? newest.fold() : turn;
      }
    }
    if (read >= MOST_BYTES) throw new OverBudget(`the newest turn is longer than ${MOST_BYTES / 1024 / 1024} MiB`);
    if (read >= PAUSED_FROM) await pause?.();
  }
}

/** The size of the file when the prompt was sent; `undefined` if it is another file, so that only the time decides. */
function sizeAt({ transcript, conversation }: Entry, path: string): number | undefined {
  if (transcript === undefined) return conversation === undefined || path.includes(conversation) ? 0 : undefined;
  return transcript.path === path ? transcript.size : undefined;
}

/** A record's timestamp can be slightly earlier than that of the key that led to it, in ms. */
const STAMP_SLACK_MS = 50;

/** Where, or when, a prompt was sent. */
interface Mark {
  at: number;
  /** The position in the file, in bytes. */
  size: number | undefined;
}

/** The newest turn, collected from the lines of a file starting at its end. */
class NewestTurn {
  /** How many bytes were read before the line of the newest prompt; 0 until it is found. */
  beforePrompt = 0;
  /** The facts of each line that has some, newest line first. */
  private readonly found: TranscriptFact[][] = [];
  /** The same for lines after the mark. */
  private readonly after: TranscriptFact[][] = [];
  private readonly commands = new CommandPrompts();
  private readonly typed = new TypedCommands();
  /** The newest prompt, or the clearing of the conversation after it. */
  private opening: TranscriptFact | undefined;
  /** Its line is among those. */
  private opened: { at: number; among: TranscriptFact[][] } | undefined;
  private started = false;
  /** Where the lines read so far begin, in bytes. */
  private start = 0;
  /** How many records were parsed. */
  records = 0;
  /** Lines from before this time no longer matter. */
  private since: string | undefined;

  constructor(
    private readonly grammar: TranscriptGrammar,
    private readonly mark: Mark | undefined,
  ) {}

  /** True if nothing that belongs to the turn can come before what was read. */
  get isWhole(): boolean {
    const enough = this.started || !this.grammar.marksStart ? OUT_OF_ORDER : BEFORE_START;
    return this.beforePrompt >= enough;
  }

  /** Takes the lines before the earlier ones; `length` is that of the piece of file they came from. */
  take({ text: lines, start }: Lines, length: number): void {
    if (this.opening) this.beforePrompt += length;
    const behind = this.mark?.size === undefined ? undefined : charAt(lines, this.mark.size - start);
    this.start = start;
    for (const { at, line } of tellingLines(lines, this.grammar)) {
      const isBehind = behind !== undefined && at >= behind;
      if (!isBehind && this.since !== undefined && this.grammar.isPast?.(line, this.since)) continue;
      if (++this.records > MOST_RECORDS) throw new OverBudget(`the newest turn has more than ${MOST_RECORDS} records`);
      const facts = readFacts([line], this.grammar);
      const among = isBehind || this.isLater(facts) ? this.after : this.found;
      if (facts.length > 0) among.push(facts);
      if (this.opening && facts.some(({ kind }) => kind === 'started')) this.started = true;
      const isCommand = !this.opening && this.commands.takes(facts);
      const read = isCommand ? { facts: [] } : this.typed.take(facts);
      if (read.withdrawn !== undefined && read.withdrawn === this.opening) this.forgetPrompt();
      const opening = this.opening ? undefined : read.facts.find(opensTurn);
      if (!opening) continue;
      this.opening = opening;
      this.beforePrompt = at;
      if (opening.at === undefined) continue;
      this.opened = { at: opening.at, among };
      this.since = new Date(opening.at - TOGETHER_MS).toISOString();
    }
  }

  /** It was a command that did not go to the model: the newest prompt is an older one. */
  private forgetPrompt(): void {
    this.opening = undefined;
    this.beforePrompt = 0;
    this.opened = undefined;
    this.since = undefined;
    this.started = false;
  }

  /**
   * Takes from the first bytes of the file anything before the first prompt that is newer than the newest prompt,
   * because it is the answer to that; true if there was something.
   */
  takeBeforeCopy(head: Uint8Array): boolean {
    const { opened, grammar } = this;
    if (opened === undefined) return false;
    const text = Buffer.from(head.subarray(0, head.lastIndexOf(NEWLINE) + 1)).toString('utf8');
    const newer: TranscriptFact[][] = [];
    for (const { line } of tellingLines(text, grammar).reverse()) {
      const facts = readFacts([line], grammar);
      if (facts.some(opensTurn)) break;
      if (facts[0]?.at !== undefined && facts[0].at >= opened.at) newer.unshift(facts);
    }
    opened.among.push(...newer);
    return newer.length > 0;
  }

  fold(): TurnFacts {
    const [found, after] = [this.found, this.after].map((lines) => lines.toReversed().flat());
    const turn = foldTurn(found ?? [], this.mark && after, this.mark && this.mark.at - STAMP_SLACK_MS);
    const { mark } = this;
    const isCut = mark !== undefined && (mark.size === undefined || this.start > mark.size);
    if (turn.since && isCut) turn.since.cut = true;
    return turn;
  }

  /** In a file whose size at the mark is unknown, the time decides. */
  private isLater(facts: TranscriptFact[]): boolean {
    const { mark } = this;
    return mark !== undefined && mark.size === undefined && (facts[0]?.at ?? 0) >= mark.at - STAMP_SLACK_MS;
  }
}

function opensTurn(fact: TranscriptFact): boolean {
  return (fact.kind === 'prompt' && !fact.synthetic) || fact.kind === 'cleared';
}

/** The index in a text of the character after this many bytes. */
function charAt(text: string, bytes: number): number {
  if (bytes <= 0) return 0;
  return Buffer.byteLength(text) <= bytes ? text.length : Buffer.from(text).subarray(0, bytes).toString().length;
}

/** Whole lines, and the byte of the file at which they begin. */
export interface Lines {
  text: string;
  start: number;
}

/** Cuts chunks, given from the end of a file backwards, into whole lines. */
export class LinesFromEnd {
  /** The read part of the line whose beginning is still to come; empty if it is too long to be a record. */
  private pending: Uint8Array[] = [];
  private pendingLength = 0;

  /** The lines that the chunk completes; it begins at byte `start` of the file. */
  take(chunk: Uint8Array, start: number): Lines {
    const first = start === 0;
    const from = first ? 0 : chunk.indexOf(NEWLINE) + 1;
    if (from === 0 && !first) {
      this.hold(chunk);
      return { text: '', start };
    }
    const overlong = this.pendingLength > LONGEST_LINE;
    const to = overlong ? chunk.lastIndexOf(NEWLINE) + 1 : chunk.length;
    const end = chunk.subarray(from, Math.max(from, to));
    const bytes =
      this.pending.length === 0
        ? Buffer.from(end.buffer, end.byteOffset, end.length)
        : Buffer.concat([end, ...this.pending]);
    this.pending = [];
    this.pendingLength = 0;
    this.hold(chunk.subarray(0, from));
    return { text: bytes.toString('utf8'), start: start + from };
  }

  private hold(bytes: Uint8Array): void {
    this.pendingLength += bytes.length;
    if (this.pendingLength > LONGEST_LINE) this.pending = [];
    else this.pending.unshift(bytes);
  }
}

import type { StreamFact, StreamGrammar, StreamSession } from '../agent/stream-grammar.ts';
import { emptyStream, foldStream, isBusy, type StreamState } from './fold-stream.ts';

/** A line of the file of records, as the host writes it. `at` in ms since 1970. */
export interface RecordEntry {
  at: number;
  from: 'agent' | 'csd' | 'stderr' | 'host';
  record: unknown;
  /** The fact of csd's own record, if it affects the state. */
  fact?: StreamFact;
}

/** The first line of a host's records, and of a file that follows a rotated one. */
export interface Checkpoint {
  checkpoint: StreamState;
  session: Pick<StreamSession, 'mark'>;
}

/** The state after these records, from any checkpoint on. Ignores lines that are not entries. */
export function replayRecords(lines: readonly string[], grammar: StreamGrammar): StreamState {
  const replay = new Replay(grammar);
  for (const line of lines) replay.take(line);
  return replay.state;
}

/**
 * The records of the newest turn, and of what it waits behind: a checkpoint, and all lines from there on. For a turn
 * that is longer than `mostBytes` only its end, also after a checkpoint.
 */
export function newestRecords(lines: readonly string[], grammar: StreamGrammar, mostBytes: number): string[] {
  const replay = new Replay(grammar);
  const sizes = lines.map((line) => Buffer.byteLength(line) + 1);
  let left = sizes.reduce((sum, size) => sum + size, 0);
  let start: { line: number; left: number; entry: string } | undefined;
  for (const [n, line] of lines.entries()) {
    const entry = parse(line);
    const isTooLong = start !== undefined && start.left > mostBytes;
    if (!start || isTooLong || (entry?.fact?.kind === 'prompted' && !isBusy(replay.state)))
      start = { line: n, left, entry: replay.checkpoint(entry?.at ?? 0) };
    left -= sizes[n] ?? 0;
    replay.take(line);
  }
  return start ? [start.entry, ...lines.slice(start.line).filter((line) => parse(line) !== undefined)] : [];
}

class Replay {
  state = emptyStream();
  private session: StreamSession = { mark: '' };

  constructor(private readonly grammar: StreamGrammar) {}

  checkpoint(at: number): string {
    const record: Checkpoint = { checkpoint: this.state, session: { mark: this.session.mark } };
    return JSON.stringify({ at, from: 'host', record } satisfies RecordEntry);
  }

  take(line: string): void {
    const entry = parse(line);
    if (!entry) return;
    const { at, from, record, fact } = entry;
    if (from === 'host') this.resume(record);
    const facts = from === 'agent' ? this.grammar.read(record, this.state, this.session) : fact ? [fact] : [];
    for (const one of facts) this.state = foldStream(this.state, one, at);
  }

  private resume(record: unknown): void {
    const { checkpoint, session } = Object(record) as Partial<Checkpoint>;
    if (checkpoint) this.state = { ...emptyStream(), ...checkpoint };
    if (session) this.session = { mark: String(session.mark) };
  }
}

function parse(line: string): RecordEntry | undefined {
  try {
    const value = JSON.parse(line) as Partial<RecordEntry> | null;
    return typeof value?.at === 'number' && typeof value.from === 'string' ? (value as RecordEntry) : undefined;
  } catch {
    return undefined;
  }
}

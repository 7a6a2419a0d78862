import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { Tokens, UsageFact } from '../../detect/agent/usage-grammar.ts';
import type { TurnPart } from '../../detect/transcript/markdown.ts';
import { LONGEST_LINE } from '../../detect/transcript/parse.ts';
import { mayOpen, opens, type PastTurn, type RecordFacts, splitTurns } from '../../detect/transcript/split-turns.ts';
import { partsOfRecord } from '../../detect/transcript/turn-parts.ts';
import { TokenCounter } from '../../detect/usage/sum-tokens.ts';
import { costsOfTurns, markTurn, type TurnMarks } from '../../detect/usage/turn-costs.ts';
import { findShownRecord } from '../observe/shown-record.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { type Part, partsBefore } from '../signals/base-record.ts';
import { LinesFromEnd } from '../signals/read-last-turn.ts';
import { conversationFiles, findCurrent } from '../usage/conversation-files.ts';
import { readCosts } from '../usage/read-costs.ts';
import { partsBeforeFork } from './before-fork.ts';

/** Transcripts are read from the end: the first piece has this many bytes, each next one twice as many, up to 1 MiB. */
const FIRST_STEP = 64 * 1024;
const LONGEST_STEP = 1024 * 1024; // Between two pieces an abort is noticed: 0.03 s of work.
/** How many turns to count before checking for an abort again. */
const COUNTED_AT_ONCE = 500;
/** Turns are numbered if all transcripts together are at most this large, in bytes. */
const NUMBERED = 64 * 1024 * 1024;

/** A turn of a session: its number from 1, if known, its tokens, its cost in USD, and its records. */
export interface SessionTurn extends PastTurn<unknown> {
  turn: number | null;
  tokens: Tokens;
  costUsd: number | null;
}

/**
 * The last turns of a session's conversations, oldest first. Reads the transcripts from their end and no further than
 * these turns, except for the numbers, which large transcripts do not get. Throws `no_conversation` if there is no
 * transcript.
 */
export async function readHistory(ctx: Context, sidecar: Sidecar, last: number): Promise<SessionTurn[]> {
  const backend = backendOf(ctx, sidecar);
  const files = await findFiles(ctx, sidecar, backend);
  const sizes = await Promise.all(files.map(async ({ path, end }) => end ?? (await ctx.files.stat(path))?.size ?? 0));
  const isNumbered = sizes.reduce((sum, size) => sum + size, 0) <= NUMBERED;
  // The cost of a turn begins where the previous one's ends.
  const turns = await readTurns(ctx, backend, files, isNumbered ? Number.POSITIVE_INFINITY : last + 1);
  const marks = await eachInPeace(ctx, turns, (turn) => marksOf(backend, turn));
  const costs = costsOfTurns(marks, await readCosts(ctx, sidecar));
  const numbered = turns.map((turn, n) => ({ ...turn, turn: isNumbered ? n + 1 : null, costUsd: costs[n] ?? null }));
  return numbered.slice(-last);
}

function marksOf(backend: Backend, { at, records }: PastTurn<unknown>): TurnMarks {
  return markTurn(at, factsOf(backend, records));
}

/**
 * The last turns, oldest first, without numbers: reads no more of the transcripts than needed. Throws as `readHistory`
 * does.
 */
export async function readNewestTurns(ctx: Context, sidecar: Sidecar, last: number): Promise<PastTurn<unknown>[]> {
  const backend = backendOf(ctx, sidecar);
  return (await readTurns(ctx, backend, await findFiles(ctx, sidecar, backend), last)).slice(-last);
}

/**
 * Turn `number` of a session, from 1, or the newest one. Throws `bad_input` if there is no such turn, `not_ready` if
 * there is none at all.
 */
export async function findTurn(
  ctx: Context,
  sidecar: Sidecar,
  number: number | undefined,
): Promise<Omit<SessionTurn, 'costUsd'>> {
  const backend = backendOf(ctx, sidecar);
  const files = await findFiles(ctx, sidecar, backend);
  const turns = await readTurns(ctx, backend, files, number === undefined ? 1 : Number.POSITIVE_INFINITY);
  const found = number === undefined ? turns.at(-1) : turns[number - 1];
  if (found) return { ...found, turn: number ?? null };
  const { name } = sidecar;
  if (turns.length === 0)
    throw new CsdError('not_ready', `session ${JSON.stringify(name)} has no turn yet: send a prompt`);
  const message = `session ${JSON.stringify(name)} has no turn ${number}: there are ${turns.length}, see \`csd history ${name}\``;
  throw new CsdError('bad_input', message, { session: name, turns: turns.length });
}

/** The parts of a turn that a person reads, in order. */
export function partsOf({ transcript }: Backend, { records }: PastTurn<unknown>): TurnPart[] {
  return records.flatMap((record) => partsOfRecord(transcript, record));
}

async function findFiles(ctx: Context, sidecar: Sidecar, backend: Backend): Promise<Part[]> {
  const { held } = backend.transcript;
  const current = held ? await findShownRecord(ctx, sidecar) : await findCurrent(ctx, sidecar, backend);
  const files = await conversationFiles(ctx, sidecar, backend, current);
  const parts = await Promise.all(files.map((path) => partsBefore(ctx, path, backend)));
  const [first] = files;
  if (first !== undefined) {
    const before = await partsBeforeFork(ctx, sidecar, backend, first);
    return [...before, ...parts.flat()];
  }
  const path = sidecar.jsonl_path;
  const where = path === null ? '' : ` (${path})`;
  const message = `session ${JSON.stringify(sidecar.name)} has no transcript${where}: it has had no prompt yet, or the file was removed`;
  throw new CsdError('no_conversation', message, { session: sidecar.name });
}

type Numberless = Omit<SessionTurn, 'turn' | 'costUsd'>;

async function readTurns(ctx: Context, backend: Backend, files: Part[], last: number): Promise<Numberless[]> {
  const turns: Numberless[] = [];
  let command: string | undefined;
  for (const [n, file] of files.toReversed().entries()) {
    if (turns.length >= last) break;
    // A fork can begin with copies of the last messages before the compaction, a branch with those of all turns.
    const known = new Set(turns.flatMap((turn) => idOf(turn) ?? []));
    const wanted = last - turns.length + known.size;
    const read = await readFile(ctx, backend, file, { last: wanted, isNewest: n === 0, command });
    command = read.command;
    turns.unshift(...read.turns.filter((turn) => !known.has(idOf(turn) ?? '')));
  }
  return turns;
}

/** The id of the record with a turn's prompt, if it has one. */
function idOf({ records }: Numberless): string | undefined {
  return records.find(opens)?.facts.find(({ id }) => id !== undefined)?.id;
}

/**
 * The last turns of one transcript. Reads one more prompt, because a record can precede that of its own prompt. `command`: the
 * command that the transcript after it begins with, whose prompt can be the last record of this one; returned for the one before.
 */
async function readFile(
  ctx: Context,
  backend: Backend,
  { path, end: until }: Part,
  { last, isNewest, command }: { last: number; isNewest: boolean; command: string | undefined },
): Promise<{ turns: Numberless[]; command: string | undefined }> {
  const lines = new LinesFromEnd();
  const pieces: RecordFacts<unknown>[][] = [];
  const { marksStart = false } = backend.transcript;
  const split = (isCut: boolean) => splitTurns(pieces.toReversed().flat(), isNewest, isCut && marksStart, command);
  let found: ReturnType<typeof split> | undefined;
  let prompts = 0;
  let wanted = last;
  let step = FIRST_STEP;
  for (let end = until; end !== 0; step = Math.min(step * 2, LONGEST_STEP)) {
    const slice = await ctx.files.readBack(path, step, end);
    if (!slice) break;
    const piece = readLines(lines.take(slice.bytes, slice.start).text, backend);
    pieces.push(piece);
    prompts += piece.filter(mayOpen).length;
    end = slice.start;
    if (prompts > wanted) {
      found = split(end > 0);
      if (found.turns.length > last) break;
      // Several prompts can belong to one turn.
      wanted = prompts + last - found.turns.length;
      found = undefined;
    }
    if (end > 0) await ctx.clock.sleep(0, ctx.signal);
  }
  const { turns, before, command: begun } = found ?? split(false);
  await ctx.clock.sleep(0, ctx.signal);
  const counted = await eachInPeace(ctx, turns, (turn, n) => ({
    ...turn,
    tokens: tokensOf(backend, turn.records, turns[n - 1]?.records ?? before),
  }));
  return { turns: last === Number.POSITIVE_INFINITY ? counted : counted.slice(-last), command: begun };
}

/** Processes each item, and lets an abort through in between. */
async function eachInPeace<T, R>(ctx: Context, items: readonly T[], act: (item: T, n: number) => R): Promise<R[]> {
  const done: R[] = [];
  for (const [n, item] of items.entries()) {
    if (n > 0 && n % COUNTED_AT_ONCE === 0) await ctx.clock.sleep(0, ctx.signal);
    done.push(act(item, n));
  }
  return done;
}

function readLines(text: string, backend: Backend): RecordFacts<unknown>[] {
  const { telling, read } = backend.transcript;
  return text.split('\n').flatMap((line) => {
    if (line.length > LONGEST_LINE || (telling && !telling.some((word) => line.includes(word)))) return [];
    try {
      const kept: unknown = JSON.parse(line);
      const facts = read(kept);
      return facts.length > 0 || backend.usage?.read(kept) ? [{ facts, kept }] : [];
    } catch {
      return [];
    }
  });
}

/**
 * If the conversation has a running total, what it has grown by since the records before. The first turn of a fork has
 * no earlier total in its transcript: there the total before its first answer counts.
 */
function tokensOf(backend: Backend, records: RecordFacts<unknown>[], before: RecordFacts<unknown>[]): Tokens {
  const facts = factsOf(backend, records);
  const own = sumOf(facts);
  const first = facts.find((fact) => fact.kind === 'total' && fact.tokens !== undefined);
  if (first?.kind !== 'total' || !first.tokens) return own;
  const earlier = factsOf(backend, before).filter(({ kind }) => kind === 'total');
  // A total can be repeated without a new answer.
  const starts = [
    ...(earlier.length > 0 ? [sumOf(earlier)] : []),
    ...(first.added ? [each(first.tokens, first.added, (total, added) => total - added)] : []),
  ];
  if (starts.length === 0) return own;
  const start = starts.reduce((one, other) => each(one, other, Math.max));
  return each(own, start, (total, then) => Math.max(0, total - then));
}

const factsOf = (backend: Backend, records: RecordFacts<unknown>[]): UsageFact[] =>
  records.flatMap(({ kept }) => backend.usage?.read(kept) ?? []);

function sumOf(facts: UsageFact[]): Tokens {
  const counter = new TokenCounter();
  for (const fact of facts) counter.take(fact, '');
  return counter.sum().tokens;
}

/**
 * Combines both, kind by kind; a kind that the first lacks stays unknown, one that the second lacks is taken from the
 * first.
 */
function each(one: Tokens, other: Tokens, join: (one: number, other: number) => number): Tokens {
  const of = (kind: keyof Tokens) => {
    const [a, b] = [one[kind], other[kind]];
    return a === null || b === null ? a : join(a, b);
  };
  return { input: of('input'), output: of('output'), cacheRead: of('cacheRead'), cacheWrite: of('cacheWrite') };
}

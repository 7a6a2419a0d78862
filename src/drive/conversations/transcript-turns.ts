import type { Backend } from '../../detect/agent/backend.ts';
import type { Tokens, UsageFact } from '../../detect/agent/usage-grammar.ts';
import { LONGEST_LINE } from '../../detect/transcript/parse.ts';
import { mayOpen, type PastTurn, type RecordFacts, splitTurns } from '../../detect/transcript/split-turns.ts';
import { TokenCounter } from '../../detect/usage/sum-tokens.ts';
import type { Context } from '../session/context.ts';
import { letOthersRun } from '../session/pauses.ts';
import type { Part } from '../signals/base-record.ts';
import { LinesFromEnd } from '../signals/read-last-turn.ts';

/** Transcripts are read from the end: the first piece has this many bytes, each next one twice as many, up to 1 MiB. */
const FIRST_STEP = 64 * 1024;
const LONGEST_STEP = 1024 * 1024; // Between two pieces an abort is noticed: 0.03 s of work.
/** How many turns to count before checking for an abort again. */
const COUNTED_AT_ONCE = 500;

/** A turn with its tokens and its records. */
export interface CountedTurn extends PastTurn<unknown> {
  tokens: Tokens;
}

/**
 * The last turns of one transcript. Reads one more prompt, because a record can precede that of its own prompt.
 * `command`: the command that the transcript after it begins with, whose prompt can be the last record of this one;
 * returned for the one before.
 */
export async function readTurnsOf(
  ctx: Context,
  backend: Backend,
  { path, end: until }: Part,
  { last, isNewest, command }: { last: number; isNewest: boolean; command: string | undefined },
): Promise<{ turns: CountedTurn[]; command: string | undefined }> {
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
    if (end > 0) await letOthersRun(ctx);
  }
  const { turns, before, command: begun } = found ?? split(false);
  await letOthersRun(ctx);
  const counted = await eachInPeace(ctx, turns, (turn, n) => ({
    ...turn,
    tokens: tokensOf(backend, turn.records, turns[n - 1]?.records ?? before),
  }));
  return { turns: last === Number.POSITIVE_INFINITY ? counted : counted.slice(-last), command: begun };
}

/** Processes each item, and lets an abort through in between. */
export async function eachInPeace<T, R>(
  ctx: Context,
  items: readonly T[],
  act: (item: T, n: number) => R,
): Promise<R[]> {
  const done: R[] = [];
  for (const [n, item] of items.entries()) {
    if (n > 0 && n % COUNTED_AT_ONCE === 0) await letOthersRun(ctx);
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

/** What the records say about usage. */
export const factsOf = (backend: Backend, records: RecordFacts<unknown>[]): UsageFact[] =>
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

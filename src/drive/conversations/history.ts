import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { TurnPart } from '../../detect/transcript/markdown.ts';
import { orderTurns } from '../../detect/transcript/order-turns.ts';
import { opens, type PastTurn } from '../../detect/transcript/split-turns.ts';
import { partsOfRecord } from '../../detect/transcript/turn-parts.ts';
import { costsOfTurns, markTurn, type TurnMarks } from '../../detect/usage/turn-costs.ts';
import { findShownRecord } from '../observe/shown-record.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { type Part, partsBefore } from '../signals/base-record.ts';
import { createdAt } from '../signals/locate-transcript.ts';
import { datedConversations, findCurrent } from '../usage/conversation-files.ts';
import { readCosts } from '../usage/read-costs.ts';
import { partsBeforeFork } from './before-fork.ts';
import { type CountedTurn, eachInPeace, factsOf, readTurnsOf } from './transcript-turns.ts';

/** Turns are numbered if all transcripts together are at most this large, in bytes. */
const NUMBERED = 64 * 1024 * 1024;

/** A turn of a session: its number from 1, if known, its tokens, its cost in USD, and its records. */
export interface SessionTurn extends CountedTurn {
  turn: number | null;
  costUsd: number | null;
}

/**
 * The last turns of a session's conversations, in the order in which they were prompted: a turn keeps its number,
 * whichever conversation a person opens. Reads the transcripts from their end and no further than these turns, except
 * for the numbers, which large transcripts do not get. Throws `no_conversation` if there is no transcript.
 */
export async function readHistory(ctx: Context, sidecar: Sidecar, last: number): Promise<SessionTurn[]> {
  const backend = backendOf(ctx, sidecar);
  const files = await findFiles(ctx, sidecar, backend);
  const sizes = await Promise.all(files.map(async ({ path, end }) => end ?? (await ctx.files.stat(path))?.size ?? 0));
  const isNumbered = sizes.reduce((sum, size) => sum + size, 0) <= NUMBERED;
  // The cost of a turn begins where the previous one's ends.
  const turns = await readOrdered(ctx, sidecar, files, isNumbered ? Number.POSITIVE_INFINITY : last + 1);
  const marks = await eachInPeace(ctx, turns, (turn) => marksOf(backend, turn));
  const costs = costsOfTurns(marks, await readCosts(ctx, sidecar));
  const numbered = turns.map((turn, n) => ({ ...turn, turn: isNumbered ? n + 1 : null, costUsd: costs[n] ?? null }));
  return numbered.slice(-last);
}

function marksOf(backend: Backend, { at, records }: PastTurn<unknown>): TurnMarks {
  return markTurn(at, factsOf(backend, records));
}

/**
 * The last turns, oldest first, without numbers, those of the conversation that the session has now at the end: reads no
 * more of the transcripts than needed. Throws as `readHistory` does.
 */
export async function readNewestTurns(ctx: Context, sidecar: Sidecar, last: number): Promise<PastTurn<unknown>[]> {
  const backend = backendOf(ctx, sidecar);
  return (await readTurns(ctx, backend, await findFiles(ctx, sidecar, backend), last)).slice(-last);
}

/**
 * Turn `number` of a session, from 1, or the newest one of the conversation that it has now. Throws `bad_input` if no
 * turn has this number, `not_ready` if there is none at all.
 */
export async function findTurn(
  ctx: Context,
  sidecar: Sidecar,
  number: number | undefined,
): Promise<Omit<SessionTurn, 'costUsd'>> {
  const backend = backendOf(ctx, sidecar);
  const files = await findFiles(ctx, sidecar, backend);
  const turns = await (number === undefined
    ? readTurns(ctx, backend, files, 1)
    : readOrdered(ctx, sidecar, files, Number.POSITIVE_INFINITY));
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

/** A part of a conversation, with what is known about when the session has had that. */
type DatedPart = Part & { since: number; isBack: boolean };
/** `since` is in whole seconds, rounded down. */
const SECOND = 999;

async function findFiles(ctx: Context, sidecar: Sidecar, backend: Backend): Promise<DatedPart[]> {
  const { held } = backend.transcript;
  const current = held ? await findShownRecord(ctx, sidecar) : await findCurrent(ctx, sidecar, backend);
  const files = await datedConversations(ctx, sidecar, backend, current);
  const parts = await Promise.all(
    files.map(async ({ path, since: told = Number.POSITIVE_INFINITY, isOwn, isBack = false }) => {
      const since = isOwn ? Number.NEGATIVE_INFINITY : told;
      return (await partsBefore(ctx, path, backend)).map((part) => ({ ...part, since, isBack }));
    }),
  );
  const first = files.find(({ isOwn }) => isOwn) ?? files[0];
  if (first !== undefined) {
    const before = await partsBeforeFork(ctx, sidecar, backend, first.path);
    return [...before.map((part) => ({ ...part, since: Number.NEGATIVE_INFINITY, isBack: false })), ...parts.flat()];
  }
  const path = sidecar.jsonl_path;
  const where = path === null ? '' : ` (${path})`;
  const message = `session ${JSON.stringify(sidecar.name)} has no transcript${where}: it has had no prompt yet, or the file was removed`;
  throw new CsdError('no_conversation', message, { session: sidecar.name });
}

async function readTurns(ctx: Context, backend: Backend, files: Part[], last: number): Promise<CountedTurn[]> {
  const turns: CountedTurn[] = [];
  let command: string | undefined;
  for (const [n, file] of files.toReversed().entries()) {
    if (turns.length >= last) break;
    // A fork can begin with copies of the last messages before the compaction, a branch with those of all turns.
    const known = new Set(turns.flatMap((turn) => idOf(turn) ?? []));
    const wanted = last - turns.length + known.size;
    const read = await readTurnsOf(ctx, backend, file, { last: wanted, isNewest: n === 0, command });
    command = read.command;
    turns.unshift(...read.turns.filter((turn) => !known.has(idOf(turn) ?? '')));
  }
  return turns;
}

/** The turns as `orderTurns` returns them: all, or at least the `last` ones if that is finite. */
async function readOrdered(ctx: Context, sidecar: Sidecar, files: DatedPart[], last: number): Promise<CountedTurn[]> {
  const backend = backendOf(ctx, sidecar);
  const isBack = files.some((file) => file.isBack);
  if (!isBack && last !== Number.POSITIVE_INFINITY) return readTurns(ctx, backend, files, last);
  const current = files.at(-1);
  const ordered = isBack ? files.toSorted((a, b) => (a.since === b.since ? 0 : a.since - b.since)) : files;
  const read: { turns: CountedTurn[]; since: number }[] = [];
  let command: string | undefined;
  for (const file of ordered.toReversed()) {
    const found = await readTurnsOf(ctx, backend, file, { last, isNewest: file === current, command });
    command = found.command;
    // Without reports it came into the session with its first prompt there, at the latest.
    const prompted = found.turns.find(({ at }) => at !== undefined && at >= createdAt(sidecar))?.at;
    const isTold = file.since < Number.POSITIVE_INFINITY;
    read.unshift({ turns: found.turns, since: isTold ? file.since + SECOND : (prompted ?? file.since) });
  }
  return orderTurns(read, isBack, idOf);
}

/** The id of the record with a turn's prompt, if it has one. */
function idOf({ records }: CountedTurn): string | undefined {
  return records.find(opens)?.facts.find(({ id }) => id !== undefined)?.id;
}

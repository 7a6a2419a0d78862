import type { Backend } from '../../detect/agent/backend.ts';
import type { TurnFacts } from '../../detect/transcript/turn.ts';
import type { Entry } from '../../detect/verdict/signals.ts';
import type { Context } from '../session/context.ts';
import { letOthersRun } from '../session/pauses.ts';
import { findPath } from './locate-transcript.ts';
import { readTurn } from './read-last-turn.ts';

/** How many records to follow back, and how much of a record's beginning names the one before, in bytes. */
const MOST_BASES = 50;
const BASE_HEAD = 512 * 1024;

/**
 * The newest turn of a conversation whose record has none yet and continues another one, because the person went back
 * to an earlier prompt; `own` if it continues none. Its `since` is set if the prompt of `entry` is not in the kept
 * part.
 */
export async function readBaseTurn(
  ctx: Context,
  path: string,
  backend: Backend,
  { own, entry }: { own: TurnFacts; entry: Entry | undefined },
): Promise<TurnFacts> {
  const base = await findBaseTurn(ctx, path, backend, entry);
  if (!base) return own;
  const { since: kept, ...turn } = base.turn ?? own;
  // A prompt that was sent later will be in this record.
  if (!entry || entry.transcript?.path === path || base.startedAt < entry.at)
    return { ...turn, ...(own.since && { since: own.since }) };
  if (kept && kept.prompts > 0) return { ...turn, since: kept };
  return { ...turn, since: { prompts: 0, enqueued: false, cleared: false, undone: true } };
}

/** When a record that continues another one was begun, ms since 1970, and the newest turn before that, if any. */
async function findBaseTurn(
  ctx: Context,
  path: string,
  backend: Backend,
  entry: Entry | undefined,
): Promise<{ startedAt: number; turn?: TurnFacts } | undefined> {
  let startedAt: number | undefined;
  let at = path;
  for (let bases = 0; bases < MOST_BASES; bases++) {
    const base = await findBase(ctx, at, backend);
    if (!base) break;
    startedAt ??= base.startedAt;
    const pause = () => letOthersRun(ctx);
    const turn = await readTurn(ctx.files, base.path, backend, { entry, pause, before: base.end, budget: ctx.budget });
    if (turn && turn.phase !== 'none') return { startedAt, turn };
    at = base.path;
  }
  return startedAt === undefined ? undefined : { startedAt };
}

/** A record of a conversation, up to the byte `end` where another one continues. */
export interface Part {
  path: string;
  end?: number;
}

/** The record, preceded by those that it continues, oldest first: for example the whole conversation of a fork. */
export async function partsBefore(ctx: Context, path: string, backend: Backend): Promise<Part[]> {
  const parts: Part[] = [{ path }];
  for (let at = path; parts.length <= MOST_BASES; ) {
    const base = await findBase(ctx, at, backend);
    if (!base) break;
    parts.unshift({ path: base.path, end: base.end });
    at = base.path;
  }
  return parts;
}

/** What a record continues, and when it was begun, ms since 1970; `undefined` if it continues none. */
async function findBase(
  ctx: Context,
  path: string,
  { transcript: { held } }: Backend,
): Promise<{ path: string; end: number; startedAt: number } | undefined> {
  if (!held) return undefined;
  const size = (await ctx.files.stat(path))?.size ?? 0;
  const slice = await ctx.files.readBack(path, BASE_HEAD, Math.min(BASE_HEAD, size));
  const [head = ''] = slice ? new TextDecoder().decode(slice.bytes).split('\n', 1) : [];
  const base = held.base(head, path);
  const found = base && (await findPath(ctx.files, base.pattern));
  if (found === undefined || base === undefined) return undefined;
  return { path: found, end: base.end, startedAt: held.opening(head)?.startedAt ?? 0 };
}

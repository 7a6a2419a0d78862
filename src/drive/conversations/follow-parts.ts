import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { TurnPart } from '../../detect/transcript/markdown.ts';
import type { PastTurn } from '../../detect/transcript/split-turns.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { partsOf, readHistory, readNewestTurns } from './history.ts';

/** A piece of a conversation: the number of its turn, if known, and when the turn began, ms since 1970. */
export type LoggedPart = TurnPart & { turn: number | null; began: number | null };

/** How many turns to read again for new pieces; more if none of them is known. */
const AGAIN = 3;
const MANY = 50;

/**
 * The pieces of a session's newest turns, oldest first, each once as the transcript grows. `changed` returns when there
 * may be more, and returns false when no more will come. Throws `no_conversation` for a session without a transcript
 * that is not followed.
 */
export async function* followParts(
  ctx: Context,
  sidecar: Sidecar,
  last: number,
  changed?: () => Promise<boolean>,
): AsyncGenerator<LoggedPart, void, undefined> {
  const backend = backendOf(ctx, sidecar);
  const returned = new ReturnedParts();
  const first = await readHistory(ctx, sidecar, last).catch((error: unknown) => {
    if (changed === undefined || (error as { code?: string }).code !== 'no_conversation') throw error;
    return [];
  });
  for (const turn of first) yield* returned.news(turn, partsOf(backend, turn), turn.turn);
  while (await changed?.()) {
    let turns: (PastTurn<unknown> & { turn?: number | null })[] = await readNewestTurns(ctx, sidecar, AGAIN).catch(
      () => [],
    );
    // A person who went back to an earlier conversation has its turns last, which were returned before the newest.
    if (turns.length > 0 && !turns.some((turn) => returned.knows(turn)))
      turns = await readHistory(ctx, sidecar, MANY).catch(() => turns);
    const from = turns.findLastIndex((turn) => returned.knows(turn));
    for (const turn of turns.slice(Math.max(0, from))) yield* returned.news(turn, partsOf(backend, turn), turn.turn);
  }
}

/** Which pieces of which turns have been returned. */
class ReturnedParts {
  private newest: { key: string; count: number; number: number | null } | undefined;

  knows(turn: PastTurn<unknown>): boolean {
    return this.newest?.key === keyOf(turn);
  }

  /** The pieces of a turn that have not been returned yet. Without a given number, it is the previous one plus one. */
  *news(turn: PastTurn<unknown>, parts: TurnPart[], number?: number | null): Generator<LoggedPart, void, undefined> {
    const before = this.knows(turn) ? this.newest : undefined;
    const known = this.newest?.number;
    const own = before ? before.number : (number ?? (this.newest === undefined ? 1 : known == null ? null : known + 1));
    for (const part of parts.slice(before?.count ?? 0)) yield { ...part, turn: own, began: turn.at ?? null };
    this.newest = { key: keyOf(turn), count: Math.max(parts.length, before?.count ?? 0), number: own };
  }
}

/** A turn is identified by its prompt and the prompt's time. */
function keyOf({ at, prompt }: PastTurn<unknown>): string {
  return `${at} ${prompt}`;
}

/** True for a session that will have no more pieces. */
export function isOver(state: State | undefined): boolean {
  return state === undefined || state.status === 'dead';
}

import type { PastTurn } from './split-turns.ts';

/**
 * The turns of one conversation, oldest first. `since`: from when on its session has it, ms since 1970; -Infinity: from
 * its start.
 */
export interface ConversationTurns<T> {
  turns: T[];
  since: number;
}

/**
 * The turns of a session's conversations, given in the order in which it first had them, so that no turn ever gets
 * another place. If it returned to one (`isBack`) that is the order in which they were prompted; turns from before
 * `since` count from then on. Otherwise one conversation follows the other, whatever a clock said. Turns of the same
 * `key` in several conversations are copies: the place is that of the first, the turn the last.
 */
export function orderTurns<T extends Pick<PastTurn<unknown>, 'at'>>(
  conversations: ConversationTurns<T>[],
  isBack: boolean,
  key: (turn: T) => string | undefined,
): T[] {
  const placed: { turn: T; place: number }[] = [];
  const known = new Map<string, { turn: T; place: number }>();
  for (const [n, { turns, since }] of conversations.entries()) {
    const own = new Map<string, { turn: T; place: number }>();
    let place = isBack ? since : n;
    for (const turn of turns) {
      if (isBack) place = Math.max(place, turn.at ?? place);
      const id = key(turn);
      const copied = id === undefined ? undefined : known.get(id);
      if (copied) copied.turn = turn;
      else {
        const one = { turn, place };
        placed.push(one);
        if (id !== undefined) own.set(id, one);
      }
    }
    for (const [id, one] of own) known.set(id, one);
  }
  return placed.sort((a, b) => (a.place === b.place ? 0 : a.place - b.place)).map(({ turn }) => turn);
}

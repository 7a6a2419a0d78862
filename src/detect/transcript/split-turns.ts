import type { TranscriptFact } from './facts.ts';
import { foldTurn } from './turn.ts';

/** How a turn ended; `open`: it goes on, or nothing says how it ended. */
export type TurnEnd = 'done' | 'interrupted' | 'failed' | 'limit' | 'open';

/** A record of a transcript: what it says of a turn, and whatever else is kept of it. */
export interface Told<T> {
  facts: TranscriptFact[];
  kept: T;
}

/** One turn of a conversation. Times are ms since 1970; `tools` has the calls of each tool. */
export interface PastTurn<T> {
  prompt: string;
  at: number | undefined;
  endedAt: number | undefined;
  /** The closing message. */
  text: string;
  tools: Record<string, number>;
  end: TurnEnd;
  records: Told<T>[];
}

/**
 * Cuts records into turns, each of which begins with a prompt of a person's, oldest first; what stands before the first prompt is
 * `before`. Records that landed out of order are put right by their times. `isNewest`: the last turn may still go on; any
 * other that has no end was cut off.
 */
export function splitTurns<T>(told: Told<T>[], isNewest: boolean): { turns: PastTurn<T>[]; before: Told<T>[] } {
  let carried = 0;
  const timed = told.map((one, index) => {
    carried = one.facts.find(({ at }) => at !== undefined)?.at ?? carried;
    return { one, index, at: carried };
  });
  timed.sort((a, b) => a.at - b.at || Number(opens(b.one)) - Number(opens(a.one)) || a.index - b.index);
  const groups: Told<T>[][] = [];
  const before: Told<T>[] = [];
  for (const { one } of timed) {
    if (opens(one)) groups.push([one]);
    else (groups.at(-1) ?? before).push(one);
  }
  const turns = groups.map((records, n) => toTurn(records, isNewest && n === groups.length - 1));
  return { turns, before };
}

/** True for a record that begins a turn. */
export function opens({ facts }: { facts: TranscriptFact[] }): boolean {
  return facts.some((fact) => fact.kind === 'prompt' && !fact.synthetic);
}

function toTurn<T>(records: Told<T>[], mayGoOn: boolean): PastTurn<T> {
  const facts = records.flatMap((one) => one.facts);
  const folded = foldTurn(facts);
  const opening = facts.find((fact) => fact.kind === 'prompt' && !fact.synthetic);
  const times = facts.flatMap(({ at }) => at ?? []);
  return {
    prompt: opening?.kind === 'prompt' ? opening.text : '',
    at: opening?.at,
    endedAt: times.length === 0 ? undefined : Math.max(...times),
    text: folded.text,
    tools: countTools(facts),
    end: folded.error
      ? folded.error.resets === undefined
        ? 'failed'
        : 'limit'
      : folded.interrupted
        ? 'interrupted'
        : folded.phase === 'ended'
          ? 'done'
          : mayGoOn
            ? 'open'
            : 'interrupted',
    records,
  };
}

function countTools(facts: TranscriptFact[]): Record<string, number> {
  const calls = new Map<string, string>();
  for (const fact of facts) {
    if (fact.kind !== 'answer') continue;
    for (const { id, name } of fact.tools ?? []) calls.set(`${id} ${name}`, name);
  }
  const counts: Record<string, number> = {};
  for (const name of calls.values()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

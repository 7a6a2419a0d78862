import { CommandPrompts, openingCommand } from './command-prompts.ts';
import type { TranscriptFact } from './facts.ts';
import { spansOf } from './order-records.ts';
import { foldTurn } from './turn.ts';
import { isTyped, readTyped } from './typed-commands.ts';

/** How a turn ended; `open`: it continues, or no record says how it ended. */
export type TurnEnd = 'done' | 'interrupted' | 'failed' | 'limit' | 'open';

/** A record of a transcript: its facts, with whatever else the caller keeps of it. */
export interface RecordFacts<T> {
  facts: TranscriptFact[];
  kept: T;
}

/** One turn of a conversation. Times are ms since 1970; `tools` has the calls of each tool. */
export interface PastTurn<T> {
  prompt: string;
  /** Further prompts that the agent took into the turn while it was in flight, in order. */
  joined: string[];
  at: number | undefined;
  endedAt: number | undefined;
  /** The final message. */
  text: string;
  tools: Record<string, number>;
  end: TurnEnd;
  records: RecordFacts<T>[];
}

/**
 * Cuts records into turns, oldest first. Each turn begins with a user's prompt; records before the first prompt are
 * `before`. Records out of order are sorted by time, except over a clock that was set back. `isNewest`: the last turn
 * may still continue; any other turn without an end was cut off. `isCut`: the agent records when each turn begins, and
 * there are earlier records, so a prompt before the first such record belongs to an earlier turn. `nextCommand`: the
 * command that the records after these begin with; `command`: the one that these begin with.
 */
export function splitTurns<T>(
  told: RecordFacts<T>[],
  isNewest: boolean,
  isCut = false,
  nextCommand?: string,
): { turns: PastTurn<T>[]; before: RecordFacts<T>[]; command: string | undefined } {
  // A prompt that joined a turn has the time of its typing, which can precede that turn.
  const times = told.map(({ facts }) => facts.find(({ at, kind }) => at !== undefined && kind !== 'joined')?.at);
  const span = spansOf(times);
  let carried = 0;
  const timed = told.map((one, index) => {
    carried = times[index] ?? carried;
    return { one, index, at: carried, span: span(index) };
  });
  // An agent that records when turns begin writes its records in order; copies of them can share one time.
  const isOrdered = told.some(({ facts }) => facts.some(({ kind }) => kind === 'started'));
  const first = (one: RecordFacts<T>) => (isOrdered ? 0 : Number(opens(one)));
  timed.sort((a, b) => a.span - b.span || a.at - b.at || first(b.one) - first(a.one) || a.index - b.index);
  const groups: RecordFacts<T>[][] = [];
  const before: RecordFacts<T>[] = [];
  // The record that begins a turn precedes its prompt; without a prompt it is not a turn of the user.
  let begun: RecordFacts<T>[] | undefined;
  // A turn with recorded bounds includes every prompt in between.
  let isUnderWay = isCut;
  const close = () => {
    for (const { kept } of begun ?? []) (groups.at(-1) ?? before).push({ facts: [], kept });
    begun = undefined;
  };
  const commands = new CommandPrompts(nextCommand);
  const newestFirst = timed.toReversed().filter(({ one }) => !commands.takes(one.facts));
  const read = readTyped(newestFirst.map(({ one }) => one.facts));
  const typed = newestFirst.map(({ one }, n) => ({ ...one, facts: read[n] ?? [] }));
  for (const one of typed.reverse()) {
    if (one.facts.some(({ kind }) => kind === 'started')) {
      close();
      begun = [one];
      isUnderWay = false;
    } else if (opens(one) && !isUnderWay) {
      groups.push([...(begun ?? []), one]);
      isUnderWay = begun !== undefined;
      begun = undefined;
    } else (begun ?? groups.at(-1) ?? before).push(one);
    if (one.facts.some(({ kind }) => kind === 'ended' || kind === 'interrupted')) isUnderWay = false;
  }
  close();
  const turns = groups.map((group, n) => toTurn(group, isNewest && n === groups.length - 1));
  return { turns, before, command: openingCommand(timed.map(({ one }) => one.facts)) };
}

/** True for a record that begins a turn. */
export function opens({ facts }: { facts: TranscriptFact[] }): boolean {
  return facts.some((fact) => fact.kind === 'prompt' && !fact.synthetic);
}

/** True also for one that begins a turn only with what follows it. */
export function mayOpen(record: { facts: TranscriptFact[] }): boolean {
  return opens(record) || record.facts.some(isTyped);
}

function toTurn<T>(records: RecordFacts<T>[], mayGoOn: boolean): PastTurn<T> {
  const facts = records.flatMap((one) => one.facts);
  const folded = foldTurn(facts);
  const started = facts.find((fact) => fact.kind === 'started');
  const prompts = facts.filter((fact) => fact.kind === 'prompt' && !fact.synthetic);
  const [opening] = prompts;
  return {
    prompt: opening?.kind === 'prompt' ? opening.text : '',
    joined: facts.flatMap((fact) =>
      fact.kind === 'joined' || (fact.kind === 'prompt' && fact !== opening && prompts.includes(fact))
        ? [fact.text]
        : [],
    ),
    at: started?.happenedAt ?? opening?.at,
    endedAt: endOf(facts),
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

/** The time of the newest fact; for copies, when the turn ended. */
function endOf(facts: TranscriptFact[]): number | undefined {
  let newest: number | undefined;
  for (const fact of facts) {
    if (fact.kind === 'ended' && fact.happenedAt !== undefined) return fact.happenedAt;
    if (fact.at !== undefined) newest = Math.max(newest ?? 0, fact.at);
  }
  return newest;
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

import type { TranscriptFact } from './facts.ts';

/** Facts after which a prompt that stands before them was more than the beginning of a command. */
const ANSWERS: readonly TranscriptFact['kind'][] = ['answer', 'results', 'interrupted', 'ended', 'started', 'cleared'];

/**
 * Finds the prompts that are a command of the agent's own. 2.1.251 records `/compact` as a prompt when it begins, and as a
 * command once it is over, with nothing answered in between; other releases record the command alone. Takes the facts of
 * records from the newest to the oldest, since the command decides.
 */
export class CommandPrompts {
  /** `name`: the command that the records after these begin with, where they are read in parts. */
  constructor(private name: string | undefined = undefined) {}

  /** True where the record of these facts holds such a prompt. */
  takes(facts: readonly TranscriptFact[]): boolean {
    const prompt = facts.find((fact) => fact.kind === 'prompt' && !fact.synthetic);
    const command = facts.find((fact) => fact.kind === 'command');
    // A command whose text goes to the model is recorded with that prompt: it begins a turn.
    if (prompt?.kind === 'prompt') {
      const isCommand = command === undefined && this.name !== undefined && firstWord(prompt.text) === this.name;
      this.name = undefined;
      return isCommand;
    }
    if (command?.kind === 'command') this.name = command.name;
    else if (facts.some(({ kind }) => ANSWERS.includes(kind))) this.name = undefined;
    return false;
  }
}

/** The command that records, oldest first, begin with before any prompt. What a fork copied from before it does not count. */
export function openingCommand(records: readonly (readonly TranscriptFact[])[]): string | undefined {
  for (const facts of records) {
    const found = facts.find(({ kind }) => kind === 'command' || kind === 'prompt');
    if (found?.kind === 'command') return found.name;
    if (found?.kind === 'prompt' && !found.synthetic) return undefined;
  }
  return undefined;
}

/** Facts, oldest first and each record's together, without the prompts that are a command of the agent's own. */
export function withoutCommandPrompts(facts: TranscriptFact[]): TranscriptFact[] {
  if (!facts.some(({ kind }) => kind === 'command')) return facts;
  const commands = new CommandPrompts();
  const dropped = new Set<TranscriptFact>();
  const records = recordsOf(facts);
  for (const record of records.toReversed()) {
    if (!commands.takes(record)) continue;
    for (const fact of record) if (fact.kind === 'prompt') dropped.add(fact);
  }
  return dropped.size === 0 ? facts : facts.filter((fact) => !dropped.has(fact));
}

/** Neighbours of one id are of one record. */
function recordsOf(facts: TranscriptFact[]): TranscriptFact[][] {
  const records: TranscriptFact[][] = [];
  for (const fact of facts) {
    const last = records.at(-1);
    if (last && fact.id !== undefined && last[0]?.id === fact.id) last.push(fact);
    else records.push([fact]);
  }
  return records;
}

const firstWord = (text: string): string => text.trim().split(/\s/, 1)[0] ?? '';

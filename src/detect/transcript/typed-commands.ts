import type { TranscriptFact } from './facts.ts';

/** Facts before which an answer belongs to something else than a command above them. */
const BEGINNINGS: readonly TranscriptFact['kind'][] = ['prompt', 'started', 'cleared', 'shell'];

type TypedFact = TranscriptFact & { kind: 'shell' | 'builtin' };

/** True for what a person typed that began a turn only if what stands around it says so. */
export function isTyped(fact: TranscriptFact): fact is TypedFact {
  return fact.kind === 'shell' || fact.kind === 'builtin';
}

/** A record's facts as read, and the prompt of an earlier call that was none, if this record is its caveat. */
interface Read {
  facts: TranscriptFact[];
  withdrawn?: TranscriptFact | undefined;
}

/**
 * Finds a person's commands that began a turn: the model answered them before another prompt came, and the agent does
 * not say that they were not given to it. A command of the shell goes to the model on 2.1.332; on older releases it does
 * so with the next prompt (2.1.158). Takes the facts of records from the newest to the oldest, since the answer decides.
 * The caveat of a command is above it, as the parent of its record: a prompt holds until its caveat comes.
 */
export class TypedCommands {
  /** The newest answer to what is above the records so far, ms since 1970. */
  private answeredAt: number | undefined;
  /** The ids of the caveats so far. */
  private readonly caveats = new Set<string>();
  /** The commands that are prompts so far, by their parents. */
  private readonly prompts = new Map<string, TranscriptFact>();
  /** The newest of those, and the answer that it took. */
  private newest: { prompt: TranscriptFact; answeredAt: number } | undefined;

  /** Takes one more record: its facts with such a command as a prompt; a command that began no turn is left out. */
  take(facts: readonly TranscriptFact[]): Read {
    const read = facts.flatMap((fact) => (isTyped(fact) ? this.promptOf(fact) : [fact]));
    for (const { kind, at = Number.POSITIVE_INFINITY } of facts) {
      if (kind === 'answer') this.answeredAt = Math.max(this.answeredAt ?? 0, at);
      if (!BEGINNINGS.includes(kind)) continue;
      this.answeredAt = undefined;
      if (this.newest && !read.includes(this.newest.prompt)) this.newest = undefined;
    }
    if (read.some(({ kind }) => kind === 'prompt')) this.answeredAt = undefined;
    return { facts: read, withdrawn: this.withdraw(facts) };
  }

  private promptOf({ kind: _, ...rest }: TypedFact): TranscriptFact[] {
    const { answeredAt } = this;
    if (answeredAt === undefined || answeredAt < (rest.at ?? 0)) return [];
    if (rest.parent !== undefined && this.caveats.has(rest.parent)) return [];
    const prompt: TranscriptFact = { ...rest, kind: 'prompt' };
    if (rest.parent !== undefined) this.prompts.set(rest.parent, prompt);
    this.newest = { prompt, answeredAt };
    return [prompt];
  }

  /** The prompt whose caveat is in this record; the answer that it took belongs to what is above. */
  private withdraw(facts: readonly TranscriptFact[]): TranscriptFact | undefined {
    const id = facts.find(({ kind }) => kind === 'caveat')?.id;
    if (id === undefined) return undefined;
    this.caveats.add(id);
    const prompt = this.prompts.get(id);
    if (prompt !== undefined && prompt === this.newest?.prompt)
      this.answeredAt = Math.max(this.answeredAt ?? 0, this.newest.answeredAt);
    return prompt;
  }
}

/**
 * The facts of records, given and returned from the newest to the oldest, with each command that began a turn as a
 * prompt; other commands are left out.
 */
export function readTyped(newestFirst: readonly (readonly TranscriptFact[])[]): TranscriptFact[][] {
  const commands = new TypedCommands();
  const withdrawn = new Set<TranscriptFact>();
  const read = newestFirst.map((facts) => {
    const taken = commands.take(facts);
    if (taken.withdrawn) withdrawn.add(taken.withdrawn);
    return taken.facts;
  });
  return withdrawn.size === 0 ? read : read.map((facts) => facts.filter((fact) => !withdrawn.has(fact)));
}

/** The prompts that a person's commands among these facts are, oldest first; those that began no turn have none. */
export function promptsOfCommands(facts: readonly TranscriptFact[]): Map<TranscriptFact, TranscriptFact[]> {
  if (!facts.some(isTyped)) return new Map();
  const newestFirst = facts.toReversed();
  const read = readTyped(newestFirst.map((fact) => [fact]));
  return new Map(newestFirst.flatMap((fact, n) => (isTyped(fact) ? [[fact, read[n] ?? []]] : [])));
}

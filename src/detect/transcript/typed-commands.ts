import type { TranscriptFact } from './facts.ts';

/** Facts before which an answer belongs to something else than a command above them. */
const BEGINNINGS: readonly TranscriptFact['kind'][] = ['prompt', 'started', 'cleared', 'shell'];

type TypedFact = TranscriptFact & { kind: 'shell' | 'builtin' };

/** True for what a person typed that began a turn only if what stands around it says so. */
export function isTyped(fact: TranscriptFact): fact is TypedFact {
  return fact.kind === 'shell' || fact.kind === 'builtin';
}

/**
 * Finds a person's commands that began a turn: the model answered them before another prompt came, and the agent does
 * not say that they were not given to it. A command of the shell goes to the model on 2.1.332; on older releases it does
 * so with the next prompt (2.1.158). Takes the facts of records from the newest to the oldest, since the answer decides.
 */
export class TypedCommands {
  /** The newest answer to what is above the records so far, ms since 1970. */
  private answeredAt: number | undefined;

  /** The ids of the caveats: the agent writes each as the parent of its command. */
  private readonly caveats: ReadonlySet<string | undefined>;

  /**
   * `records`: the facts of all records. Without them no caveat is known, and the caller must take a prompt back when
   * the caveat above it comes.
   */
  constructor(records: readonly (readonly TranscriptFact[])[] = []) {
    const caveats = records.flat().filter(({ kind }) => kind === 'caveat');
    this.caveats = new Set(caveats.map(({ id }) => id));
  }

  /** The facts of a record, with such a command as a prompt; a command that began no turn is left out. */
  read(facts: readonly TranscriptFact[]): TranscriptFact[] {
    const read = facts.flatMap((fact) => (isTyped(fact) ? this.promptOf(fact) : [fact]));
    for (const { kind, at = Number.POSITIVE_INFINITY } of facts) {
      if (BEGINNINGS.includes(kind)) this.answeredAt = undefined;
      else if (kind === 'answer') this.answeredAt = Math.max(this.answeredAt ?? 0, at);
    }
    if (read.some(({ kind }) => kind === 'prompt')) this.answeredAt = undefined;
    return read;
  }

  private promptOf({ kind: _, ...rest }: TypedFact): TranscriptFact[] {
    const isAnswered = this.answeredAt !== undefined && this.answeredAt >= (rest.at ?? 0);
    const isForModel = rest.parent === undefined || !this.caveats.has(rest.parent);
    return isAnswered && isForModel ? [{ ...rest, kind: 'prompt' }] : [];
  }
}

/** The prompts that a person's commands among these facts are, oldest first; those that began no turn are absent. */
export function promptsOfCommands(facts: readonly TranscriptFact[]): Map<TranscriptFact, TranscriptFact[]> {
  const prompts = new Map<TranscriptFact, TranscriptFact[]>();
  if (!facts.some(isTyped)) return prompts;
  const commands = new TypedCommands([facts]);
  for (const fact of facts.toReversed()) {
    const read = commands.read([fact]);
    if (isTyped(fact)) prompts.set(fact, read);
  }
  return prompts;
}

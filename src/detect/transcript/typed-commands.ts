import type { TranscriptFact } from './facts.ts';

/** Facts before which an answer belongs to something else than a command above them. */
const BEGINNINGS: readonly TranscriptFact['kind'][] = ['prompt', 'started', 'cleared', 'shell'];
/** A command of the agent and its message to the model are written together: 0 or 1 ms apart on 2.1.332. */
const TOGETHER_MS = 100;

/**
 * Finds a person's commands that began a turn. Takes the facts of records from the newest to the oldest, since what
 * follows a command decides:
 *
 * - A command of the shell began one if the model answered it (2.1.332) before another prompt came. On older releases the
 *   model sees it with the next prompt (2.1.158).
 * - A command of the agent began one if the agent then sent a message of its own to the model (`/goal`, 2.1.332).
 */
export class TypedCommands {
  /** The newest answer to what is above the records so far, ms since 1970. */
  private answeredAt: number | undefined;
  /** When the lowest of the agent's own messages above them was sent, ms since 1970. */
  private directedAt: number | undefined;

  /** The facts of a record, with such a command as a prompt; a command that began no turn is left out. */
  read(facts: readonly TranscriptFact[]): TranscriptFact[] {
    const read = facts.flatMap((fact) => (isTyped(fact) ? this.promptOf(fact) : [fact]));
    for (const fact of facts) {
      const { kind, at = Number.POSITIVE_INFINITY } = fact;
      if (BEGINNINGS.includes(kind)) this.answeredAt = undefined;
      else if (kind === 'answer') this.answeredAt = Math.max(this.answeredAt ?? 0, at);
      else if (kind === 'directive') this.directedAt = fact.sentAt;
    }
    return read;
  }

  private promptOf({ kind, ...rest }: TypedFact): TranscriptFact[] {
    const { at = 0 } = rest;
    const hasBegun =
      kind === 'shell'
        ? this.answeredAt !== undefined && this.answeredAt >= at
        : this.directedAt !== undefined && Math.abs(this.directedAt - at) <= TOGETHER_MS;
    return hasBegun ? [{ ...rest, kind: 'prompt' }] : [];
  }
}

type TypedFact = TranscriptFact & { kind: 'shell' | 'builtin' };

/** True for what a person typed that began a turn only if what follows it says so. */
export function isTyped(fact: TranscriptFact): fact is TypedFact {
  return fact.kind === 'shell' || fact.kind === 'builtin';
}

/** The prompts that a person's commands among these facts are, oldest first; those that began no turn are absent. */
export function promptsOfCommands(facts: readonly TranscriptFact[]): Map<TranscriptFact, TranscriptFact[]> {
  const prompts = new Map<TranscriptFact, TranscriptFact[]>();
  if (!facts.some(isTyped)) return prompts;
  const commands = new TypedCommands();
  for (const fact of facts.toReversed()) {
    const read = commands.read([fact]);
    if (isTyped(fact)) prompts.set(fact, read);
  }
  return prompts;
}

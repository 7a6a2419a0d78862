import type { TranscriptFact } from './facts.ts';

/** Facts before which an answer belongs to something else than a command of the shell above them. */
const BEGINNINGS: readonly TranscriptFact['kind'][] = ['prompt', 'started', 'cleared', 'shell'];

/**
 * Finds a person's commands of the shell that began a turn: the model answered them (2.1.332) before another prompt
 * came. On older releases the model sees them with the next prompt (2.1.158). Takes the facts of records from the newest
 * to the oldest, since the answer decides.
 */
export class ShellPrompts {
  /** The newest answer to what is above the records so far, ms since 1970. */
  private answeredAt: number | undefined;

  /** The facts of a record, with such a command as a prompt; a command that began no turn is left out. */
  read(facts: readonly TranscriptFact[]): TranscriptFact[] {
    const read = facts.flatMap((fact) => (fact.kind === 'shell' ? this.promptOf(fact) : [fact]));
    for (const { kind, at = Number.POSITIVE_INFINITY } of facts) {
      if (BEGINNINGS.includes(kind)) this.answeredAt = undefined;
      else if (kind === 'answer') this.answeredAt = Math.max(this.answeredAt ?? 0, at);
    }
    return read;
  }

  private promptOf({ kind: _, ...rest }: TranscriptFact & { kind: 'shell' }): TranscriptFact[] {
    const isAnswered = this.answeredAt !== undefined && this.answeredAt >= (rest.at ?? 0);
    return isAnswered ? [{ ...rest, kind: 'prompt' }] : [];
  }
}

/** The prompts that the commands of the shell among these facts are, oldest first; those that began no turn are absent. */
export function promptsOfShell(facts: readonly TranscriptFact[]): Map<TranscriptFact, TranscriptFact[]> {
  const prompts = new Map<TranscriptFact, TranscriptFact[]>();
  if (!facts.some(({ kind }) => kind === 'shell')) return prompts;
  const shell = new ShellPrompts();
  for (const fact of facts.toReversed()) {
    const read = shell.read([fact]);
    if (fact.kind === 'shell') prompts.set(fact, read);
  }
  return prompts;
}

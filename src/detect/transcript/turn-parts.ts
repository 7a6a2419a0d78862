import type { TranscriptGrammar } from '../agent/backend.ts';
import type { TranscriptFact } from './facts.ts';
import type { TurnPart } from './markdown.ts';
import type { RecordFacts } from './split-turns.ts';
import { readTyped } from './typed-commands.ts';

/**
 * The parts of a record that a person reads. A person's command is a prompt only in its facts, as `readTyped`
 * reads them: its record alone does not say whether it began a turn.
 */
export function partsOfRecord({ parts }: TranscriptGrammar, { facts, kept }: RecordFacts<unknown>): TurnPart[] {
  const read = parts?.(kept) ?? [];
  return read.length > 0 ? read : partsOfFacts(facts);
}

/** The parts of the records in these lines, oldest first; the first line may be the end of one. */
export function partsOfLines(lines: readonly string[], grammar: TranscriptGrammar): TurnPart[] {
  const records = lines.flatMap((line): RecordFacts<unknown>[] => {
    if (!line.startsWith('{')) return [];
    try {
      const kept: unknown = JSON.parse(line);
      return [{ facts: grammar.read(kept), kept }];
    } catch {
      // Not a whole record.
      return [];
    }
  });
  const read = readTyped(records.map(({ facts }) => facts).reverse()).reverse();
  return records.flatMap(({ kept }, n) => partsOfRecord(grammar, { facts: read[n] ?? [], kept }));
}

function partsOfFacts(facts: readonly TranscriptFact[]): TurnPart[] {
  return facts.flatMap((fact): TurnPart[] => {
    if (fact.kind === 'prompt' && !fact.synthetic) return [{ kind: 'prompt', text: fact.text }];
    if (fact.kind !== 'answer') return [];
    const text: TurnPart[] = fact.text === undefined ? [] : [{ kind: 'text', text: fact.text }];
    return [...text, ...(fact.tools ?? []).map(({ name, input }): TurnPart => ({ kind: 'tool', name, input }))];
  });
}

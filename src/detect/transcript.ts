import type { TranscriptGrammar } from './backend.ts';
import type { TranscriptFact } from './facts.ts';

/** Lines longer than this (characters) are skipped unread: no turn's record is that long. */
export const LONGEST_LINE = 32 * 1024 * 1024;

/** Facts of whole JSONL lines; half lines, binary noise and records of no interest give none. Never throws. */
export function readFacts(lines: string[], grammar: TranscriptGrammar): TranscriptFact[] {
  return lines.flatMap((line) => {
    const record = parseLine(line);
    return record === undefined ? [] : grammar.read(record);
  });
}

function parseLine(line: string): unknown {
  const text = line.trim();
  if (!text.startsWith('{') || text.length > LONGEST_LINE) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

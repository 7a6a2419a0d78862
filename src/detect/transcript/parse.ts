import { parseJson } from '../../contract/json.ts';
import type { TranscriptGrammar } from '../agent/backend.ts';
import type { TranscriptFact } from './facts.ts';

/** Longer lines (in characters) are skipped without parsing: no record of a turn is that long. */
export const LONGEST_LINE = 32 * 1024 * 1024;

/** The facts of complete JSONL lines; partial lines, binary noise and irrelevant records give none. Never throws. */
export function readFacts(lines: string[], grammar: TranscriptGrammar): TranscriptFact[] {
  return lines.flatMap((line) => {
    const record = parseLine(line);
    return record === undefined ? [] : grammar.read(record);
  });
}

/** A line of a text, and the offset at which it begins. */
export interface Line {
  at: number;
  line: string;
}

/**
 * The lines that may contain facts, newest first; all lines if none contains a telling word, since a release can change
 * these.
 */
export function tellingLines(text: string, { telling = [] }: TranscriptGrammar): Line[] {
  const lines = new Map<number, Line>();
  for (const word of telling) {
    for (let at = text.indexOf(word); at !== -1; ) {
      const line = lineAt(text, at);
      lines.set(line.at, line);
      at = text.indexOf(word, line.at + line.line.length);
    }
  }
  return lines.size > 0 ? [...lines.values()].sort((a, b) => b.at - a.at) : allLines(text).reverse();
}

function lineAt(text: string, at: number): Line {
  const from = text.lastIndexOf('\n', at) + 1;
  const to = text.indexOf('\n', at);
  return { at: from, line: text.slice(from, to === -1 ? undefined : to) };
}

function allLines(text: string): Line[] {
  let next = 0;
  return text.split('\n').map((line) => {
    const at = next;
    next += line.length + 1;
    return { at, line };
  });
}

function parseLine(line: string): unknown {
  const text = line.trim();
  return text.startsWith('{') && text.length <= LONGEST_LINE ? parseJson(text) : undefined;
}

import { parseJson } from '../../contract/json.ts';
import type { TranscriptGrammar } from '../agent/backend.ts';
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

/** A line of a text, and the place where it begins. */
export interface Line {
  at: number;
  line: string;
}

/** The lines that may tell something, the last one first: all of them where none has a telling word, since words can change. */
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

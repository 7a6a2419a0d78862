import { readFileSync } from 'node:fs';
import { findQuestion } from '../../../src/detect/questions/find-question.ts';

/** A labelled closing message; the rule of the labels is in `fixtures/questions/README.md`. */
export type Message = { text: string; asks: boolean; lang: string; note?: string; knownWrong?: true };

/** The part the rule was developed on, and the part it is only scored on. */
export const PARTS = ['tune', 'held-out'] as const;

/** The messages of one part. */
export function readPart(part: (typeof PARTS)[number]): Message[] {
  return readMessages(new URL(`../../../fixtures/questions/${part}.jsonl`, import.meta.url));
}

/**
 * The messages of a file, one in JSON per line. Throws with the number of the first line that is not a labelled
 * message.
 */
export function readMessages(file: URL | string): Message[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, at) => (line.trim() === '' ? [] : [parseMessage(line, `${file}:${at + 1}`)]));
}

function parseMessage(line: string, place: string): Message {
  let message: Partial<Message> | null;
  try {
    message = JSON.parse(line);
  } catch (error) {
    throw new Error(`${place} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  const { text, asks, lang } = message ?? {};
  if (typeof text !== 'string' || typeof asks !== 'boolean' || typeof lang !== 'string')
    throw new Error(`${place} is no {"text": string, "asks": boolean, "lang": string}`);
  return { ...message, text, asks, lang };
}

/** The answer of `findQuestion`. */
export const agentVerdict = (text: string): boolean => findQuestion(text) !== undefined;

/** The rule of the previous tool: any `?` outside backticks. */
export const oldVerdict = (text: string): boolean =>
  text
    .split('`')
    .filter((_, index) => index % 2 === 0)
    .some((part) => part.includes('?'));

/** Counts a verdict's errors; each share is between 0 and 1, and `NaN` if the total is 0. */
export function score(messages: Message[], verdict: (text: string) => boolean) {
  const said = messages.map((message) => ({ message, says: verdict(message.text) }));
  const falseAlarms = said.filter(({ message, says }) => says && !message.asks).map(({ message }) => message);
  const missed = said.filter(({ message, says }) => !says && message.asks).map(({ message }) => message);
  const asking = messages.filter(({ asks }) => asks).length;
  const hits = asking - missed.length;
  return {
    falseAlarms,
    missed,
    precision: hits / (hits + falseAlarms.length),
    recall: hits / asking,
    accuracy: 1 - (falseAlarms.length + missed.length) / messages.length,
  };
}

import { readFileSync } from 'node:fs';
import { findQuestion } from '../../src/detect/question.ts';

/** A labelled closing message; the rule of the labels is in `fixtures/questions/README.md`. */
export type Message = { text: string; asks: boolean; lang: string; note: string; knownWrong?: true };

/** The part the rule was developed on, and the part it is only scored on. */
export const PARTS = ['tune', 'held-out'] as const;

/** The messages of one part. */
export function readPart(part: (typeof PARTS)[number]): Message[] {
  return readFileSync(new URL(`../../fixtures/questions/${part}.jsonl`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Message);
}

/** What `findQuestion` says. */
export const agentVerdict = (text: string): boolean => findQuestion(text) !== undefined;

/** The rule of the tool before: any `?` outside backticks. */
export const oldVerdict = (text: string): boolean =>
  text
    .split('`')
    .filter((_, index) => index % 2 === 0)
    .some((part) => part.includes('?'));

/** Counts a verdict's errors; each share is between 0 and 1. */
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

import { beforeAll, describe, expect, test } from 'vitest';
import { findQuestion } from '../../../src/detect/questions/find-question.ts';
import { oldVerdict, PARTS, readPart, score } from './scores.ts';

/**
 * The minimum accuracy: as measured, rounded down to a tenth of a percent; for the held-out part, as first measured.
 */
const FLOOR = { tune: 0.997, 'held-out': 0.987 } as const;

/** The minimum number of messages of each part, so that no part shrinks unnoticed. */
const SIZE = { tune: 500, 'held-out': 230 } as const;

describe.each(PARTS)('closing messages, %s', (part) => {
  const messages = readPart(part);
  const questions = new Map<string, string | undefined>();
  beforeAll(() => {
    for (const { text } of messages) questions.set(text, findQuestion(text));
  });
  const agentVerdict = (text: string) => questions.get(text) !== undefined;

  test('are as accurate as measured, and better than the old rule', () => {
    expect(messages.length).toBeGreaterThanOrEqual(SIZE[part]);
    const { accuracy, precision, recall } = score(messages, agentVerdict);
    expect(accuracy).toBeGreaterThanOrEqual(FLOOR[part]);
    expect(precision).toBeGreaterThanOrEqual(0.97);
    expect(recall).toBeGreaterThanOrEqual(0.96);
    expect(accuracy).toBeGreaterThan(score(messages, oldVerdict).accuracy + 0.3);
  });

  test('are wrong exactly where that is recorded', () => {
    const { falseAlarms, missed } = score(messages, agentVerdict);
    const wrong = [...falseAlarms, ...missed].map(({ text }) => text).sort();
    const known = messages.filter(({ knownWrong }) => knownWrong).map(({ text }) => text);
    expect(wrong).toEqual(known.sort());
  });

  test('hold both labels in every language', () => {
    for (const lang of new Set(messages.map((message) => message.lang))) {
      const labels = messages.filter((message) => message.lang === lang).map(({ asks }) => asks);
      expect(new Set(labels), lang).toEqual(new Set([true, false]));
    }
  });

  test('name a question that is in the message', () => {
    const bare = (text: string) => text.replace(/[\s*_]+/g, '');
    for (const [text, question] of questions) {
      if (question !== undefined) expect(bare(text)).toContain(bare(question));
    }
  });
});

test('no message is in both parts, or twice', () => {
  const texts = PARTS.flatMap((part) => readPart(part).map(({ text }) => text));
  expect(new Set(texts).size).toBe(texts.length);
});

describe('a text of 200 KB', () => {
  const SEEDS = [
    '?',
    '`',
    '*',
    '/',
    '](',
    '"a',
    '“',
    '- item?\n',
    '\n',
    '> x\n',
    '```\n',
    '```a\n',
    '```a\n~~~b\n````\n',
    '# Shall I?\n',
    '**Shall I?** x\n\n',
    '. ',
    'Why? Because. ',
  ];
  const PHRASES = [
    'please ',
    'let me know ',
    'once a, ',
    'to continue I need ',
    'http://a?',
    'word',
    '请',
    '¿',
    '? : ',
    'a, or ',
    'when, it ',
    'bitte sag, wenn ',
    'dis-moi si je, ',
    'si dime que, ',
    'se me avise o ',
    'als ik, stuur ',
    'jeśli czy daj znać, ',
    'если скажи, ',
    'lütfen haber ver ',
    '教えてか',
    '请把告诉',
    '결과를 기다리 ',
    'nếu bạn cho tôi ',
  ];

  test.each([...SEEDS, ...PHRASES])('of %j is judged in linear time', (seed) => {
    const spentOn = (length: number) => {
      const text = seed.repeat(Math.ceil(length / seed.length)).slice(0, length);
      // The best of five, because a busy machine charges its interrupts to whatever runs.
      const spent = [1, 2, 3, 4, 5].map(() => {
        const before = process.cpuUsage();
        findQuestion(text);
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1000;
      });
      return Math.min(...spent);
    };
    // Ten times the text in at most thirty times the time; below 2 ms the clock is too coarse.
    expect(spentOn(200_000)).toBeLessThan(30 * Math.max(spentOn(20_000), 2));
  });
});

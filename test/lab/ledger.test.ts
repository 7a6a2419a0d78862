import { describe, expect, test } from 'vitest';
import { answerTo, isClean, Ledger } from '../../scripts/lab/ledger.ts';

/** The tally of a ledger for prompts from 1 on, each with its reports. */
function tally(...told: (string | undefined)[][]) {
  const ledger = new Ledger();
  for (const [n, texts] of told.entries()) {
    ledger.send(n + 1);
    for (const text of texts) ledger.tell(text);
  }
  return ledger.tally();
}

describe('the ledger of a stress test', () => {
  test('is clean if each answer belongs to its own prompt', () => {
    expect(isClean(tally([answerTo(1)], [answerTo(2)]))).toBe(true);
  });

  test.each([
    ['the previous answer', [[answerTo(1)], [answerTo(1)]], { older: 1, skipped: 1, doubled: 1 }],
    ['one from before the first prompt', [[answerTo(0)]], { older: 1, skipped: 1, doubled: 0 }],
    ['nothing', [[], [answerTo(2)]], { older: 0, skipped: 1, doubled: 0 }],
    ['the same answer twice', [[answerTo(1), answerTo(1)]], { older: 0, skipped: 0, doubled: 1 }],
    ['other words', [['Hello.']], { older: 0, skipped: 1, doubled: 0, other: ['1: Hello.'] }],
    ['no text', [[undefined]], { older: 0, skipped: 1, doubled: 0, other: ['1: undefined'] }],
  ])('is not clean with %s', (_name, told, figures) => {
    expect(tally(...told)).toMatchObject(figures);
    expect(isClean(tally(...told))).toBe(false);
  });
});

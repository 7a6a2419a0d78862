import { expect, test } from 'vitest';
import { config, locales } from 'zod';
import type { AnyOperation } from '../../src/contract/operation.ts';
import { checkInput } from '../../src/operations/call-operation.ts';
import { OPERATIONS } from '../../src/operations/index.ts';
import { send } from '../../src/operations/sessions/send.ts';

test.each<[string, () => Promise<AnyOperation>, Record<string, unknown>, string]>([
  ['an invalid choice', OPERATIONS.ps, { status: ['asleep'] }, 'status: choose one of spawning, '],
  [
    'an invalid only choice',
    OPERATIONS.delegate,
    { name: 'a', task: 'x', preset: 'all' },
    'preset: choose one of read-only, ',
  ],
  ['an item of another kind', OPERATIONS.batch, { entries: [{}, 'x'] }, 'entries: item 2: not an object, got [{},"x"]'],
  ['neither kind', OPERATIONS.batch, { entries: 7 }, 'entries: not a string and not an array, got 7'],
])('the error for an input that is %s lists the valid values', async (_, load, input, says) => {
  const operation = await load();
  expect(() => checkInput(operation, input)).toThrow(says);
});

test('the error for a wrong input is in csd’s words, whatever language another user of zod has set', () => {
  const before = config().localeError;
  try {
    for (const { localeError } of [locales.en(), locales.de()]) {
      config({ localeError });
      const check = () => checkInput(send, { session: 'job', prompt: 'hi', retries: 0 });
      expect(check).toThrow('retries: at least 1, got 0');
    }
  } finally {
    config({ localeError: before });
  }
});

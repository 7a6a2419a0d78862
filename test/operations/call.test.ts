import { expect, test } from 'vitest';
import { config, locales } from 'zod';
import { checkInput } from '../../src/operations/call.ts';
import { send } from '../../src/operations/sessions/send.ts';

test('what is wrong with an input is said in our words, whatever language another user of zod has set', () => {
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

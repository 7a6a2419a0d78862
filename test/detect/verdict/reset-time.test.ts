import { describe, expect, test } from 'vitest';
import { hasPassed } from '../../../src/detect/verdict/reset-time.ts';
import { judge } from '../judge.ts';
import { Log, T0 } from '../records.ts';
import { composer } from '../screens.ts';

const HOUR = 3600_000;
/** T0 is midnight in UTC. */
const reached = (text: string, more = {}) =>
  new Log()
    .prompt('say hello')
    .answer(text, 'stop_sequence', 'm', { isApiErrorMessage: true, error: 'rate_limit', apiErrorStatus: 429, ...more });
const later = (log: Log, age: number) => judge(composer(), { log, age, status: 'idle', statusAge: age });

describe('a usage limit', () => {
  test('blocks until it resets, and is an error after that', () => {
    const log = reached("You've hit your session limit · resets 7pm (UTC)");
    expect(later(log, HOUR)).toMatchObject({ status: 'blocked', gate: 'limit', resets: '7pm (UTC)', options: [] });
    expect(later(log, 20 * HOUR)).toMatchObject({ status: 'idle_done', error: expect.stringContaining('limit') });
  });

  test('has an unreadable reset time passed through unchanged', () => {
    const log = reached("You've hit your weekly limit · resets Jan 6, 1pm (Mars/Base)");
    expect(later(log, 40 * HOUR)).toMatchObject({ status: 'blocked', resets: 'Jan 6, 1pm (Mars/Base)' });
  });

  test.each([
    ['words in an answer', new Log().prompt('a').answer("You've hit your session limit · resets 7pm (UTC)")],
    ['another failure', reached('API Error: 429 slow down')],
    ['the words in another failure', reached('the limit · resets 7pm (UTC)', { error: 'invalid_request' })],
  ])('is not recognised in %s', (_, log) => {
    expect(later(log, HOUR)).toMatchObject({ status: 'idle_done' });
  });
});

test.each([
  ['7pm (UTC)', 18, 59, false],
  ['7pm (UTC)', 19, 0, true],
  ['12am (UTC)', 23, 59, false],
  ['3:50 PM (America/New_York)', 20, 49, false],
  ['3:50pm (America/New_York)', 20, 50, true],
  ['7pm', 23, 0, false],
])('%s told at 0:00 UTC, at %i:%i', (text, hours, minutes, passed) => {
  expect(hasPassed(text, T0 + 1, T0 + hours * HOUR + minutes * 60_000)).toBe(passed);
});

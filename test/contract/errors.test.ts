import { readFileSync } from 'node:fs';
import path from 'node:path';
import fastGlob from 'fast-glob';
import { expect, test } from 'vitest';
import { CsdError, ERRORS, Stopped, sayFailure } from '../../src/contract/errors.ts';

const SRC = path.resolve(import.meta.dirname, '../../src');
const sources = fastGlob.globSync('**/*.ts', { cwd: SRC, absolute: true }).map((file) => readFileSync(file, 'utf8'));

test.each(['tmux is not installed', 'tmux command failed', 'not accepted by the TUI'])(
  'a message contains the phrase that programs match on: %s',
  (phrase) => {
    expect(sources.filter((text) => text.includes(phrase))).not.toEqual([]);
  },
);

test('every error exits the command line with 1, except the ssh one, and has an HTTP failure status', () => {
  for (const [code, { exit, http }] of Object.entries(ERRORS)) {
    expect([code, exit]).toEqual([code, code === 'unreachable' ? 255 : 1]);
    expect(http).toBeGreaterThanOrEqual(400);
  }
});

test('every code of the table is thrown or returned somewhere', () => {
  const unused = Object.keys(ERRORS).filter((code) => !sources.some((text) => text.includes(`'${code}'`)));
  // `internal` is for unexpected errors, `timeout` for callers of the library that limit a wait.
  expect(unused.filter((code) => code !== 'internal' && code !== 'timeout')).toEqual([]);
});

test('an error carries its code, data and cause', () => {
  const cause = new Error('why');
  const error = new CsdError('dead', 'gone', { session: 'x' }, { cause });
  expect(error).toMatchObject({ code: 'dead', message: 'gone', data: { session: 'x' }, cause, name: 'CsdError' });
  expect(error).toBeInstanceOf(Error);
});

test.each([
  [new CsdError('dead', 'session x has ended'), 'session x has ended'],
  [new Stopped('interrupted'), 'interrupted'],
  [Object.assign(new Error("EIO: i/o error, read '/secret'"), { code: 'EIO' }), 'the system says EIO'],
  [
    Object.assign(new Error('EMFILE: open'), { code: 'EMFILE' }),
    'too many files are open: raise the limit with `ulimit -n`',
  ],
  [
    new TypeError("Cannot read properties of undefined (reading 'secret')"),
    'csd failed in an unexpected way (TypeError)',
  ],
  ['secret', 'csd failed in an unexpected way (string)'],
])('only an expected failure is told in its own words: %o', (error, words) => {
  expect(sayFailure(error)).toBe(words);
});

test("an exception's own words are told only where they describe the caller's JSON", () => {
  const told = sources.flatMap((text) => text.split('\n')).filter((line) => line.includes('(error as Error).message'));
  expect(told.length).toBeGreaterThan(0);
  expect(told.filter((line) => !/\bJSON: /.test(line))).toEqual([]);
});

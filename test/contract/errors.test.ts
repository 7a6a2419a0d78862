import { readFileSync } from 'node:fs';
import path from 'node:path';
import fastGlob from 'fast-glob';
import { expect, test } from 'vitest';
import { CsdError, ERRORS } from '../../src/contract/errors.ts';

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

import { expect, test } from 'vitest';
import { ERRORS } from '../../src/contract/errors.ts';
import { quoted, read, rows, section } from './pages.ts';

const table = rows(read('docs/errors.md'));
const codeOf = ([cell = '']: string[]) => quoted(cell)[0] ?? '';

test('every code of the contract is explained once, in order, and no other', () => {
  expect(table.map(codeOf)).toEqual(Object.keys(ERRORS));
});

test('every code has its exit code, its HTTP status, a reason and a remedy', () => {
  expect(table.map((row) => [codeOf(row), Number(row[1]), Number(row[2])])).toEqual(
    Object.entries(ERRORS).map(([code, { exit, http }]) => [code, exit, http]),
  );
  expect(table.filter(([, , , when = '', remedy = '']) => when.length < 10 || remedy.length < 10)).toEqual([]);
});

test('the errors of sending and the table of send failures name codes that exist', () => {
  const named = [
    ...rows(section('docs/sending.md', 'Errors')),
    ...rows(section('docs/troubleshooting.md', '`send` fails')),
  ].map(codeOf);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((code) => !(code in ERRORS))).toEqual([]);
});

import { expect, test } from 'vitest';
import { cutTo, padTo, widthOf } from '../../../src/operations/text/text-width.ts';

test.each([
  ['job', 3],
  ['für', 3],
  ['日本', 4],
  ['👩‍💻', 2],
])('%s has %i cells', (text, cells) => {
  expect(widthOf(text)).toBe(cells);
});

test.each([
  ['job', 3, 'job'],
  ['jobs', 3, 'jo…'],
  ['日本語', 5, '日本…'],
  // A wide character that does not fit is left out whole.
  ['日本語', 4, '日…'],
  ['a👩‍💻b', 3, 'a…'],
  ['job', 0, ''],
])('%s in %i cells is %s', (text, width, cut) => {
  expect(cutTo(text, width)).toBe(cut);
  expect(widthOf(cut)).toBeLessThanOrEqual(width);
});

test('padding counts cells, and never shortens', () => {
  expect(padTo('日本', 6)).toBe('日本  ');
  expect(padTo('日本', 3)).toBe('日本');
});

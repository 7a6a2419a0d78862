import { expect, test } from 'vitest';
import { typedOf } from '../../../../src/faces/ui/terminal/terminal-keys.ts';

test.each([
  ['a', { keys: ['a'] }],
  [';', { keys: [';'] }],
  ['é', { keys: ['é'] }],
  ['😀', { keys: ['😀'] }],
  ['\r', { keys: ['Enter'] }],
  ['\x1b', { keys: ['Escape'] }],
  ['\t', { keys: ['Tab'] }],
  ['\x1b[Z', { keys: ['BTab'] }],
  ['\x7f', { keys: ['BSpace'] }],
  ['\x03', { keys: ['C-c'] }],
  ['\x1b[A', { keys: ['Up'] }],
  ['\x1bOB', { keys: ['Down'] }],
  ['\x1b[1;5C', { keys: ['C-Right'] }],
  ['\x1b[1;2D', { keys: ['S-Left'] }],
  ['\x1b[3~', { keys: ['DC'] }],
  ['\x1b[5;3~', { keys: ['M-PPage'] }],
  ['\x1bOP', { keys: ['F1'] }],
  ['\x1b[24~', { keys: ['F12'] }],
  ['\x1bb', { keys: ['M-b'] }],
  ['\x1b\r', { keys: ['M-Enter'] }],
  ['漢字', { keys: ['漢', '字'] }],
  ['two\rlines', { paste: 'two\nlines' }],
  ['x'.repeat(40), { paste: 'x'.repeat(40) }],
  ['\x1b[200~paste', undefined],
  ['\x1b[?1;2c', undefined],
  ['', undefined],
])('%j is typed as %j', (data, typed) => {
  expect(typedOf(data)).toEqual(typed);
});

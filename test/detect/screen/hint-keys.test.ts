import { describe, expect, test } from 'vitest';
import { readAllKeys, readKeys } from '../../../src/detect/screen/hint-keys.ts';

describe('the keys that a hint names', () => {
  test.each([
    ['Enter to select · Esc to close', { Enter: 'select', Escape: 'close' }],
    ['Press enter to confirm or esc to go back', { Enter: 'confirm', Escape: 'go back' }],
    ['enter select · esc back', { Enter: 'select', Escape: 'back' }],
    ['Space to preview · Type to search · Esc to cancel', { Space: 'preview', Escape: 'cancel' }],
    ['↓ 29 more ↑ to switch tabs · Esc to go back', { Escape: 'go back' }],
    ['a line of text that names no key', {}],
  ])('%s', (hint, keys) => {
    expect(Object.fromEntries(readAllKeys(hint).map(({ key, label }) => [key, label]))).toEqual(keys);
  });

  test('are found side by side, but not in a sentence', () => {
    expect(readKeys('Press enter to confirm or esc to go back · tab to amend')).toEqual([
      { label: 'amend', key: 'Tab' },
    ]);
  });
});

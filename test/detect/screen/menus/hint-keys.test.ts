import { describe, expect, test } from 'vitest';
import { claude } from '../../../../src/backends/claude/agent.ts';
import { codex } from '../../../../src/backends/codex/agent.ts';
import { joinHint, readAllKeys, readKeys } from '../../../../src/detect/screen/menus/hint-keys.ts';

describe('the keys that a hint names', () => {
  test.each([
    [claude, 'Enter to select · Esc to close', { Enter: 'select', Escape: 'close' }],
    [claude, 'Space to preview · Type to search · Esc to cancel', { Space: 'preview', Escape: 'cancel' }],
    [claude, 'Press Enter to continue…', { Enter: 'continue' }],
    [claude, '↓ 29 more ↑ to switch tabs · Esc to go back', { Escape: 'go back' }],
    [codex, 'Press enter to confirm or esc to go back', { Enter: 'confirm', Escape: 'go back' }],
    [codex, 'enter select · esc back', { Enter: 'select', Escape: 'back' }],
  ])('$0.name: $1', ({ screen }, hint, keys) => {
    expect(Object.fromEntries(readAllKeys(hint, screen.hintKeys).map(({ key, label }) => [key, label]))).toEqual(keys);
  });

  test.each([
    [
      codex,
      ['enter to submit answer', '^p / ^n change field | esc to cancel'],
      { Enter: 'submit answer', Escape: 'cancel' },
    ],
    [codex, ['press enter to confirm or', 'esc to go back'], { Enter: 'confirm', Escape: 'go back' }],
    [codex, ['press enter to confirm or esc to go', 'back'], { Enter: 'confirm', Escape: 'go back' }],
    [claude, ['Enter to select · Esc to', 'close'], { Enter: 'select', Escape: 'close' }],
  ])('$0.name, wrapped: $1', ({ screen: { hintKeys } }, rows, keys) => {
    const named = readAllKeys(joinHint(rows, hintKeys), hintKeys);
    expect(Object.fromEntries(named.map(({ key, label }) => [key, label]))).toEqual(keys);
  });

  test.each([claude, codex])('$name: are found side by side, but not in a sentence', ({ screen }) => {
    const hint = 'Press enter to confirm or esc to go back · tab to amend';
    expect(readKeys(hint, screen.hintKeys)).toEqual([{ label: 'amend', key: 'Tab' }]);
    expect(readAllKeys('a line of text that names no key', screen.hintKeys)).toEqual([]);
  });
});

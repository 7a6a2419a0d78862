import { describe, expect, test } from 'vitest';
import { claude } from '../../../../src/backends/claude/agent.ts';
import { findLeaveKey } from '../../../../src/detect/screen/gates/gates.ts';
import type { Menu } from '../../../../src/detect/screen/menus/menu-types.ts';
import { readScreen } from '../../../../src/detect/screen/screen.ts';

const read = (...rows: string[]) => readScreen(rows.join('\n'), { width: 80, height: 24 }, claude.screen);
const BORDER = '▔'.repeat(80);
const TABS = '  Settings  Status   Config   Usage   Stats';
const ENDS = { selected: -1, hides: true, options: [{ label: 'close', key: 'Escape' }] };

describe('a view that a person opened, without a hint on how to leave it', () => {
  test.each([
    ['taller than the pane', ['● Hello.', BORDER, TABS, '', '  Version:      2.1.332', '  cwd:          /work     ↓']],
    ['below a plain rule', ['─'.repeat(80), TABS, '', '  Version:      2.1.158', '', '  cwd:          /work']],
    ['at the top of the screen', [TABS, '', '  Version:      2.1.158']],
    [
      'with tabs in two rows',
      [BORDER, '  Help  General   Commands', '        Custom commands', '', '  Shortcuts    ↓'],
    ],
    ['with a tab of two words', [BORDER, '  Permissions  Recently blocked   Allow   Ask', '', '  Rules        ↓']],
    [
      'whose beginning is scrolled away',
      ['   Overview   Models', '', '  Sessions: 1', '    ↓ stats · r to cycle dates · ctrl+s to copy'],
    ],
  ])('is a menu with one key: %s', (_, rows) => {
    const { menu, composer } = read(...rows);
    expect(composer).toBeUndefined();
    expect(menu).toMatchObject(ENDS);
  });

  test('is closed by the same key from its list, of which the hint is not drawn either', () => {
    const rows = ['● Hello.', BORDER, TABS, '', '  ❯ Auto-compact', '      on', '    Idle compaction', '      on'];
    const { menu } = readScreen(rows.join('\n'), { width: 80, height: 24, cursor: { x: 2, y: 4 } }, claude.screen);
    expect(menu?.options.map(({ label }) => label)).toEqual(['Auto-compact', 'Idle compaction']);
    expect(menu?.keys).toEqual([{ label: 'close', key: 'Escape' }]);
    expect(findLeaveKey(menu as Menu, claude.gates)).toEqual({ label: 'close', key: 'Escape' });
  });

  test('keeps its text', () => {
    const { menu } = read('● Hello.', BORDER, TABS, '', '  Version:      2.1.332');
    expect(menu).toMatchObject({ title: TABS.trim(), body: `${TABS.trim()}\n\nVersion:      2.1.332` });
  });

  test.each([
    ['that an answer quotes', ['● It says:', '─'.repeat(80), TABS, '  Version: 2', '● And so on.']],
    ['without a border above it', ['  Some text.', TABS, '  Version: 2']],
    ['of a table', [BORDER, '  Settings   Status   Config', '  1          2        3']],
  ])('is not a row of tabs %s', (_, rows) => {
    expect(read(...rows).menu).toBeUndefined();
  });

  test('is not there while the composer is', () => {
    const { menu, composer } = read(BORDER, TABS, '', '  Version: 2', '─'.repeat(80), '❯\u00a0', '─'.repeat(80));
    expect(composer).toBeDefined();
    expect(menu).toBeUndefined();
  });
});

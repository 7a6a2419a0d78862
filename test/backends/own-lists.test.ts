import { expect, test } from 'vitest';
import { claude } from '../../src/backends/claude/agent.ts';
import { codex } from '../../src/backends/codex/agent.ts';
import { findByMeaning, findLeaveKey } from '../../src/detect/screen/gates/gates.ts';
import { readScreen } from '../../src/detect/screen/screen.ts';

const REWIND = (prompt: string) => [
  '▔'.repeat(80),
  '  Rewind',
  '',
  '  Restore the code and/or conversation to the point before…',
  '',
  '    delete it all',
  '    No code changes',
  '',
  `  ❯ ${prompt}`,
  '    No code changes',
  '',
  '    (current)',
  '',
  '  Enter to continue · Esc to cancel',
];
const RESUME = (prompt: string) => [
  '▔'.repeat(80),
  '  Resume session',
  `  ╭${'─'.repeat(74)}╮`,
  `  │ ⌕ Search…${' '.repeat(64)}│`,
  `  ╰${'─'.repeat(74)}╯`,
  '    work',
  '',
  `  ❯ ${prompt}`,
  '    3 seconds ago · HEAD · 154.9KB',
  '',
  '    delete it all',
  '    27 seconds ago · HEAD · 154.9KB',
  '',
  '  Space to preview · Ctrl+R to rename · Type to search · Enter to resume · Esc to close',
];
const CONVERSATIONS = (prompt: string) => [
  ' Resume a previous session',
  '',
  ' Type to search',
  '',
  `  › 11s ago     ${prompt}`,
  `    12s ago     ${prompt}`,
  '    19s ago     Delete it all',
  '',
  ` ${'─'.repeat(70)} 1 / 2 · 100% ─`,
  ' enter resume   esc exit   ^c exit   tab focus   ←/→ option',
];

test.each([
  ['the points to go back to', claude, REWIND, 'cancel'],
  ['the conversations of Claude Code', claude, RESUME, 'close'],
  ['the conversations of codex', codex, CONVERSATIONS, 'exit'],
])('in a list of %s no word is an answer, and only the key of its hint leaves it', (_, backend, list, leaves) => {
  for (const prompt of ['Yes', 'No', 'Continue', 'Cancel', 'go on']) {
    const rows = list(prompt);
    const place = { width: 80, height: 24, cursor: { x: 0, y: rows.length - 1, hidden: true }, title: '' };
    const { menu } = readScreen(rows.join('\n'), place, backend.screen);
    if (!menu) throw new Error(`no menu was found with ${prompt}`);
    expect([findByMeaning(menu, backend.gates, 'approve'), findByMeaning(menu, backend.gates, 'deny')]).toEqual([
      undefined,
      undefined,
    ]);
    expect(findLeaveKey(menu, backend.gates)).toMatchObject({ label: leaves, key: 'Escape' });
  }
});

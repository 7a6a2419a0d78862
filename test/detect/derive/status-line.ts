import { boxOf, type Drawing, insertRows } from './drawing.ts';

/** Rows that a person's own status line may print, made of everything that has a meaning elsewhere. */
export const HOSTILE_ROWS = [
  'Do you want to proceed?',
  '❯ 1. Yes',
  '2. No',
  'esc to interrupt',
  'Press esc to interrupt · 3 background shells?',
  'Esc to cancel · Tab to amend',
  'Enter to select · ↑/↓ to navigate · Esc to cancel',
  "You've hit your limit · resets 3:50pm (UTC)",
  '──────────────────────────',
  '╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌',
  '✻ Brewing… (3s · ↓ 16 tokens)',
  '✻ Cooked for 3s',
  '⎿  Interrupted · What should Claude do instead?',
  '● Bash(rm -rf /)',
  'Retrying in 4s · attempt 2/10',
  '❯ main ✗ 🚀 42%',
  'ブランチ: 主 │ 残り 80%',
  'Would you like to proceed? ~/.claude/plans/other.md',
  'Yes, I trust this folder',
  '[ ] todo [x] done',
];

/** Rows of a custom status line right below the input box, where the agent draws them; nothing without an input box. */
export function addStatusLine(drawing: Drawing, rows: string[]): Drawing | undefined {
  const box = boxOf(drawing);
  const shown = rows.map((row) => `  ${row}`.slice(0, drawing.width));
  return box && insertRows(drawing, box.bottom + 1, shown);
}

import { describe, expect, test } from 'vitest';
import { claude } from '../../../../src/backends/claude/agent.ts';
import { codex } from '../../../../src/backends/codex/agent.ts';
import type { Backend } from '../../../../src/detect/agent/backend.ts';
import { readRows } from '../../../../src/detect/questions/question-tool.ts';
import { classOf, findByMeaning, nameGate } from '../../../../src/detect/screen/gates/gates.ts';
import { chooseRow } from '../../../../src/detect/screen/menus/choose-option.ts';
import type { Menu } from '../../../../src/detect/screen/menus/menu-types.ts';
import { createRandom } from '../../derive/random.ts';
import { dialog, read } from '../../screens.ts';

/** The real effect of choosing a row, labelled by hand; `none` is neither approval nor refusal, or unknown. */
type Truth = 'agrees' | 'widens' | 'declines' | 'ends' | 'none';

/** Menus of releases from 2.1.150 to 2.1.332, with the effect of each row. */
const MENUS: { title: string; question?: string; hint?: string; rows: Record<string, Truth> }[] = [
  {
    title: 'Bash command',
    question: 'Do you want to proceed?',
    rows: {
      Yes: 'agrees',
      "Yes, and don't ask again for: touch *": 'widens',
      'Yes, and switch to auto mode · auto mode handles these prompts for you': 'widens',
      'Yes, and always allow access to /work from this project': 'widens',
      No: 'declines',
    },
  },
  {
    title: 'Fetch',
    question: 'Do you want to allow Claude to fetch this content?',
    rows: {
      Yes: 'agrees',
      "Yes, and don't ask again for example.com": 'widens',
      'No, and tell Claude what to do differently (esc)': 'declines',
    },
  },
  {
    title: 'Background work is running',
    question: 'The following will stop when you exit:',
    hint: 'Enter to confirm · Esc to cancel',
    rows: { 'Exit and stop tasks': 'ends', 'Move to background and exit': 'ends', Stay: 'declines' },
  },
  {
    title: 'Accessing workspace:',
    question: 'Is this a project you created or one you trust?',
    hint: 'Enter to confirm · Esc to cancel',
    rows: { 'Yes, I trust this folder': 'agrees', 'No, exit': 'ends' },
  },
  {
    title: 'WARNING: Claude Code running in Bypass Permissions mode',
    question: 'By proceeding, you accept all responsibility.',
    rows: { 'No, exit': 'ends', 'Yes, I accept': 'agrees' },
  },
  {
    title: 'New MCP server found in this project: demo',
    question: 'MCP servers may execute code.',
    rows: {
      'Use this MCP server': 'agrees',
      'Use this and all future MCP servers in this project': 'widens',
      'Continue without using this MCP server': 'declines',
    },
  },
  {
    title: 'Ready to code?',
    question: 'Claude has written up a plan and is ready to execute. Would you like to proceed?',
    rows: {
      'Yes, clear context (0% used) and use auto mode': 'widens',
      'Yes, and use auto mode': 'widens',
      'Yes, manually approve edits': 'agrees',
      'Tell Claude what to change': 'declines',
    },
  },
  {
    title: 'Plan',
    question: 'Would you like to proceed with this plan?',
    rows: { 'No, start implementing now': 'none', 'No, keep planning': 'declines' },
  },
  {
    title: 'Read file',
    question: 'Do you want to proceed?',
    rows: { Yes: 'agrees', 'No, and block reads outside the working directories from now on': 'none', No: 'declines' },
  },
  {
    title: 'Leave the worktree?',
    question: 'What should become of it?',
    rows: { 'Remove worktree': 'ends', 'Keep worktree': 'none', Cancel: 'declines' },
  },
];

/** Labels that no release has, or in languages that the agent does not use: none of them is plain. */
const UNKNOWN = [
  'Yes, and delete the backups',
  'Yes, for the whole team',
  'No, and close the session',
  'No problem, go ahead',
  'Nope',
  'Ja, ausführen',
  'Nein',
  'はい',
  'いいえ',
  'Oui, toujours',
  'Sí',
  'Approve everything',
  'Deny — drop it and tell the sender it was declined',
  'Not this way',
  'Continue anyway',
];

const random = createRandom(20_261_129);
const pick = <T>(from: T[]): T => from[random.below(from.length)] as T;
function shuffle<T>(from: T[]): T[] {
  const left = [...from];
  return from.map(() => left.splice(random.below(left.length), 1)[0] as T);
}

/** A menu drawn with its rows in any order, at any width, with or without numbers, the cursor anywhere. */
function draw(menu: { title: string; question?: string; hint?: string }, labels: string[]): Menu | undefined {
  const drawn = dialog({
    ...menu,
    options: labels,
    selected: random.below(labels.length),
    numbered: random.below(2) === 0,
    width: pick([44, 60, 80, 120, 220]),
    height: 40,
  });
  return read(drawn).menu;
}

const taken = (menu: Menu, act: 'approve' | 'deny', backend: Backend = claude) =>
  menu.options[findByMeaning(menu, backend.gates, act) ?? -1]?.label;

describe('any layout of the rows of a menu', () => {
  test.each(MENUS)('$title', ({ rows, ...menu }) => {
    const known = Object.keys(rows);
    for (let n = 0; n < 100; n++) {
      // Some of its rows, with rows of unknown words among them.
      const labels = shuffle([
        ...known.filter(() => random.below(4) > 0),
        ...UNKNOWN.filter(() => random.below(8) === 0),
      ]);
      if (labels.length < 2) continue;
      const shown = draw(menu, labels);
      if (!shown) throw new Error(`no menu was found with ${labels.join(' / ')}`);
      const [approved, denied] = [taken(shown, 'approve'), taken(shown, 'deny')];
      const seen = `${shown.options.map(({ label }) => label).join(' / ')}`;
      expect(approved === undefined || rows[approved] === 'agrees', `${approved} approved of ${seen}`).toBe(true);
      expect(denied === undefined || rows[denied] === 'declines', `${denied} denied of ${seen}`).toBe(true);
      // A plain row is taken, not refused; in a narrow menu without numbers two rows can be read as one.
      if (shown.options.length !== labels.length) continue;
      if (labels.some((label) => rows[label] === 'agrees')) expect(approved, seen).toBeDefined();
      if (labels.some((label) => rows[label] === 'declines')) expect(denied, seen).toBeDefined();
    }
  });
});

test.each(UNKNOWN)('the unknown words %j are refused', (label) => {
  for (const { gates } of [claude, codex])
    for (const kind of ['permission', 'plan', 'other', 'trust', 'mcp', 'settings', 'limit'] as const)
      expect([undefined, 'ends', 'widens']).toContain(classOf(label, kind, gates));
});

test.each([
  ['No, exit', 'trust'],
  ['Exit and stop tasks', 'other'],
  ['Yes, delete it', 'other'],
  ['Remove worktree', 'other'],
] as const)('%j is known to end something', (label, kind) => {
  expect(classOf(label, kind, claude.gates)).toBe('ends');
});

describe('any layout of the rows of a question', () => {
  const HINT = 'Enter to select · ↑/↓ to navigate · Esc to cancel';
  const OWN = ['Type something.', 'Chat about this'];
  /** The model may offer anything, including the words of the agent's own rows. */
  const WORDS = [
    'Yes',
    'No',
    'Cancel',
    'Stay',
    'Chat app',
    'Submit it',
    'Type',
    '1',
    '3',
    'Red',
    'A, B',
    'Exit',
    'それ',
  ];

  test('only a row that answers is chosen, and approval and refusal choose none', () => {
    for (let n = 0; n < 200; n++) {
      const options = shuffle(WORDS).slice(0, 2 + random.below(3));
      const labels = [...options, ...OWN];
      const width = pick([44, 80, 120]);
      const { menu } = read(
        dialog({ title: '☐ Go', question: 'Which one?', options: labels, hint: HINT, width, height: 40 }),
      );
      if (!menu) throw new Error(`no menu with ${labels.join(' / ')}`);
      expect(nameGate(menu, claude.gates).kind).toBe('question');
      expect([taken(menu, 'approve'), taken(menu, 'deny')]).toEqual([undefined, undefined]);
      const asked = { question: 'Which one?', options, multiple: false };
      for (const known of [asked, undefined]) {
        const rows = readRows(menu, known, claude.gates);
        if (!rows) throw new Error('the rows were not told');
        for (const wanted of [...labels, ...WORDS, '1', '2', '4', '5', '6', 'chat', 'type', 'submit', 'this']) {
          const chosen = chooseRow(wanted, rows);
          if ('row' in chosen) expect(chosen.row, `${wanted} of ${labels.join(' / ')}`).toBeLessThan(options.length);
        }
        for (const [n, label] of options.entries()) expect(chooseRow(label, rows)).toEqual({ row: n });
      }
    }
  });
});

import { describe, expect, test } from 'vitest';
import { claude } from '../../../../src/backends/claude/agent.ts';
import { codex } from '../../../../src/backends/codex/agent.ts';
import {
  findByMeaning,
  findPlanPath,
  fingerprint,
  nameGate,
  numberOf,
  sentenceOf,
} from '../../../../src/detect/screen/gates/gates.ts';
import type { Menu } from '../../../../src/detect/screen/menus/menu-types.ts';
import { Log } from '../../records.ts';
import { bare, dialog, read } from '../../screens.ts';

type Dialog = Parameters<typeof dialog>[0] & object;

const CONFIRM = 'Enter to confirm · Esc to cancel';
const AMEND = 'Esc to cancel · Tab to amend';
const SELECT = 'Enter to select · ↑/↓ to navigate · Esc to cancel';
const WORKSPACE = ['/home/me/app', '', 'Quick safety check: Is this a project you created or one you trust?', ''];
const BYPASS = ['In Bypass Permissions mode, Claude Code will not ask for your approval.', ''];
const MCP = ['MCP servers may execute code or access system resources.', ''];
const PLAN = 'Claude has written up a plan and is ready to execute. Would you like to proceed?';
const DEFAULT_MODE: Dialog = {
  title: 'Make auto mode your default permission mode?',
  body: ['Auto mode lets Claude handle permission prompts automatically. It blocks the rest.', ''],
  options: ['Yes, set auto mode as my default permission mode', 'No, keep plan mode'],
  numbered: false,
  hint: '',
};
const PLAN_FILE = 'ctrl+g to edit in Vim · ~/.claude/plans/plan-a.md';

/** Gates with the options of the observed releases; `yes` is what a bare approval takes, `no` what declines. */
const GATES: Record<string, { kind: string; yes: string | undefined; no?: string; dialog: Dialog }> = {
  'trust (2.1.158)': {
    kind: 'trust',
    yes: 'Yes, I trust this folder',
    dialog: {
      title: 'Accessing workspace:',
      body: WORKSPACE,
      options: ['Yes, I trust this folder', 'No, exit'],
      hint: CONFIRM,
    },
  },
  'auto mode (2.1.150)': {
    kind: 'other',
    yes: 'Yes, enable auto mode',
    dialog: {
      title: 'Enable auto mode?',
      body: ['Auto mode lets Claude handle permission prompts automatically.', ''],
      options: ['Yes, and make it my default mode', 'Yes, enable auto mode', 'No, exit'],
      hint: CONFIRM,
    },
  },
  'auto mode as the default, at a start in plan mode (2.1.332)': {
    kind: 'other',
    yes: undefined,
    no: 'No, keep plan mode',
    dialog: DEFAULT_MODE,
  },
  'trust (2.1.330)': {
    kind: 'trust',
    yes: 'Yes, I trust this folder',
    dialog: {
      title: 'Accessing workspace:',
      body: WORKSPACE,
      options: ['No, exit', 'Yes, I trust this folder'],
      numbered: false,
      hint: CONFIRM,
    },
  },
  bypass: {
    kind: 'bypass',
    yes: 'Yes, I accept',
    dialog: {
      title: 'WARNING: Claude Code running in Bypass Permissions mode',
      body: BYPASS,
      options: ['No, exit', 'Yes, I accept'],
      hint: CONFIRM,
    },
  },
  'MCP server (2.1.330)': {
    kind: 'mcp',
    yes: 'Use this MCP server',
    no: 'Continue without using this MCP server',
    dialog: {
      title: 'New MCP server found in this project: demo',
      body: MCP,
      options: [
        'Use this MCP server',
        'Use this and all future MCP servers in this project',
        'Continue without using this MCP server',
      ],
      numbered: false,
      selected: 2,
      hint: CONFIRM,
    },
  },
  'API key': {
    kind: 'api_key',
    yes: 'Yes',
    no: 'No (recommended)',
    dialog: {
      title: 'Detected a custom API key in your environment',
      body: ['ANTHROPIC_API_KEY: sk-ant-...xxxx', ''],
      question: 'Do you want to use this API key?',
      options: ['Yes', 'No (recommended)'],
      numbered: false,
      selected: 1,
      hint: CONFIRM,
    },
  },
  settings: {
    kind: 'settings',
    yes: 'Continue without these settings',
    dialog: {
      title: 'Settings Error',
      body: ['/home/me/.claude/settings.json', ''],
      options: ['Fix with Claude', 'Exit and fix manually', 'Continue without these settings'],
      hint: CONFIRM,
    },
  },
  resume: {
    kind: 'resume',
    yes: 'Resume from summary (recommended)',
    dialog: {
      title: 'This session is 21h 28m old and 755.6k tokens.',
      options: ['Resume from summary (recommended)', 'Resume full session as-is', "Don't ask me again"],
      hint: CONFIRM,
    },
  },
  'resume, as subscribers are asked': {
    kind: 'resume',
    yes: 'Resume',
    dialog: {
      title: 'Resume this conversation?',
      body: ['This conversation has been inactive for 3h and is 152k tokens long.', ''],
      options: ['Resume', 'Start a new conversation'],
      hint: 'Enter to confirm · Esc to resume',
    },
  },
  'usage limit': {
    kind: 'limit',
    yes: 'Stop and wait for limit to reset',
    dialog: {
      title: 'What do you want to do?',
      options: ['Stop and wait for limit to reset', 'Upgrade your plan'],
      hint: CONFIRM,
    },
  },
  login: {
    kind: 'login',
    yes: undefined,
    dialog: {
      title: 'Select login method:',
      options: ['Claude account with subscription', 'Anthropic Console account', '3rd-party platform'],
      hint: '',
    },
  },
  onboarding: {
    kind: 'onboarding',
    yes: undefined,
    dialog: {
      title: "Let's get started.",
      body: ['Choose the text style that looks best with your terminal', ''],
      options: ['Auto (match terminal)', 'Dark mode', 'Light mode'],
      hint: '',
    },
  },
  'Bash (2.1.158)': {
    kind: 'permission',
    yes: 'Yes',
    no: 'No',
    dialog: {
      title: 'Bash command',
      body: ['touch made', ''],
      question: 'Do you want to proceed?',
      options: ['Yes', 'Yes, and always allow access to work/ from this project', 'No'],
      hint: `${AMEND} · ctrl+e to explain`,
    },
  },
  'Bash (2.1.330)': {
    kind: 'permission',
    yes: 'Yes',
    no: 'No',
    dialog: {
      title: 'Bash command',
      body: ['curl -s example.com', ''],
      question: 'Do you want to proceed?',
      options: [
        'Yes',
        'Yes, and don’t ask again for: curl *',
        'Yes, and switch to auto mode · auto mode handles these prompts for you',
        'No',
      ],
      hint: AMEND,
    },
  },
  'Write (2.1.158)': {
    kind: 'permission',
    yes: 'Yes',
    no: 'No',
    dialog: {
      title: 'Create file',
      question: 'Do you want to create new.txt?',
      options: ['Yes', 'Yes, allow all edits during this session (shift+tab)', 'No'],
      hint: AMEND,
    },
  },
  'Edit (2.1.330)': {
    kind: 'permission',
    yes: 'Yes',
    no: 'No',
    dialog: {
      title: 'Edit file',
      question: 'Do you want to make this edit to e.txt?',
      options: [
        'Yes',
        'Yes, and switch to accept edits (auto-approve file edits and common file commands) for this session (shift+tab)',
        'No',
      ],
      hint: AMEND,
    },
  },
  'Read outside (2.1.158)': {
    kind: 'permission',
    yes: 'Yes',
    no: 'No',
    dialog: {
      title: 'Read file',
      question: 'Do you want to proceed?',
      options: ['Yes', 'Yes, allow reading from etc/ during this session', 'No'],
      hint: AMEND,
    },
  },
  'WebFetch, without a hint': {
    kind: 'permission',
    yes: 'Yes',
    no: 'No, and tell Claude what to do differently (esc)',
    dialog: {
      title: 'Fetch',
      body: ['Claude wants to fetch content from example.com', ''],
      question: 'Do you want to allow Claude to fetch this content?',
      options: ['Yes', "Yes, and don't ask again for example.com", 'No, and tell Claude what to do differently (esc)'],
      hint: '',
    },
  },
  'an unknown tool, told by its shape': {
    kind: 'permission',
    yes: 'Allow',
    no: 'Deny (esc)',
    dialog: {
      title: 'Claude in Chrome wants to navigate to example.com',
      options: ['Allow', 'Always allow on this site', 'Deny (esc)'],
      hint: '',
    },
  },
  'plan with a file': {
    kind: 'plan',
    yes: 'Yes, manually approve edits',
    no: 'Tell Claude what to change',
    dialog: {
      question: PLAN,
      options: ['Yes, and use auto mode', 'Yes, manually approve edits', 'Tell Claude what to change'],
      hint: PLAN_FILE,
    },
  },
  'plan that may clear the context': {
    kind: 'plan',
    yes: 'Yes, manually approve edits',
    no: 'No, keep planning',
    dialog: {
      question: PLAN,
      options: [
        'Yes, clear context (7% used) and auto-accept edits',
        'Yes, auto-accept edits',
        'Yes, manually approve edits',
        'No, keep planning',
      ],
      hint: PLAN_FILE,
    },
  },
  'plan without a file (2.1.330)': {
    kind: 'plan',
    yes: 'Yes, and switch to default (ask each time) for this session',
    no: 'No',
    dialog: {
      title: 'Exit plan mode?',
      body: ['Claude wants to exit plan mode', ''],
      options: ['Yes, and switch to default (ask each time) for this session', 'No'],
      hint: '',
    },
  },
  'question tool': {
    kind: 'question',
    yes: undefined,
    dialog: {
      title: '☐ DB',
      question: 'Which database should we use?',
      options: ['Postgres', 'SQLite', 'Type something.', 'Chat about this'],
      hint: SELECT,
    },
  },
  'a question with a preview beside the options (2.1.158, 2.1.330)': {
    kind: 'question',
    yes: undefined,
    dialog: {
      title: '←  ☐ Look  ☐ Same  ✔ Submit  →',
      question: 'Which look?',
      options: ['Red               ┌─────────┐', 'Blue              │ RED     │'],
      hint: 'Enter to select · ↑/↓ to navigate · n to add notes · Tab to switch questions · Esc to cancel',
    },
  },
  'the review page of questions': {
    kind: 'question',
    yes: 'Submit answers',
    dialog: {
      title: '←  ☒ DB  ☒ Checks  ✔ Submit  →',
      body: ['Review your answers', ''],
      question: 'Ready to submit your answers?',
      options: ['Submit answers', 'Cancel'],
      hint: '',
    },
  },
  'a menu no rule knows': {
    kind: 'other',
    yes: undefined,
    dialog: { title: 'Select model', options: ['Default', 'Opus', 'Sonnet'], hint: 'Enter to save · Esc to cancel' },
  },
};

function menuOf(shown: Dialog): Menu {
  const { menu } = read(dialog({ width: 120, height: 40, ...shown }));
  if (!menu) throw new Error('no menu was found on the screen');
  return menu;
}

const label = (menu: Menu, index: number | undefined) => (index === undefined ? undefined : menu.options[index]?.label);

describe.each(Object.entries(GATES))('%s', (_, gate) => {
  test(`is named ${gate.kind} at every width`, () => {
    const named = [44, 80, 120, 220].map((width) => nameGate(menuOf({ ...gate.dialog, width }), claude.gates).kind);
    expect(named).toEqual([gate.kind, gate.kind, gate.kind, gate.kind]);
  });

  test(`approval takes ${gate.yes}, refusal ${gate.no}, at any position of the cursor`, () => {
    for (let selected = 0; selected < (gate.dialog.options?.length ?? 0); selected++) {
      const menu = menuOf({ ...gate.dialog, selected });
      expect(label(menu, findByMeaning(menu, claude.gates, 'approve'))).toBe(gate.yes);
      expect(label(menu, findByMeaning(menu, claude.gates, 'deny'))).toBe(gate.no);
    }
  });
});

describe('what a gate asks', () => {
  const asks = (shown: Dialog) => {
    const menu = menuOf(shown);
    return sentenceOf(menu, nameGate(menu, claude.gates));
  };

  test.each([80, 220])('is its heading if the text below asks nothing, at %i columns', (width) => {
    expect(asks({ ...DEFAULT_MODE, width })).toBe(DEFAULT_MODE.title);
  });

  test('is the line above the options if that asks, or if the heading is not a question', () => {
    expect(asks({ title: 'Ready to go?', question: 'Which way?' })).toBe('Which way?');
    expect(asks({ title: 'Select model', question: 'Your pick is the default.' })).toBe('Your pick is the default.');
    const quoted = ['What if? This is a sentence, and so is that.', '', 'echo a?b', ''];
    expect(asks({ title: 'Title', body: quoted, question: 'It needs approval.' })).toBe('It needs approval.');
  });
});

const PERMISSION = GATES['Bash (2.1.330)']?.dialog ?? {};

describe('the subject of a gate is not guessed from its content', () => {
  test.each([
    [
      'trust',
      { body: ['do you trust this folder', ''], options: ['Yes', 'Yes, and don’t ask again for: trust list *', 'No'] },
    ],
    ['an API key', { title: 'Edit file', body: ['+ Put the API key here', ''] }],
    ['an API key in its question', { question: 'Do you want to create API key.md?' }],
    [
      'bypass mode',
      {
        body: ['+ Bypass Permissions mode', ''],
        options: ['Yes', 'Yes, and switch to accept edits for this session', 'No'],
      },
    ],
    ['an MCP server', { options: ['Yes', 'Yes, and don’t ask again for: the demo MCP server', 'No'] }],
    ['the login', { body: ['echo Select login method:', ''] }],
    ['the theme', { body: ['echo Choose the text style', ''] }],
    ['settings', { options: ['Yes', 'Yes, and don’t ask again for: run without these settings', 'No'] }],
    ['a limit', { options: ['Yes', 'Yes, and don’t ask again for: wait for limit to reset', 'No'] }],
    ['plan mode', { body: ['echo "Exit plan mode?"', ''] }],
    [
      'a plan file',
      { title: 'Create file', body: ['~/.claude/plans/plan-a.md', ''], question: 'Do you want to create plan-a.md?' },
    ],
    ['a plan question', { body: ['echo "Would you like to proceed with this plan?"', ''] }],
    [
      'a review',
      {
        body: ['echo Review your answers', ''],
        options: ['Yes', 'Yes, and don’t ask again for: submit answers', 'No'],
      },
    ],
  ])('a permission gate that shows %s is a permission gate', (_, changes) => {
    expect(nameGate(menuOf({ ...PERMISSION, ...changes }), claude.gates).kind).toBe('permission');
  });

  test('a question tool that asks for permission is a question', () => {
    const shown = { question: 'Do you want to proceed?', options: ['Yes', 'No', 'Type something.', 'Chat about this'] };
    expect(nameGate(menuOf({ title: '☐ Go', ...shown, hint: SELECT }), claude.gates).kind).toBe('question');
  });
});

test('one frame is enough: a cursor that blinks or moves changes no name', () => {
  const frames = [0, 1, 2, 3].map((selected) => dialog({ ...GATES['question tool']?.dialog, selected }));
  const dark = frames.map((frame) => ({ ...frame, text: frame.text.replaceAll('❯', '\x1b[7m❯\x1b[0m') }));
  for (const frame of [...frames, ...dark]) {
    const { menu } = read(frame);
    expect(menu && nameGate(menu, claude.gates)).toMatchObject({ kind: 'question' });
  }
  const marks = new Set([...frames, ...dark].map((frame) => read(frame).menu?.mark));
  expect(marks.size).toBe(1);
});

test('the id of a question stays while others are answered, and differs on the next page', () => {
  const markOf = (title: string) =>
    fingerprint(menuOf({ title, question: 'Which one?', options: ['One', 'Two'] }), codex.screen.menuMarks);
  expect(markOf('Question 1/3 (2 unanswered)')).toBe(markOf('Question 1/3 (3 unanswered)'));
  expect(markOf('Question 2/3 (2 unanswered)')).not.toBe(markOf('Question 1/3 (2 unanswered)'));
  const commandMark = (command: string) =>
    fingerprint(menuOf({ title: 'Bash command', question: command }), codex.screen.menuMarks);
  expect(commandMark('rm (2 files)')).not.toBe(commandMark('rm (3 files)'));
});

test.each([80, 60, 100])('an information page of the first start is a gate with one key, at %i columns', (width) => {
  const notes = [
    '1. Claude can make mistakes.',
    '   You are responsible for its actions.',
    '2. Due to prompt injection risks, be careful',
  ];
  const rows = [
    'Welcome to Claude Code v2.1.332',
    '.'.repeat(50),
    '',
    ' Security notes:',
    '',
    ...notes.map((row) => ` ${row}`),
  ];
  const { menu } = read(bare([...rows, '', ' Press Enter to continue…'], { width }));
  if (!menu) throw new Error('no dialog was read');
  expect(nameGate(menu, claude.gates)).toMatchObject({ kind: 'onboarding', beforeTrust: true });
  expect(menu.options).toMatchObject([{ label: 'continue', key: 'Enter' }]);
  expect(label(menu, findByMeaning(menu, claude.gates, 'approve'))).toBe('continue');
  expect(findByMeaning(menu, claude.gates, 'deny')).toBeUndefined();
});

test('keys that a hint offers in one clause are not options', () => {
  const { menu } = read(bare(['Something to read', '', 'Press enter to confirm or esc to cancel']));
  expect(menu?.options).toEqual([]);
});

test('a label that both agrees and declines counts as declining', () => {
  const menu = menuOf({
    ...GATES['MCP server (2.1.330)']?.dialog,
    options: ['Continue without using this MCP server', 'Use this MCP server'],
    selected: 0,
  });
  expect(label(menu, findByMeaning(menu, claude.gates, 'approve'))).toBe('Use this MCP server');
});

describe('the mark of a gate', () => {
  const mark = (changes: Dialog = {}) => menuOf({ ...PERMISSION, ...changes }).mark;

  test('is the same at every cursor position and width', () => {
    const marks = [0, 1, 2, 3].flatMap((selected) => [44, 80, 220].map((width) => mark({ selected, width })));
    expect(new Set(marks).size).toBe(1);
  });

  test.each([
    ['the command', { body: ['rm -rf /', ''] }],
    ['the title', { title: 'Bash command (sandboxed)' }],
    ['the question', { question: 'Do you want to go on?' }],
    ['an option', { options: ['Yes', 'Yes, and don’t ask again for: rm *', 'Yes, and switch to auto mode', 'No'] }],
    ['the number of options', { options: ['Yes', 'No'] }],
  ])('differs for %s', (_, changes) => {
    expect(mark(changes)).not.toBe(mark());
  });
});

test('an option is named by the number drawn before it, otherwise by its position', () => {
  const [numbered, plain] = [menuOf(PERMISSION), menuOf({ ...GATES['M1 trust (2.1.330)']?.dialog })];
  expect(numbered.options.map((option) => numberOf(numbered, option))).toEqual([1, 2, 3, 4]);
  expect(plain.options.map((option) => numberOf(plain, option))).toEqual([1, 2]);
});

describe('the path of the plan', () => {
  const { plans } = claude;
  const log = new Log().prompt('plan it').call('Write', 't1', { file_path: '/c/plans/own.md' });
  const pathOf = (hint: string, turn = log.turn) =>
    plans && findPlanPath({ ...menuOf(PERMISSION), hint }, turn, plans, '/c');

  test.each([
    ['as the gate shows it', PLAN_FILE, '~/.claude/plans/plan-a.md'],
    ['absolute', 'ctrl+g to edit · /c/plans/plan-b.md', '/c/plans/plan-b.md'],
    ['cut between two rows', 'ctrl+g to edit in Vim · ~/.claude/plan\ns/plan-c.md', '~/.claude/plans/plan-c.md'],
    ['from the transcript if the gate shows none', 'Esc to cancel', '/c/plans/own.md'],
    [
      'from the transcript if the gate shows it in columns',
      'ctrl-g to   Vim · ~/.claude/plans/plan-it-\nedit in        a.md',
      '/c/plans/own.md',
    ],
  ])('%s', (_, hint, path) => {
    expect(pathOf(hint)).toBe(path);
  });

  test('comes from the slug of the records, otherwise it is unknown', () => {
    expect(pathOf('', new Log().prompt('plan', { slug: 'plan-d' }).turn)).toBe('/c/plans/plan-d.md');
    expect(pathOf('', new Log().prompt('plan').turn)).toBeUndefined();
  });
});

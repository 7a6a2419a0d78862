import { describe, expect, test } from 'vitest';
import { codex } from '../../../src/backends/codex/agent.ts';
import { findByMeaning, findCancelKey, findLeaveKey, nameGate } from '../../../src/detect/screen/gates/gates.ts';
import { readScreen } from '../../../src/detect/screen/screen.ts';

const FOOTER = ['', '  gpt-5.5-codex default · /work/app', '  ? for shortcuts'];
const HINT = ['', '  Press enter to confirm or esc to cancel'];

/** A screen of some rows, with the terminal's cursor on one of them; `hidden` if the agent draws none. */
const look = (rows: string[], y: number, hidden = false, title = '') =>
  readScreen(
    rows.join('\n'),
    { width: 80, height: 24, cursor: { x: 2, y, ...(hidden ? { hidden } : {}) }, title },
    codex.screen,
  );

describe('a composer without a frame', () => {
  test('is the row of the cursor, not a sent prompt above', () => {
    const rows = ['› say hello', '', '• Hello.', '', '› next', ...FOOTER];
    expect(look(rows, 4).composer).toMatchObject({ top: 4, bottom: 4, draft: 'next' });
  });

  test('holds a draft with blank rows and numbers, without the footer', () => {
    const rows = ['• Hello.', '', '› 1. first', '', '  2. second', ...FOOTER];
    expect(look(rows, 4).composer).toMatchObject({ draft: '1. first\n\n2. second', bottom: 4 });
  });

  test('fills the screen if the footer has no room', () => {
    const rows = ['› row 7', ...Array.from({ length: 20 }, (_, n) => `  row ${n + 8}`)];
    expect(look(rows, 20).composer).toMatchObject({ top: 0, bottom: 20 });
  });

  test('is absent while the agent hides the cursor, wherever it is', () => {
    const rows = ['• Hello.', '', '› 1. Yes, proceed (y)', '  2. No, stop (esc)', ...HINT];
    for (let y = 0; y < rows.length; y++) expect(look(rows, y, true)).toMatchObject({ menu: { selected: 0 } });
  });

  const asked = ['› choose', '', '', '  Question 1/1', '  Which one?', '', '  › 1. A', '    2. B', ''];

  test('is not the text above a menu in which notes are typed', () => {
    const rows = [...asked, '  › Add notes', '', '  tab or esc to clear notes | enter to submit answer'];
    expect(look(rows, 9)).toMatchObject({ menu: { notes: 'Add notes', selected: 0 } });
    expect(look(rows, 9).composer).toBeUndefined();
    const unhinted = [...rows.slice(0, -1), '  enter to submit answer'];
    expect(look(unhinted, 9, false, '[ ! ] Action Required | app').composer).toBeUndefined();
  });

  test.each([
    ['numbers', ['› 1. Yes, proceed', '  2. No']],
    ['a cursor', ['› › 1. Yes, proceed', '    2. No']],
    ['another cursor', ['› > 1. Yes', '  > 2. No']],
    ['a whole gate', ['›   Would you like to run it?', '', '  › 1. Yes, proceed (y)', '    2. No (esc)', ...HINT]],
    ['a question', asked],
  ])('holds a draft that looks like a menu: %s', (_, draft) => {
    const rows = ['• Hello.', '', ...draft, ...FOOTER];
    for (let y = 2; y < draft.length + 2; y++) {
      const screen = look(rows, y);
      expect(screen.menu).toBeUndefined();
      expect(screen.composer?.draft).toContain(draft[0]?.slice(2).trim());
    }
  });

  test('never turns its rows into options while the cursor is shown', () => {
    const rows = ['• Hello.', '', '› 1. Yes, proceed (y)', '  2. No, stop (esc)', ...HINT];
    expect(look(rows, 0).menu?.options ?? []).toEqual([]);
  });
});

describe('a list of completions', () => {
  const turn = ['› say hello', '', '• Hello.', '', '  Worked for 2s • 14:00', ''];
  const cases: [string, string[], number][] = [
    ['of commands, above', ['› /model  choose a model', '  /mcp    list servers', '', '› /m'], 9],
    ['of one command whose words wrap', ['› /model  choose what model and', '          effort', '', '› /mo'], 9],
    [
      'of files, above',
      [
        '  Mentions',
        '',
        '  Type to search',
        '',
        '› a.txt  ./',
        '  b.txt  ./',
        '',
        '  enter/tab insert · esc close',
        '',
        '› see @',
      ],
      15,
    ],
    ['of skills, above', ['› Review  [Skill] Find', '', '  enter insert · esc close', '', '› $'], 10],
    ['of files, below', ['› see @', '', '> a.txt  ./', '  b.txt  ./', '', '  enter insert · esc close'], 6],
    ['of skills, below', ['› $', '', '  Review  [Skill] Find', '', '  Press enter to insert or esc to close'], 6],
  ];
  test.each(cases)('%s is neither a prompt nor a menu', (_, rows, y) => {
    const screen = look([...turn, ...rows], y);
    expect(screen.menu).toBeUndefined();
    expect(screen.newestPrompt).toBeUndefined();
    expect(screen.shownPrompt).toBe('say hello');
    expect(screen.composer?.draft).toBe(rows.find((row) => /^› (?:\/mo?|see @|\$)$/.test(row))?.slice(2));
  });

  test('does not hide the prompt that was just sent', () => {
    expect(look(['› say /this', '', '› /m', ...FOOTER], 2).newestPrompt).toBe('say /this');
  });
});

describe('not a turn', () => {
  test('servers that start before the first prompt', () => {
    const row = '◦ Starting MCP servers (0/2): memo, notes (3s • esc to interrupt)';
    expect(look(['', row, '', '› ', ...FOOTER], 3)).toMatchObject({ booting: true, prompted: false });
    expect(look(['', '◦ Working (3s • esc to interrupt)', '', '› ', ...FOOTER], 3)).toMatchObject({ booting: false });
  });

  test('the list of tasks that covers the conversation', () => {
    const rows = [
      '  Agent command center  Group: Project  g',
      '   All 1',
      '',
      '  › ○ Say hello',
      '',
      '  ? help  n new',
    ];
    expect(look(rows, 3, true)).toMatchObject({ overlay: 'agents' });
  });
});

describe('a dialog without a border', () => {
  const options = ['› 1. Yes, proceed (y)', '  2. No, stop (esc)', ...HINT];
  const menuOf = (rows: string[]) => look([...rows, ...options], 0, true).menu;

  test('begins with its own words, below the conversation', () => {
    const rows = [
      '• I will run it.',
      '  Would you like to know more?',
      '• Running x',
      '',
      '',
      '  Would you like to run the following command?',
      '',
      '  $ x',
      '',
      '',
    ];
    expect(menuOf(rows)).toMatchObject({
      question: 'Would you like to run the following command?',
      body: 'Would you like to run the following command?\n\n$ x',
    });
  });

  test('begins below two blank rows if its words are unknown', () => {
    expect(menuOf(['• Hello.', '  and more', '', '', '  Shall it be?', '', '  A thing', '', ''])).toMatchObject({
      body: 'Shall it be?\n\nA thing',
      question: 'Shall it be?',
    });
  });

  test('asks for permission, whatever options a small pane hides, and if an arrow marks it', () => {
    const above = ['  Would you like to run the following command?', '', '  $ touch made', ''];
    const options = [
      '› 1. Yes, proceed (y)',
      "  2. Yes, and don't ask again for commands that",
      '     start with `touch made` (p)',
    ];
    for (const more of [[], ['↓'], ['  ↓']]) {
      const { menu } = look([...above, ...options, ...more, ...HINT], 4, true);
      expect(menu && nameGate(menu, codex.gates).kind).toBe('permission');
    }
  });

  test.each([
    ['all but one', ['  › 1. Slow, careful, and      This way', '       with tests              takes a very'], true],
    ['the first', ['    2. Quick', '    3. None', '  › 4. None of the above'], true],
    ['none', ['  › 1. A', '    2. B', '    3. C', '    4. None of the above'], false],
  ])('hides options by the count of its hint: %s', (_, rows, hides) => {
    const hint = ['', '  option 1/4 | tab to add notes', '  enter to submit answer', '  ←/→ to navigate questions'];
    const { menu } = look(['  Question 1/3 (3 unanswered)', '  Which way?', '', ...rows, ...hint], 3, true);
    expect(menu && nameGate(menu, codex.gates).kind).toBe('question');
    expect(menu?.hides === true).toBe(hides);
    expect(menu?.body).toBe('Question 1/3 (3 unanswered)\nWhich way?');
  });

  test('shows its notes', () => {
    const rows = [
      '  Question 1/1',
      '  Which one?',
      '',
      '  › 1. A',
      '    2. None of the above',
      '',
      '  › mine',
      '',
      '  tab or esc to clear notes | enter to submit answer',
    ];
    expect(look(rows, 6, true).menu).toMatchObject({
      notes: 'mine',
      options: [{ label: 'A' }, { label: 'None of the above' }],
    });
  });
});

describe('a form of an MCP server', () => {
  const HEAD = ['• Calling desk.form', '', '  Field 1/2 (2 required unanswered)', '  May the desk go on?', ''];
  const menuOf = (rows: string[]) => {
    const { menu } = look([...HEAD, ...rows], 0, true);
    if (!menu) throw new Error('no menu was read');
    return menu;
  };

  test.each([
    [
      'a text',
      [
        '  Full name',
        '',
        '  › Type your answer',
        '',
        '  enter to submit answer | ^p / ^n change field | esc to cancel',
      ],
    ],
    [
      'a choice',
      [
        '  Proceed',
        '  › 1. Yes',
        '    2. No',
        '    3. Cancel',
        '  enter to submit answer | ←/→ to navigate fields | esc to cancel',
      ],
    ],
    [
      'the last choice',
      ['  Proceed', '  › 1. Yes', '    2. No', '  enter to submit all | ←/→ to navigate fields | esc to cancel'],
    ],
  ])('has a page for %s, whose values are never chosen by meaning, and a key that cancels it', (_, rows) => {
    const menu = menuOf(rows);
    expect(nameGate(menu, codex.gates)).toMatchObject({ kind: 'elicitation', values: true });
    expect(findByMeaning(menu, codex.gates, 'approve')).toBe(undefined);
    expect(findByMeaning(menu, codex.gates, 'deny')).toBe(undefined);
    expect(findCancelKey(menu, codex.gates)).toEqual({ label: 'cancel', key: 'Escape' });
  });

  test('is not one that asks for permission to run a tool', () => {
    const rows = ['  Field 1/1', '  Allow the desk MCP server to run tool "form"?', '  › 1. Allow', '    2. Cancel'];
    const { menu } = look([...rows, '  enter to submit | esc to cancel'], 0, true);
    expect(menu && nameGate(menu, codex.gates)).toMatchObject({ kind: 'permission' });
    expect(menu && findCancelKey(menu, codex.gates)).toBe(undefined);
  });

  test('that codex cannot draw is declined by the row that continues without it', () => {
    const rows = [
      '  desk needs your approval.',
      '',
      '  Server: desk',
      '',
      '  Please give the details.',
      '',
      '› 1. Yes, provide the requested info (y)',
      '  2. No, but continue without it (esc)',
      '  3. Cancel this request (esc)',
    ];
    const { menu } = look([...rows, ...HINT], 0, true);
    expect(menu && nameGate(menu, codex.gates).kind).toBe('elicitation');
    expect(menu && findByMeaning(menu, codex.gates, 'deny')).toBe(1);
  });
});

test('the list of conversations names the keys of its hint', () => {
  const rows = [
    ' Resume a previous session',
    '',
    ' Type to search',
    '',
    '  › 44s ago     One',
    '',
    `${'─'.repeat(70)} 1 / 1 ─`,
  ];
  const hint = [' enter resume   ^a archive   esc exit   ^c exit   tab focus   ←/→ option', ' ^o comfy   ^t preview'];
  const { menu } = look([...rows, ...hint], 0, true);
  expect(menu?.options).toMatchObject([{ label: 'resume', key: 'Enter' }, { label: 'exit', key: 'Escape' }, {}]);
  expect(menu && findLeaveKey(menu, codex.gates)).toEqual({ label: 'exit', key: 'Escape' });
});

describe('the list of conversations is left by Escape, which ends nothing there', () => {
  const hint = (esc: string) => [
    ` enter resume   esc ${esc}   ^c exit   tab focus   ←/→ option`,
    ' ^o comfy   ^t preview',
  ];
  const rule = `${'─'.repeat(70)} 1 / 2 · 100% ─`;
  const about = ['', ' Filter:  Cwd  All    Status:  Active  Archived', ''];
  const drawn = (title: string, ...rows: string[]) => look([title, ...about, ...rows], 0, true).menu;
  const list = ['  › 11s ago     Delete it', '    19s ago     Two', '', rule];
  const leaveKey = (menu: ReturnType<typeof drawn>) => menu && findLeaveKey(menu, codex.gates);

  test('with rows on 0.171.0', () => {
    const menu = drawn(' Resume a previous session', ' Type to search', '', ...list, ...hint('exit'));
    expect(menu?.options.map(({ key }) => key)).toEqual([undefined, undefined]);
    expect(leaveKey(menu)).toEqual({ label: 'exit', key: 'Escape' });
  });

  test('with a search', () => {
    const rows = [' Search: abc', '', '  No results for your search', '', rule];
    expect(leaveKey(drawn(' Resume a previous session', ...rows, ...hint('clear')))).toMatchObject({ key: 'Escape' });
  });

  test('but no other list whose key says the same', () => {
    const menu = drawn(' Choose what to do next', ' Type to search', '', ...list, ...hint('exit'));
    expect(menu).toBeDefined();
    expect(leaveKey(menu)).toBeUndefined();
  });
});

describe('the row above the composer', () => {
  test.each([
    ['• Working (2s • esc to interrupt)', { activity: '• Working (2s • esc to interrupt)' }],
    ['◦ Weighing the options (1m 02s • esc to interrupt) · 1 background terminal running', {}],
    ['◦ Working (12s • esc to interrupt) · 1 backg…', {}],
  ])('%j is a turn in flight', (row, found) => {
    const screen = look(['› go', '', row, '', '› next', ...FOOTER], 4);
    expect(screen.activity).toBeDefined();
    expect(screen).toMatchObject(found);
  });

  test('an answer that quotes the row does not count', () => {
    const rows = ['• It showed:', '  • Working (2s • esc to interrupt)', '', '› next', ...FOOTER];
    expect(look(rows, 3).activity).toBeUndefined();
  });

  test('says why a turn failed, that it was interrupted, and that prompts are queued', () => {
    expect(look(['› go', '', '■ prompt is bad', '', '› x', ...FOOTER], 4)).toMatchObject({ failed: 'prompt is bad' });
    const cut = look(['› go', '', '■ Conversation interrupted - use /feedback', '', '› x', ...FOOTER], 4);
    expect(cut).toMatchObject({ interrupted: true });
    const rows = [
      '• Hm',
      '',
      '• Working (2s • esc to interrupt)',
      '',
      '• Messages to be submitted after next tool call',
      '  ↳ more',
      '',
      '› x',
      ...FOOTER,
    ];
    expect(look(rows, 7)).toMatchObject({ queuedHint: true, activity: expect.stringContaining('Working') });
  });
});

describe('while it loads', () => {
  const banner = (model: string) => [
    '│ >_ OpenAI Codex (v0.150.0)            │',
    `│ model:     ${model}   /model to change │`,
  ];
  const composer = ['', '› Ask Codex to do anything', '', '  ? for shortcuts'];
  const isLoading = (rows: string[]) => look([...rows, ...composer], rows.length + 1).loading;

  test('only the newest banner says so, and only above the first prompt', () => {
    const loading = banner('loading');
    const loaded = banner('gpt-5.5-codex');
    expect(isLoading(loading)).toBe(true);
    expect(isLoading([...loaded, '', '› hi', '', '• Hello.', '', ...loading])).toBe(true);
    expect(isLoading(loaded)).toBe(false);
    expect(isLoading([...loading, '', ...loaded])).toBe(false);
    expect(isLoading([...loading, '', '› hi', '', '• Hello.'])).toBe(false);
    expect(isLoading([...loaded, '', '› hi', '', '• It says:', '  │ model:     loading   /model to change │'])).toBe(
      false,
    );
  });
});

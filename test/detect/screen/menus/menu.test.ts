import { describe, expect, test } from 'vitest';
import { listFixtures } from '../../fixture.ts';
import { asked, bare, busy, composer, dialog, read, said } from '../../screens.ts';

const BASH = {
  title: 'Bash command',
  body: ['touch made', 'Run it', ''],
  question: 'Do you want to proceed?',
  options: [
    'Yes',
    'Yes, and always allow access to /home/user/lab1/work from this project',
    'Yes, and switch to auto mode · auto mode handles these prompts for you',
    'No',
  ],
};
const TRUST = {
  title: 'Accessing workspace:',
  body: ['/home/user/lab1/work', '', 'Is this a project you created or one you trust?', ''],
  options: ['No, exit', 'Yes, I trust this folder'],
  hint: 'Enter to confirm · Esc to cancel',
};
const labels = (shown: Parameters<typeof read>[0]) => read(shown).menu?.options.map(({ label }) => label);

describe('a tip of the agent in a dialog', () => {
  const TIP = 'Tip: auto mode handles these prompts for you — choose "switch to auto mode" below';
  const shown = (body: string[], width: number) =>
    read(dialog({ body, width, height: 30, question: 'Do you want to proceed?' })).menu;

  test.each([80, 46, 120])('is not in the text, and does not change which gate it is, in %i columns', (width) => {
    const [told, plain] = [
      shown(['Bash command', TIP, 'Run it', '', 'touch made', ''], width),
      shown(['Bash command', 'Run it', '', 'touch made', ''], width),
    ];
    expect(told?.body).toBe('Bash command\nRun it\n\ntouch made\n\nDo you want to proceed?');
    expect(told).toMatchObject({ title: 'Bash command', mark: plain?.mark });
  });

  test('is not in the text either if a small pane shows only its end', () => {
    const rows = [' handles these prompts for you —', ' choose "switch to auto mode" below', ' Run it', '╌'.repeat(46)];
    const asks = [
      ' touch made',
      '╌'.repeat(46),
      ' Do you want to proceed?',
      ' ❯ 1. Yes',
      '   2. No',
      ' ↑ 3 more lines',
    ];
    const { menu } = read(bare([...rows, ...asks, ' Esc to cancel · Tab to amend'], { width: 46, height: 11 }));
    expect(menu?.body).toBe('Run it\n\ntouch made\n\nDo you want to proceed?');
  });

  test.each([
    ['elsewhere', ['Bash command', 'Run it', TIP, '', 'touch made', '']],
    ['with other words', ['Bash command', `${TIP} or here`, 'Run it', '', 'touch made', '']],
    ['in the command', ['Bash command', 'Run it', '', `echo ${TIP}`, '']],
  ])('is text of the dialog %s', (_, body) => {
    expect(shown(body, 200)?.body).toContain(TIP);
  });
});

describe('the same dialog at every width', () => {
  const widths = [22, 30, 44, 47, 80, 120, 220];

  test.each(widths)('numbered, %i columns', (width) => {
    const { menu } = read(dialog({ ...BASH, width, height: 40 }));
    expect(menu).toMatchObject({ title: BASH.title, question: BASH.question, numbered: true, selected: 0 });
    expect(menu?.options.map(({ label, number }) => [number, label])).toEqual(
      BASH.options.map((label, n) => [n + 1, label]),
    );
  });

  test.each(widths)('unnumbered, %i columns', (width) => {
    const { menu } = read(dialog({ ...TRUST, numbered: false, selected: 1, width, height: 40 }));
    expect(menu).toMatchObject({ numbered: false, selected: 1 });
    expect(menu?.options.map(({ label }) => label)).toEqual(TRUST.options);
  });

  test.each(BASH.options.map((_, n) => n))('the cursor on option %i', (selected) => {
    expect(read(dialog({ ...BASH, width: 44, height: 40, selected })).menu).toMatchObject({ selected });
  });

  test('two unnumbered labels that fill their rows are never read as one', () => {
    const options = [
      'Use this MCP server',
      'Use this and all future MCP servers in this project',
      'Continue without using this MCP server',
    ];
    const starts = options.map((label) => label.slice(0, 12));
    for (let width = 20; width <= 80; width++) {
      for (const selected of [0, 1, 2]) {
        const found = labels(dialog({ ...TRUST, options, numbered: false, selected, width, height: 40 })) ?? [];
        const mixed = found.filter((label) => starts.filter((start) => label.includes(start)).length > 1);
        expect(mixed, `${width} columns`).toEqual([]);
        expect(found.length, `${width} columns`).toBeGreaterThanOrEqual(3);
      }
    }
  });

  test('the number attached to its neighbours (2.1.158 at 22 columns)', () => {
    const rows = [
      '─'.repeat(22),
      ' you trust?',
      '',
      ' ❯1.Yes, I trust this',
      '    folder',
      '   2. No, exit',
      '',
      ' Enter to confirm ·',
      ' Esc to cancel',
    ];
    const { menu } = read(bare(rows, { width: 22, height: 18 }));
    expect(menu?.options.map(({ label }) => label)).toEqual(['Yes, I trust this folder', 'No, exit']);
    expect(menu).toMatchObject({ selected: 0, numbered: true });
  });

  test('a path cut inside a word (2.1.330 at 22 columns)', () => {
    const rows = [
      '─'.repeat(22),
      ' Do you want to',
      ' proceed?',
      ' ❯ 1. Yes',
      '   2. Yes, and always',
      '      allow access',
      '      to /tmp/ulab/2.',
      '      1.330/cwd/ba22',
      '      from this',
      '      project',
      '   3. No',
      '',
      ' Esc to cancel · Tab',
      ' to amend',
    ];
    const { menu } = read(bare(rows, { width: 22, height: 18 }));
    expect(menu?.options[1]?.label).toBe(
      'Yes, and always allow access to /tmp/ulab/2.1.330/cwd/ba22 from this project',
    );
    expect(menu?.question).toBe('Do you want to proceed?');
  });

  test('the number attached to the label, one column to the left (2.1.158 at 44 columns)', () => {
    const rows = [
      '─'.repeat(44),
      ' Do you want to proceed?',
      ' ❯ 1. Yes',
      '  2.Yes, and always allow access to work/',
      '    from this project',
      '   3. No',
      '',
      ' Esc to cancel · Tab to amend · ctrl+e to',
      ' explain',
    ];
    const { menu } = read(bare(rows, { width: 44, height: 18 }));
    expect(menu?.options.map(({ label }) => label)).toEqual([
      'Yes',
      'Yes, and always allow access to work/ from this project',
      'No',
    ]);
    expect(menu?.hint).toBe('Esc to cancel · Tab to amend · ctrl+e to\nexplain');
  });
});

describe('descriptions', () => {
  test.each([
    ['left of the label (2.1.158, check boxes)', 2],
    ['far to the right (2.1.330, check boxes)', 9],
  ])('%s', (_, column) => {
    const at = ' '.repeat(column);
    const rows = [
      '─'.repeat(80),
      'Which checks should run?',
      '',
      '❯ 1. [ ] Lint',
      `${at}Static analysis`,
      '  2. [✔] Types',
      `${at}The compiler`,
      '  3. [ ] Type something',
      '     Submit',
      '─'.repeat(80),
      '  4. Chat about this',
      '',
      'Enter to select · Tab/Arrow keys to navigate · Esc to cancel',
    ];
    const { menu } = read(bare(rows));
    expect(menu?.options.map(({ label, description, checked }) => [label, description, checked])).toEqual([
      ['Lint', 'Static analysis', false],
      ['Types', 'The compiler', true],
      ['Type something', undefined, false],
      ['Submit', undefined, undefined],
      ['Chat about this', undefined, undefined],
    ]);
  });

  test('the cursor on the Submit row, which has no number', () => {
    const rows = [
      '─'.repeat(80),
      'Which checks should run?',
      '',
      '  1. [✔] Lint',
      '  Static',
      '  2. [ ] Type something',
      '❯    Submit',
      '─'.repeat(80),
      '  3. Chat about this',
      '',
      'Enter to select · Tab/Arrow keys to navigate · Esc to cancel',
    ];
    const { menu } = read(bare(rows));
    expect(menu?.options.map(({ label }) => label)).toEqual(['Lint', 'Type something', 'Submit', 'Chat about this']);
    expect(menu).toMatchObject({ selected: 2, numbered: true });
  });

  test('in a second column, with a mark on the current one', () => {
    const rows = [
      '─'.repeat(80),
      '  Select model',
      '',
      '    1. Default (recommended) ✔  Use the default model',
      '  ❯ 2. Opus                     Best for complex tasks',
      '',
      '  Enter to save · Esc to cancel',
    ];
    expect(read(bare(rows)).menu?.options).toMatchObject([
      { label: 'Default (recommended)', description: 'Use the default model' },
      { label: 'Opus', description: 'Best for complex tasks' },
    ]);
  });

  test('a long description is not read as a label, and a long label is not cut', () => {
    const { menu } = read(
      bare(
        [
          '─'.repeat(44),
          'Which?',
          '❯ 1. Postgres',
          '     Relational and solid, with description',
          '     that goes on for rows',
          '  2. A label that is so long that it takes',
          '     two rows',
          '     And its description',
          '',
          'Enter to select · ↑/↓ to navigate · Esc to',
          'cancel',
        ],
        { width: 44, height: 18 },
      ),
    );
    expect(menu?.options).toMatchObject([
      { label: 'Postgres', description: 'Relational and solid, with description that goes on for rows' },
      { label: 'A label that is so long that it takes two rows', description: 'And its description' },
    ]);
  });

  test('labels in a script of wide characters', () => {
    const rows = [
      '─'.repeat(30),
      'どれにしますか',
      '❯ 1. 日本語日本語日本語日本語',
      '     日本語',
      '  2. いいえ',
      '',
      'Enter to select · Esc to cancel',
    ];
    expect(labels(bare(rows, { width: 30, height: 12 }))).toEqual(['日本語日本語日本語日本語日本語', 'いいえ']);
  });
});

describe('not a menu', () => {
  const quoted = [' Do you want to proceed?', ' ❯ 1. Yes', '   2. No', '', ' Esc to cancel · Tab to amend'];

  test.each([
    [
      'a dialog in the output of a tool',
      [...asked('cat it'), '● Read(menu.txt)', ...quoted.map((row) => `  ⎿ ${row}`), ...busy()],
    ],
    ['a dialog right above the composer', [...asked('show'), '● Here:', ...quoted, ...busy()]],
    ['a quoted cursor in a list', [...said('Choose:'), '  ❯ 1. Yes', '    2. No']],
    ['gate words in an answer', said('Do you want to proceed? Then say yes. Esc to cancel · Tab to amend')],
    ['a question in prose', said('Would you like to open a pull request? If yes, tell me.')],
    ['an answered gate in the scrollback', [...quoted, ...said('Done.')]],
  ])('%s above a live composer', (_, above) => {
    const screen = read(composer({ above, height: 50 }));
    expect(screen.menu).toBeUndefined();
    expect(screen.composer).toMatchObject({ draft: '' });
  });

  test.each([
    ['no second option and no hint', ['─'.repeat(80), '❯ 1. Yes', '', 'And that was all.']],
    [
      'the menu does not end the screen',
      [
        ...quoted,
        '● I went on.',
        '  And on.',
        '  And on.',
        '  And more.',
        '  Done.',
        '  x',
        '  y',
        '  z',
        '  ä',
        '  ö',
      ],
    ],
    ['a quotation in an answer, no hint and no cursor on it', ['● So:', '  > one', '    two', '', '  done']],
  ])('without a composer: %s', (_, rows) => {
    const options = read(bare(rows)).menu?.options ?? [];
    expect(options.filter(({ key }) => key === undefined)).toEqual([]);
  });

  test.each([
    [3, true],
    [4, false],
  ])('%i rows of text below, none of them a hint: recognised as a menu: %s', (count, found) => {
    const below = Array.from({ length: count }, (_, n) => `Text of the answer, row ${n}.`);
    expect(read(bare([...quoted.slice(0, 3), '', ...below])).menu !== undefined).toBe(found);
  });

  test('a finished command is not a row of the dialog below it', () => {
    const ran = ['❯ /memory', '  ⎿  Closed memory', ''];
    const { menu } = read(
      bare([
        ...ran,
        '─'.repeat(80),
        ' Resume session',
        '',
        ' No sessions in this project yet',
        '',
        ' Ctrl+A to show all projects · Esc to close',
      ]),
    );
    expect(menu).toMatchObject({ title: 'Resume session', options: [{ label: 'close', key: 'Escape' }] });
  });

  test('unnumbered options count if there is a hint, or the terminal cursor is on one', () => {
    const rows = ['─'.repeat(80), ' Which?', '', ' ❯ One', '   Two'];
    const at = (y: number) => read({ ...bare(rows), cursor: { x: 1, y } }).menu;
    expect(at(3)?.options).toHaveLength(2);
    expect(at(4)).toBeUndefined();
    expect(read(bare([...rows, '', ' Enter to confirm · Esc to cancel'])).menu?.options).toHaveLength(2);
  });
});

describe('the parts of a dialog', () => {
  test('paragraphs, title and question are distinguished', () => {
    const { menu } = read(
      dialog({
        above: [...asked('go'), ...said('I will run it.')],
        title: 'Edit file',
        body: ['╌'.repeat(40), '1 -alpha', '1 +beta', '╌'.repeat(40)],
        question: 'Do you want to make this edit to e.txt?',
        options: ['Yes', 'No'],
      }),
    );
    expect(menu).toMatchObject({
      title: 'Edit file',
      question: 'Do you want to make this edit to e.txt?',
      body: 'Edit file\n\n1 -alpha\n1 +beta\n\nDo you want to make this edit to e.txt?',
      hint: 'Esc to cancel · Tab to amend',
    });
  });

  test('only the dialog at the end counts: an old one above is not part of its text', () => {
    const stale = [
      '─'.repeat(80),
      ' Would you like to proceed?',
      ' ❯ 1. Yes, and use auto mode',
      '   2. Yes',
      '',
      ' ~/.claude/plans/a.md',
    ];
    const { menu } = read(dialog({ ...BASH, above: stale, height: 50 }));
    expect(menu?.options).toHaveLength(4);
    expect(`${menu?.body}${menu?.hint}`).not.toMatch(/plans|Would you like/);
  });

  test('a dialog that offers keys instead of options', () => {
    const rows = [
      '─'.repeat(80),
      ' Auto mode can’t check actions in this session, and what it would have checked',
      ' asks you',
      ' It was refused.',
      '',
      ' See https://example.com/',
      '',
      ' Enter to stay in auto mode · Esc to cancel',
    ];
    expect(read(bare(rows)).menu).toMatchObject({
      options: [
        { label: 'stay in auto mode', key: 'Enter' },
        { label: 'cancel', key: 'Escape' },
      ],
      selected: -1,
      question: 'Auto mode can’t check actions in this session, and what it would have checked asks you',
    });
  });

  test('the line that asks does not include a box above it', () => {
    const box = [`╭${'─'.repeat(76)}╮`, `│${' work/n.ipynb'.padEnd(76)}│`, `╰${'─'.repeat(76)}╯`];
    const rows = ['─'.repeat(80), ' Edit notebook', ...box, ' Do you want to make this edit to n.ipynb?'];
    const options = [' ❯ 1. Yes', '   2. No', '', ' Esc to cancel · Tab to amend'];
    expect(read(bare([...rows, ...options])).menu).toMatchObject({
      question: 'Do you want to make this edit to n.ipynb?',
    });
  });

  // 2.1.158 draws it below every dialog once the session has a name.
  test.each([
    ['at once', []],
    ['after a blank row', ['']],
  ])('a lower border with the session’s name is not part of the keys: %s', (_, between) => {
    const border = `${'─'.repeat(56)} my résumé session ──`;
    const rows = ['─'.repeat(80), '  Agents  Running', '', '  Enter to select · Esc to close', ...between, border];
    expect(read(bare(rows)).menu).toMatchObject({
      options: [
        { label: 'select', key: 'Enter' },
        { label: 'close', key: 'Escape' },
      ],
      hint: 'Enter to select · Esc to close',
    });
  });

  test.each(
    listFixtures().filter(({ scene, expect }) => expect.status === 'plan_ready' || /--gate$|--menu$/.test(scene)),
  )('a recorded menu: $id has options, one cursor, and a question', (fixture) => {
    const { menu } = read({ text: fixture.screen, ...fixture.case.pane });
    expect(menu?.options.length).toBeGreaterThan(1);
    expect(menu?.options[menu.selected]).toBeDefined();
    expect(menu?.question).not.toBe('');
    expect(menu?.options.filter(({ label }) => label === '' || /^[❯\d]/.test(label))).toEqual([]);
  });
});

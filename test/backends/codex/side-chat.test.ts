import { describe, expect, test } from 'vitest';
import { codex } from '../../../src/backends/codex/agent.ts';
import { readScreen } from '../../../src/detect/screen/screen.ts';
import { fuse } from '../../../src/detect/verdict/fuse.ts';
import type { Signals } from '../../../src/detect/verdict/signals.ts';

const over = { phase: 'ended', prompt: 'run it', text: 'It ran.', openTools: [], queued: 0, endedAt: 1000 };
const running = { ...over, phase: 'running', text: '', openTools: [{ id: 'a', name: 'exec_command', input: {} }] };

type Cursor = { x: number; y: number; hidden?: boolean };

function screenOf(rows: string[], width: number, cursor: Cursor) {
  return readScreen(rows.join('\n'), { width, height: rows.length, cursor }, codex.screen);
}

/** The verdict on a screen, with the turn of the session's conversation. */
function judge(
  rows: string[],
  { width = 78, cursor = { x: 2, y: rows.indexOf('› ') } as Cursor, turn = over as typeof over | typeof running } = {},
) {
  const absent = { kind: 'absent' } as const;
  const signals = {
    at: 60_000,
    startedAt: 0,
    liveness: { kind: 'alive', command: 'codex' },
    screen: { kind: 'seen', screen: screenOf(rows, width, cursor) },
    transcript: { kind: 'read', turn, path: '/rollout' },
    statusFile: absent,
    plan: absent,
  } as unknown as Signals;
  return fuse(signals, codex).state;
}

const SAID = ['› what is that', '', '• Reply 3.', '', '  Worked for <1s • 19:56', ''];
/** 0.171.0 with this footer, whose own turn is over. */
const covering = (footer: string) => [
  ' Side chat         ×                                                         +',
  ...SAID,
  '› ',
  '',
  '  gpt-5.5 default · /work/app · Agent',
  footer,
];
const KEYS = '^/ to switch · ^c to archive';
const overlay = 'side-chat';

describe('a side chat in the place of the conversation', () => {
  test.each([
    ['approval', 'approval'],
    ['input', 'answer'],
  ])('that says that the conversation needs %s', (needs, waits) => {
    const reason = `another conversation than the one that is shown waits for an ${waits}`;
    for (const turn of [over, running]) {
      const rows = covering(`  Side from main thread · main needs ${needs} · ${KEYS}`);
      expect(judge(rows, { turn })).toEqual({ status: 'unknown', reason, overlay });
    }
  });

  test.each([
    ['0.171.0', covering(`  ← for agents · Side from main thread · ${KEYS}`)],
    [
      '0.150.0, wide',
      [
        ...SAID,
        '› ',
        '',
        `  gpt-5.5-codex default · /work/app${' '.repeat(130)}Side from main thread · ctrl + / to switch · ctrl + c to close`,
      ],
    ],
    ['0.150.0', [...SAID, '› ', '', '  gpt-5.6-sol … Side from main thread · ctrl + / to switch · ctrl + c to close']],
  ])('says that the conversation works, not that its own turn is over (%s)', (_, rows) => {
    expect(judge(rows, { turn: running })).toMatchObject({ status: 'working', tools: ['exec_command'], overlay });
    expect(judge(rows)).toEqual({ status: 'idle_done', text: 'It ran.', overlay });
    expect(screenOf(rows, 78, { x: 2, y: rows.indexOf('› ') }).composer).toBeUndefined();
  });

  test('in a narrow pane does not say whether the conversation waits', () => {
    const rows = covering('  ← for agents · ? for shortcuts');
    expect(judge(rows, { turn: running })).toMatchObject({ status: 'unknown', overlay });
    expect(judge(rows)).toEqual({ status: 'idle_done', text: 'It ran.', overlay });
  });

  test('has gates of its own', () => {
    const gate = ['  Would you like to run the following command?', '', '  $ touch made', '', '› 1. Yes, proceed (y)'];
    const rows = [covering('')[0] ?? '', ...gate, '  2. No, and tell Codex what to do differently (esc)', ''];
    const cursor = { x: 77, y: 9, hidden: true };
    const state = judge([...rows, '  Press enter to confirm or esc to cancel'], { cursor });
    expect(state).toMatchObject({ status: 'blocked', gate: 'permission', overlay });
  });
});

describe('a side chat next to the conversation', () => {
  const WIDTH = 100;
  const join = (left: string[], right: string[]) => left.map((row, n) => `${row}│${right[n] ?? ''}`);
  const pad = (row: string, wide = 0) => row.padEnd(63 - wide);
  const left = (last: string[]) =>
    ['› run it', '', '• 次の手順です。', '', '• It ran.', '', '  Worked for 9s • 19:56', '', ...last].map((row) =>
      pad(row, row.includes('次') ? 7 : 0),
    );
  const right = (last: string[]) => [
    ' Scripted …×                     +',
    '› what is that',
    '',
    '• Reply 3.',
    '',
    '',
    '',
    ...last,
  ];
  const [MAIN, SIDE] = [
    left(['›', '', '  gpt-5.5 · /work/app', '  · Main [default]', '  ? for shortcuts · ^/ for side']),
    right(['', '›', '', '  gpt-5.5 default · /work/', '  app']),
  ];

  test('leaves the conversation readable, if that has the cursor', () => {
    const screen = screenOf(join(MAIN, SIDE), WIDTH, { x: 2, y: 8 });
    expect(screen).toMatchObject({ width: 63, composer: { draft: '' }, shownPrompt: 'run it' });
    expect(screen.rows.map(({ text }) => text).join('\n')).not.toMatch(/│|Reply/);
    expect(screen.beside).toBeUndefined();
    expect(judge(join(MAIN, SIDE), { width: WIDTH, cursor: { x: 2, y: 8 } })).toEqual({
      status: 'idle_done',
      text: 'It ran.',
    });
  });

  test('says nothing of a turn in flight while it has the cursor', () => {
    const options = { width: WIDTH, cursor: { x: 66, y: 9 } };
    expect(judge(join(MAIN, SIDE), { ...options, turn: running })).toMatchObject({
      status: 'unknown',
      reason: expect.stringMatching(/in flight in another conversation than the one in use \(side-chat\)/) as string,
      overlay,
    });
    expect(judge(join(MAIN, SIDE), options)).toEqual({ status: 'idle_done', text: 'It ran.', overlay });
  });

  test('leaves a gate of the conversation whole', () => {
    const gate = [
      '  Would you like to run it?',
      '',
      '  $ touch made',
      '',
      '› 1. Yes, proceed (y)',
      '  2. No (esc)',
      '',
    ];
    const rows = left([])
      .slice(0, 4)
      .concat([...gate, '  Press enter to confirm'].map((row) => pad(row)));
    const state = judge(join(rows, SIDE), { width: WIDTH, cursor: { x: 63, y: 11, hidden: true }, turn: running });
    expect(state).toMatchObject({ status: 'blocked', prompt: expect.not.stringContaining('│') as string });
    expect(state).not.toHaveProperty('overlay');
  });

  test('has gates of its own', () => {
    const gate = [
      '  Would you like to run it?',
      '',
      '  $ touch made',
      '',
      '› 1. Yes, proceed (y)',
      '  2. No (esc)',
      '',
    ];
    const rows = [...right([]).slice(0, 5), ...gate, '  Press enter to confirm'];
    const state = judge(join(MAIN, rows), { width: WIDTH, cursor: { x: 100, y: 12, hidden: true } });
    expect(state).toMatchObject({ status: 'blocked', overlay });
  });

  test('is not a box that an answer draws, nor a table', () => {
    const table = MAIN.map((row) => `${row}│ cell`);
    expect(screenOf(table, WIDTH, { x: 2, y: 8 }).width).toBe(WIDTH);
    const short = join(MAIN, SIDE).map((row, n) => (n === 4 ? row.replace('│', ' ') : row));
    expect(screenOf(short, WIDTH, { x: 2, y: 8 }).width).toBe(WIDTH);
  });
});

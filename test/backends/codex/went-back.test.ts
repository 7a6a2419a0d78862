import { describe, expect, test } from 'vitest';
import { codex } from '../../../src/backends/codex/agent.ts';
import { readScreen } from '../../../src/detect/screen/screen.ts';
import { foldTurn } from '../../../src/detect/transcript/turn.ts';
import { fuse } from '../../../src/detect/verdict/fuse.ts';
import { isBackAtStart } from '../../../src/detect/verdict/rewound.ts';
import type { Entry, Signals } from '../../../src/detect/verdict/signals.ts';

const FOOTER = ['', '  gpt-5.5-codex default · /work/app', '  ? for shortcuts'];

const look = (rows: string[], y: number) =>
  readScreen(rows.join('\n'), { width: 80, height: 24, cursor: { x: 2, y } }, codex.screen);

describe('a conversation that went back', () => {
  const BANNER = ['╭────╮', '│ >_ OpenAI Codex (v0.150.0) │', '╰────╯', '', '  Tip: Be quick.', ''];
  const NOTE = '• You’re continuing from this point in a new conversation';
  const OLD = ['› the first', '', '• One.', '', ...BANNER];
  const turn = { ...foldTurn([]), phase: 'ended', text: 'One.', prompt: 'the first' } as const;

  test('is drawn again below the old one, which no longer counts', () => {
    const rows = [...OLD, NOTE, '', '› x', ...FOOTER];
    const screen = look(rows, rows.indexOf('› x'));
    expect(screen).toMatchObject({ wentBack: true, prompted: false, prompts: [] });
    expect(screen.shown).toBeUndefined();
    expect(isBackAtStart(screen, turn)).toBe(true);
  });

  test('to a drawn prompt is not at its beginning, and the agent’s note is not an answer', () => {
    const rows = [...OLD, '› the first', '', '• One.', '', NOTE, '', '› x', ...FOOTER];
    const screen = look(rows, rows.indexOf('› x'));
    expect(screen.shown).toMatchObject({ prompt: 'the first', text: 'One.' });
    expect(isBackAtStart(screen, turn)).toBe(false);
  });

  test('continues with the next prompt', () => {
    const rows = [...OLD, NOTE, '', '› the second', '', '• Two.', '', '› x', ...FOOTER];
    expect(look(rows, rows.indexOf('› x'))).toMatchObject({ wentBack: false, prompts: ['the second'] });
  });

  test.each([
    ['shows the end of the answer', ['  One.', '', NOTE], false],
    ['shows another row', ['  Tip: Be quick.', '', NOTE], true],
    ['shows only the note', [NOTE], false],
  ])('in a small pane that %s', (_, above, isBack) => {
    const rows = [...above, '', '› x', ...FOOTER];
    expect(isBackAtStart(look(rows, rows.indexOf('› x')), turn)).toBe(isBack);
  });
});

describe('a session whose agent reports that it went back', () => {
  const NOW = Date.UTC(2030, 0, 1, 12);
  const NOTE = '• Conversation reverted to this point';
  const OPENING = ['╭────╮', '│ >_ OpenAI Codex (v0.171.0) │', '╰────╯', ''];
  const ended = { ...foldTurn([]), phase: 'ended', text: 'One.', prompt: 'the first', lastAt: NOW - 60_000 } as const;
  const entry: Entry = { turn: NOW - 30_000, outcome: 'submitted', at: NOW - 5000, start: 'thefirst', drawn: 0 };

  /** The state with these rows above the composer. */
  function stateOn(above: string[], more: Partial<Signals> = {}) {
    const rows = [...OPENING, ...above, '', '› x', ...FOOTER];
    const screen = look(rows, rows.indexOf('› x'));
    return fuse(
      {
        at: NOW,
        liveness: { kind: 'alive', command: 'codex' },
        screen: { kind: 'seen', screen },
        transcript: { kind: 'read', turn: ended, path: '/t.jsonl' },
        statusFile: { kind: 'absent' },
        plan: { kind: 'absent' },
        ...more,
      },
      codex,
    ).state;
  }

  test('has no turn if neither prompt nor answer is drawn, and keeps it if the screen is only cleared', () => {
    expect(stateOn([NOTE])).toMatchObject({ status: 'spawning' });
    expect(stateOn([])).toMatchObject({ status: 'idle_done', text: 'One.' });
  });

  test('does not wait for a prompt that was entered before', () => {
    expect(stateOn([NOTE], { entry })).toMatchObject({ status: 'spawning' });
    expect(stateOn([], { entry })).toMatchObject({ status: 'working' });
  });

  test('waits for a prompt that was entered since, however late it is drawn', () => {
    expect(stateOn([NOTE], { entry: { ...entry, another: true } })).toMatchObject({ status: 'working' });
  });

  test('went back again if it has since begun another record without a turn', () => {
    const fresh = { kind: 'read', turn: foldTurn([]), path: '/other.jsonl' } as const;
    const again = (age: number, path: string) => ({
      entry: { ...entry, at: NOW - age, another: true, transcript: { path, size: 1 } } as Entry,
      transcript: fresh,
    });
    expect(stateOn([NOTE], again(5000, '/t.jsonl'))).toMatchObject({ status: 'spawning' });
    expect(stateOn([NOTE], again(300, '/t.jsonl'))).toMatchObject({ status: 'working' });
    expect(stateOn([NOTE], again(5000, '/other.jsonl'))).toMatchObject({ status: 'working' });
  });

  test('waits for the files of a drawn prompt, even if its answer reads like the note', () => {
    expect(stateOn(['› the first', '', NOTE, ''], { entry })).toMatchObject({ status: 'working' });
  });

  test.each([
    ['with a row below the note', [NOTE, '', '• Model changed to gpt-5.5-codex'], 'spawning'],
    [
      'that was cleared',
      [
        '  Tip: Be quick.',
        '',
        'Token usage: total=26 input=10 output=16',
        'To continue this session, run codex resume 01a2',
      ],
      'spawning',
    ],
    [
      'in an answer that names the command',
      ['› the first', '', '• One.', '', '  To continue this session, run codex resume 01a2'],
      'idle_done',
    ],
    ['with a straight apostrophe', ["• You're continuing from this point in a new conversation"], 'spawning'],
    ['whose prompt is drawn again', ['› the first', '', '• One.', '', NOTE], 'idle_done'],
    ['in an answer of many rows', ['› the first', '', '• It said:', '', `  ${NOTE}`, '', '  One.'], 'idle_done'],
  ])('is recognised only by its own rows: one %s', (_, above, status) => {
    expect(stateOn(above)).toMatchObject({ status });
  });

  test('has started over if a banner follows an older conversation, unless that is only quoted', () => {
    const old = ['› the first', '', '• One.', ''];
    expect(stateOn([...old, ...OPENING])).toMatchObject({ status: 'spawning' });
    expect(stateOn([...old, ...OPENING], { entry })).toMatchObject({ status: 'spawning' });
    const quoted = OPENING.map((row) => `  ${row}`);
    expect(stateOn([...old, ...quoted])).toMatchObject({ status: 'idle_done', text: 'One.' });
  });
});

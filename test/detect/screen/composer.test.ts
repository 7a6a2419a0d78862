import { describe, expect, test } from 'vitest';
import { bare, composer, dialog, read } from '../screens.ts';

const E = '\x1b';
const RULE = '─'.repeat(80);

/** A composer with the given first row. */
const row = (text: string) => read(bare([RULE, text, RULE, '  ? for shortcuts'])).composer;

describe('ghost text and cursor', () => {
  test.each([
    ['ghost, the first cell inverse', `❯\u00a0${E}[7mP${E}[0;2mress up to edit queued messages${E}[0m`, ''],
    ['only ghost text', `❯\u00a0${E}[2mTry "fix lint errors"${E}[0m`, ''],
    ['ghost in a colour', `❯\u00a0${E}[7mT${E}[0m${E}[2;38;5;246mry this${E}[0m`, ''],
    ['only the drawn cursor', `❯\u00a0${E}[7m ${E}[0m`, ''],
    ['nothing', '❯', ''],
    ['only a no-break space', '❯\u00a0', ''],
    ['one letter below the cursor', `❯\u00a0${E}[7mx${E}[0m`, 'x'],
    ['a draft with the cursor on its first letter', `❯\u00a0${E}[7mh${E}[0mello`, 'hello'],
    ['a draft in a grey that is not dim', `❯\u00a0${E}[38;5;246mhello${E}[0m`, 'hello'],
    ['a command and its dim hint', `❯\u00a0/model ${E}[2m[model]${E}[0m`, '/model'],
    ['a menu row as a draft', '❯\u00a01. Yes', '1. Yes'],
    ['the old glyph', '> hello', 'hello'],
  ])('%s', (_, text, draft) => {
    expect(row(text)).toMatchObject({ draft });
  });

  test('the ghost text is kept separate', () => {
    expect(read(composer({ ghost: 'Press up to edit queued messages' })).composer).toMatchObject({
      draft: '',
      ghost: 'Press up to edit queued messages',
    });
  });
});

describe('drafts', () => {
  test.each([20, 44, 80, 220])('of several rows, at %i columns', (width) => {
    const draft = ['first row', 'second row', '', 'last row'];
    expect(read(composer({ draft, width })).composer?.draft).toBe(draft.join('\n'));
  });

  test.each([
    ['a rule', ['before', RULE, 'after']],
    ['a menu', ['Do you want to proceed?', '❯ 1. Yes', '  2. No']],
    ['an activity row', ['✽ Tempering… (3s · ↓ 16 tokens)', 'esc to interrupt']],
  ])('a draft that holds %s is a draft', (_, draft) => {
    const screen = read(composer({ draft }));
    expect(screen.composer?.draft).toContain(draft[0]);
    expect([screen.menu, screen.activity, screen.busyHint]).toEqual([undefined, undefined, false]);
  });

  test('shell mode is distinguished', () => {
    expect(read(composer({ glyph: '!', draft: ['ls'] })).composer).toMatchObject({ shell: true, draft: 'ls' });
    expect(read(composer({ draft: ['!ls'] })).composer).toMatchObject({ shell: false, draft: '!ls' });
  });

  test.each(['[Pasted text #1 +59 lines]', 'see [Pasted text #12] here'])('a collapsed paste: %s', (text) => {
    expect(read(composer({ draft: [text] })).composer).toMatchObject({ pasted: true, draft: text });
  });

  test('vim normal mode is visible only in the footer', () => {
    expect(read(composer({ footer: ['  -- NORMAL --'] })).commandMode).toBe(true);
    expect(read(composer({ draft: ['-- NORMAL --'] })).commandMode).toBe(false);
  });
});

describe('the composer', () => {
  test('a border with a title is a border', () => {
    expect(read(composer({ title: 'refactor', draft: ['x'] })).composer?.draft).toBe('x');
  });

  test('is the one with the cursor, not a quoted one below it', () => {
    const live = composer({ draft: ['mine'], footer: [RULE, '❯ quoted', RULE] });
    expect(read(live).composer?.draft).toBe('mine');
  });

  test('is unaffected by blank rows below', () => {
    const [tall, short] = [read(composer({ height: 50 })), read(composer({ height: 8 }))];
    expect(tall.composer).toEqual(short.composer);
  });

  test.each([
    ['a prompt in the conversation', ['❯ hello', '', '● Hi']],
    ['a prompt between blanks and one rule', [RULE, '❯ hello']],
    ['a numbered menu between rules', [RULE, '❯ 1. Yes', '  2. No', RULE]],
    ['text in the first column between rules', [RULE, '❯ hello', 'there', RULE]],
  ])('is not found if the screen shows %s', (_, rows) => {
    expect(read(bare(rows)).composer).toBeUndefined();
  });

  test('is absent in a dialog, whatever rules that draws', () => {
    expect(read(dialog({ title: 'Bash command', body: [RULE, 'x'] })).composer).toBeUndefined();
  });
});

/** As 2.1.252 leaves the screen after a prompt of emoji: the rows below the upper rule are one too low. */
describe('a frame broken by a wide character', () => {
  const at = (rows: string[], x: number, y: number) =>
    read({ ...bare([...rows, '  ⏸ manual mode on']), cursor: { x, y } }).composer;

  test('is empty with the cursor in its first cell, whatever remains in it', () => {
    expect(at([RULE, '❯\u00a0☕', '❯\u00a0'], 2, 1)).toMatchObject({ draft: '', top: 1, bottom: 1 });
    expect(at([RULE, '❯\u00a0hello', '❯\u00a0'], 7, 1)).toMatchObject({ draft: 'hello' });
  });

  test('ends with the row of the cursor', () => {
    const rows = [RULE, '❯\u00a0one', '  two', '  c'];
    expect(at(rows, 5, 2)).toMatchObject({ draft: 'one\ntwo', top: 1, bottom: 2 });
    expect(at([RULE, '❯ one', '  two', '  c'], 5, 2)).toBeUndefined();
  });
});

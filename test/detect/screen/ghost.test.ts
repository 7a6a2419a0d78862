import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { codex } from '../../../src/backends/codex/agent.ts';
import { readScreen } from '../../../src/detect/screen/screen.ts';

const RULE = '─'.repeat(60);
/** A composer as drawn with `NO_COLOR`, with the terminal's cursor in its row. */
function composerWith(text: string, x: number) {
  const screen = [RULE, `❯\u00a0${text}`, RULE, '  ? for shortcuts'].join('\n');
  return readScreen(screen, { width: 60, height: 10, cursor: { x, y: 1 } }, claude.screen).composer;
}

describe('words in a composer without dim text', () => {
  test.each(['Press up to edit queued messages', 'Try "how does <filepath> work?"'])('%s', (words) => {
    expect(composerWith(words, 2)).toMatchObject({ draft: '', ghost: words });
  });

  test('the same words with the cursor after them are a draft', () => {
    const words = 'Press up to edit queued messages';
    expect(composerWith(words, 2 + words.length)).toMatchObject({ draft: words, ghost: '' });
  });

  test('other words with the cursor before them are a draft that may be a ghost', () => {
    expect(composerWith('fix the tests', 2)).toMatchObject({ draft: 'fix the tests', atStart: true });
    expect(composerWith('fix the tests', 15)?.atStart).toBeUndefined();
  });
});

describe('a composer in which nothing is visible', () => {
  test.each([
    [2, undefined],
    [3, true],
    [7, true],
  ])('with the cursor in column %i', (x, blanks) => {
    expect(composerWith('', x)).toMatchObject({ draft: '' });
    expect(composerWith('', x)?.blanks).toBe(blanks);
  });

  test.each([
    ['›', 2, undefined],
    ['›', 3, true],
    ['› Ask Codex to do anything', 2, undefined],
  ])('for codex: %s, with the cursor in column %i', (row, x, blanks) => {
    const screen = ['• Hello.', '', row, '', '  gpt-5.5-codex · ~/work'].join('\n');
    const { composer } = readScreen(screen, { width: 60, height: 10, cursor: { x, y: 2 } }, codex.screen);
    expect(composer).toMatchObject({ top: 2 });
    expect(composer?.blanks).toBe(blanks);
  });
});

describe("the agent's list of sessions", () => {
  const screen = (composer: string, footer: string) =>
    [' Needs input', '❯ ✻ say hello  Hello.  1s', '', RULE, `❯\u00a0${composer}`, RULE, footer].join('\n');

  test.each([
    [
      'describe a task for a new session',
      '  ⏵⏵ auto mode · enter to return · space to reply · ctrl+x to remove · ? for shortcuts',
    ],
    ['describe a task for a new session', '  ⏵⏵ bypass permissions · ? for shortcuts'],
    ['hello', '  ⏵⏵ bypass permissions · enter to create · esc×2 to clear · ctrl+f to find'],
    ['hello', '  enter to create · esc to clear'],
  ])('%s | %s', (composer, footer) => {
    const seen = readScreen(screen(composer, footer), { width: 60, height: 10, cursor: { x: 2, y: 4 } }, claude.screen);
    expect(seen).toMatchObject({ overlay: 'sessions' });
    expect(seen.composer).toBeUndefined();
    expect(seen.menu).toBeUndefined();
  });

  test.each([
    ['hello', '  ⏵⏵ auto mode on (shift+tab to cycle) · ← for agents'],
    ['press enter to create · it', '  ? for shortcuts'],
  ])('an ordinary composer is not one: %s | %s', (composer, footer) => {
    const seen = readScreen(screen(composer, footer), { width: 60, height: 10, cursor: { x: 9, y: 4 } }, claude.screen);
    expect(seen.overlay).toBeUndefined();
    expect(seen.composer?.draft).toBe(composer);
  });
});

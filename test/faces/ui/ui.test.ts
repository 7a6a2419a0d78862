import { describe, expect, test } from 'vitest';
import { keepColours } from '../../../src/drive/session/pane-screen.ts';
import { ASSETS } from '../assets.ts';

// The page's own modules have no types: they are run as a browser runs them.
// biome-ignore lint/suspicious/noExplicitAny: see above
const load = (name: string): Promise<any> => import(new URL(`../../../src/faces/ui/${name}`, import.meta.url).href);
const { readScreen } = await load('ansi.js');
const { ago, lineOf, nameOf, ORDER } = await load('words.js');
const ESC = '\x1b';

describe('a screen', () => {
  test.each([
    ['plain', 'a\nb', [[{ text: 'a' }], [{ text: 'b' }]]],
    ['named colours', `${ESC}[31;1mx${ESC}[0my`, [[{ text: 'x', bold: true, fore: '#e06c75' }, { text: 'y' }]]],
    ['bright colours', `${ESC}[92mx`, [[{ text: 'x', fore: '#b2dd93' }]]],
    ['a colour of 256', `${ESC}[38;5;196mx`, [[{ text: 'x', fore: 'rgb(255, 0, 0)' }]]],
    ['a grey of 256', `${ESC}[48;5;232mx`, [[{ text: 'x', back: 'rgb(8, 8, 8)' }]]],
    ['an exact colour', `${ESC}[38;2;1;2;3;4mx`, [[{ text: 'x', fore: 'rgb(1, 2, 3)', underline: true }]]],
    ['an exact colour with colons', `${ESC}[38:2::1:2:3;2mx`, [[{ text: 'x', fore: 'rgb(1, 2, 3)', dim: true }]]],
    ['inverse', `${ESC}[7;31mx`, [[{ text: 'x', fore: '#16181d', back: '#e06c75' }]]],
    [
      'what is switched off',
      `${ESC}[1;2;4;31mx${ESC}[22;24;39my`,
      [[{ text: 'x', bold: true, dim: true, underline: true, fore: '#e06c75' }, { text: 'y' }]],
    ],
    ['attributes over the end of a row', `${ESC}[1mx\ny`, [[{ text: 'x', bold: true }], [{ text: 'y', bold: true }]]],
    ['colours that are none', `${ESC}[38;5;999mx${ESC}[38;2;1;2mz`, [[{ text: 'x' }, { text: 'z' }]]],
    ['other controls', `a\x07b\x9bc\x00`, [[{ text: 'abc' }]]],
  ])('with %s', (_, screen, rows) => {
    expect(readScreen(screen)).toEqual(rows);
  });

  test.each([
    ['colours stay', `${ESC}[1;31mred${ESC}[m\nnext`, `${ESC}[1;31mred${ESC}[m\nnext`],
    ['a title goes', `${ESC}]0;title\x07text`, 'text'],
    ['a link goes, its text stays', `${ESC}]8;;http://x${ESC}\\text${ESC}]8;;${ESC}\\`, 'text'],
    ['the cursor is not moved', `a${ESC}[2Jb${ESC}[3;4Hc${ESC}[?25ld`, 'abcd'],
    ['other strings and escapes go', `${ESC}Pq#0${ESC}\\a${ESC}(0b${ESC}cd`, 'abd'],
    ['nothing comes together from what is taken out', `${ESC}\x07[31mx${ESC}${ESC}[2Jy`, '[31mxy'],
    ['other controls go', 'a\x00\x07\x08\r\x7f\x9bb', 'ab'],
  ])('of an agent: %s', (_, screen, kept) => {
    expect(keepColours(screen)).toBe(kept);
  });
});

test('every status has a name and a place in the list', async () => {
  const { STATUSES } = await import('../../../src/contract/state.ts');
  expect([...ORDER].sort()).toEqual([...STATUSES].sort());
  for (const status of STATUSES) expect(nameOf({ status, gate: 'mcp' })).toMatch(/^[a-z][a-z: ]+$/);
});

test.each([
  [{ status: 'idle_done', text: '\n  First.\nSecond.' }, 'First.'],
  [{ status: 'awaiting_answer', question: 'I did it.\n\nGo on?\n' }, 'Go on?'],
  [{ status: 'working', tools: ['Bash', 'Read'] }, 'Bash, Read'],
  [{ status: 'spawning' }, ''],
])('one line says what %j is about', (state, line) => {
  expect(lineOf(state)).toBe(line);
});

test.each([
  [900, '1 s'],
  [59_000, '59 s'],
  [61_000, '1 min'],
  [3 * 3_600_000, '3 h'],
  [50 * 3_600_000, '2 d'],
  [-5, '0 s'],
])('%d ms are %s', (ms, text) => {
  expect(ago(1000, 1000 + ms)).toBe(text);
});

test('every file of the page is served, and none is told to run anything else', () => {
  expect(ASSETS.served).toEqual(ASSETS.there);
  for (const text of Object.values(ASSETS.texts))
    expect(text).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|\beval\b/);
});

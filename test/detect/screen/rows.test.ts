import { describe, expect, test } from 'vitest';
import { displayWidth, joinWrapped, readRows, wouldHaveFitted } from '../../../src/detect/screen/rows.ts';

const E = '\x1b';

/** The dim and inverse parts of the first row, as text. */
function parts(screen: string) {
  const [row] = readRows(screen);
  const cut = (ranges: readonly (readonly [number, number])[] = []) =>
    ranges.map(([a, b]) => row?.text.slice(a, b)).join('|');
  return { text: row?.text, dim: cut(row?.dim), inverse: cut(row?.inverse) };
}

describe('readRows', () => {
  test.each([
    ['dim', `a${E}[2mb${E}[22mc`, 'b'],
    ['dim with another attribute', `a${E}[0;1;2;3mb${E}[0mc`, 'b'],
    ['reset by an empty sequence', `a${E}[2mb${E}[mc`, 'b'],
    ['a palette colour of number 2', `a${E}[38;5;2mb${E}[48;5;2mc`, ''],
    ['a true colour with a 2 in it', `a${E}[38;2;2;2;2mb${E}[58;2;2;2;2mc`, ''],
    ['a true colour, then dim', `a${E}[38;2;1;2;3;2mb${E}[0mc`, 'b'],
    ['a true colour in the form with colons', `a${E}[38:2::2:2:2mb${E}[38:2:2:2:2mc`, ''],
    ['a double underline, as tmux writes it', `a${E}[4:2mb${E}[0mc`, ''],
    ['a colour with colons, then dim', `a${E}[38:5:2;2mb${E}[0mc`, 'b'],
  ])('dim text: %s', (_, screen, dim) => {
    expect(parts(screen)).toMatchObject({ text: 'abc', dim });
  });

  test('inverse text is distinguished from dim text', () => {
    expect(parts(`x${E}[7mP${E}[0;2mress up${E}[0m`)).toEqual({ text: 'xPress up', dim: 'ress up', inverse: 'P' });
    expect(parts(`${E}[7ma${E}[27mb`)).toMatchObject({ dim: '', inverse: 'a' });
  });

  test('attributes carry over line ends', () => {
    expect(readRows(`${E}[2ma\nb${E}[0mc`).map(({ dim }) => dim)).toEqual([[[0, 1]], [[0, 1]]]);
  });

  test.each([
    ['a hyperlink', `${E}]8;id=1;https://x.y/${E}\\ab${E}]8;;${E}\\c`],
    ['a title ended by a bell', `${E}]0;esc to interrupt\x07abc`],
    ['a title without an end', `abc${E}]0;title`],
    ['a private sequence', `${E}[?25la${E}[>4;2mbc`],
    ['other escapes', `${E}(Ba${E}=bc`],
    ['control bytes', 'a\x0e\x0fb\x07c\x7f'],
    ['trailing blanks and tabs', 'abc \t  '],
  ])('drops %s', (_, screen) => {
    expect(readRows(screen)[0]?.text).toBe('abc');
  });

  test('keeps the no-break space, which marks a composer', () => {
    expect(readRows('❯\u00a0')[0]?.text).toBe('❯\u00a0');
  });
});

describe('wrapped text', () => {
  test.each([
    [['one two', '   three'], 20, 'one two three'],
    [['/home/user/a-very-lo', '  ng/path'], 20, '/home/user/a-very-long/path'],
    [['', '  '], 20, ''],
    [['日本語日本語日本語日', '  本語'], 20, '日本語日本語日本語日本語'],
  ])('joins %j', (rows, width, joined) => {
    expect(joinWrapped(rows, width)).toBe(joined);
  });

  test.each([
    ['Yes, and always', 'allow', 20, false],
    ['Yes', 'allow all', 20, true],
    ['日本語日本語日本語', '日本語', 20, false],
  ])('%j then %j at %i: %s', (row, next, width, fitted) => {
    expect(wouldHaveFitted(row, next, width)).toBe(fitted);
  });

  test.each([
    ['abc', 3],
    ['日本', 4],
    ['🚀 go', 5],
    ['', 0],
    ['╭── é ──╮', 9],
    ['e\u0301te\u0301', 3],
    ['한국어', 6],
    ['⌚ 1', 4],
    ['✔️ ok', 5],
    ['👩‍💻', 2],
    ['🇩🇪', 2],
  ])('the width of %j is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

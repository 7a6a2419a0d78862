import { describe, expect, test } from 'vitest';
import { keepColours } from '../../../src/drive/session/panes/pane-screen.ts';

const ESC = '\x1b';

describe('a screen of an agent', () => {
  test.each([
    ['colours stay', `${ESC}[1;31mred${ESC}[m\nnext`, `${ESC}[1;31mred${ESC}[m\nnext`],
    ['a title is removed', `${ESC}]0;title\x07text`, 'text'],
    ['a link is removed, its text stays', `${ESC}]8;;http://x${ESC}\\text${ESC}]8;;${ESC}\\`, 'text'],
    ['the cursor is not moved', `a${ESC}[2Jb${ESC}[3;4Hc${ESC}[?25ld`, 'abcd'],
    ['other strings and escapes are removed', `${ESC}Pq#0${ESC}\\a${ESC}(0b${ESC}cd`, 'abd'],
    ['the rest forms no new sequence', `${ESC}\x07[31mx${ESC}${ESC}[2Jy`, '[31mxy'],
    ['other control characters are removed', 'a\x00\x07\x08\r\x7f\x9bb', 'ab'],
  ])('%s', (_, screen, kept) => {
    expect(keepColours(screen)).toBe(kept);
  });
});

import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { compareEcho, isNearlyAll, isSamePrompt, squeeze } from '../../../src/drive/screen/match-paste.ts';

const LONG = 'Please read every file in this folder and write down what each of them does, in one line.';
const { collapsed } = claude.screen.composer;

describe('the composer compared with the prompt', () => {
  test.each([
    ['nothing', '', 'empty'],
    ['blanks', ' \n ', 'empty'],
    ['all of it', LONG, 'whole'],
    ['all of it, wrapped', `${LONG.slice(0, 30)}\n${LONG.slice(30)}`, 'whole'],
    ['all of it, indented and padded', LONG.replace(/ /g, '\n  '), 'whole'],
    ['its beginning', LONG.slice(0, 40), 'part'],
    ['its end', LONG.slice(-40), 'part'],
    ['someone else’s words', 'dear Claude', 'foreign'],
    ['someone else’s words before it', `dear Claude ${LONG}`, 'foreign'],
    ['someone else’s words after it', `${LONG} and more`, 'foreign'],
    ['one letter of someone else', 'Z', 'foreign'],
  ])('%s', (_, draft, match) => {
    expect(compareEcho(draft, LONG, false)).toBe(match);
  });

  test('a collapsed paste shows nothing of the text, and counts as complete', () => {
    expect(compareEcho('[Pasted text #1 +59 lines]', LONG, collapsed)).toBe('whole');
  });

  test('a collapsed paste with someone else’s letters next to it is not only ours', () => {
    expect(compareEcho('w[Pasted text #1 +59 lines]', LONG, collapsed)).toBe('foreign');
    expect(compareEcho('[Pasted text #1 +59 lines]w', LONG, collapsed)).toBe('foreign');
    expect(compareEcho('Please read every [...Truncated text #1 +9 lines...] in one line.', LONG, collapsed)).toBe(
      'whole',
    );
  });

  test('a prompt without letters is compared by its symbols', () => {
    expect(compareEcho('???', '???', false)).toBe('whole');
    expect(compareEcho('!!!', '???', false)).toBe('foreign');
  });

  test('a terminal shortens joined emoji, and draws a blank for what it cannot show', () => {
    const family = '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}';
    expect(compareEcho('\u{1f469}\u200d\u{1f469}\u200d\u{1f467}\u200d', family, false)).toBe('whole');
    expect(compareEcho('\u{1f44d}', '\u{1f44d}\u{1f3fd}', false)).toBe('whole');
    expect(compareEcho('\u{1f44e}', '\u{1f44d}\u{1f3fd}', false)).toBe('foreign');
    const cut = '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}\u200d  \u{1f389}';
    expect(compareEcho(cut, `${family} \u{1f389}`, false)).toBe('whole');
  });

  test('one letter of someone else in a long prompt of any script is foreign', () => {
    const rows = `${LONG} Größe é ऋषियों เป็น ${LONG}`;
    expect(compareEcho(rows.replace('ऋ', 'क'), rows, false)).toBe('part');
    expect(compareEcho(`w${rows}`, rows, false)).toBe('foreign');
    expect(compareEcho(rows.replace('each', 'e7ach'), rows, false)).toBe('foreign');
    expect(compareEcho(rows.normalize('NFD').replaceAll('\u0301', ''), rows, false)).toBe('whole');
  });

  test('a script whose cells a terminal reorders', () => {
    expect(compareEcho('ملعمارب ىلا رظنا', 'انظر الى برامعلم', false)).toBe('part');
  });
});

test.each([
  ['all of it, in another order', [...LONG].reverse().join(''), true],
  ['except one letter', LONG.replace('P', ''), true],
  ['with one letter drawn differently', LONG.replace('P', 'Þ'), true],
  ['with a letter of someone else', `w${LONG}`, false],
  ['without its end', LONG.slice(0, -15), false],
  ['with someone else’s words', `${LONG} and more`, false],
])('a draft has nearly all of the prompt: %s', (_, draft, nearly) => {
  expect(isNearlyAll(draft, LONG)).toBe(nearly);
});

describe('the recorded prompt compared with the sent one', () => {
  test.each([
    ['the same', 'say hello', 'say hello', true],
    ['other white space', 'say  hello\n', ' say hello', true],
    ['composed letters', 'cafe\u0301', 'caf\u00e9', true],
    ['without its head', 'hello', 'say hello', false],
    ['a short one inside another', 'say hello to all', 'say hello', false],
    ['a long one inside a wrapper', `<pasted>${LONG}</pasted>`, LONG, true],
    ['a long one cut', LONG.slice(0, -10), LONG, false],
  ])('%s', (_, recorded, sent, same) => {
    expect(isSamePrompt(recorded, sent)).toBe(same);
  });
});

test.each([
  ['a b\tc\u00a0d', 'abcd'],
  ['│ x ─ 1', 'x1'],
  ['?!', '?!'],
  ['日本 語', '日本語'],
])('squeeze %j', (text, squeezed) => {
  expect(squeeze(text)).toBe(squeezed);
});

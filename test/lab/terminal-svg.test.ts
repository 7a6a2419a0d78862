import { describe, expect, test } from 'vitest';
import { runsOf, terminalSvg } from '../../scripts/pictures/terminal-svg.ts';

describe('a row of a terminal', () => {
  test('is split where its style changes, and at blanks, each part at its column', () => {
    expect(runsOf('\x1b[1m\x1b[33masks you\x1b[0m   漢字 \x1b[38;5;196mred\x1b[39m \x1b[7mback\x1b[27m')).toEqual([
      { bold: true, color: '#e5c07b', text: 'asks you', at: 0 },
      { text: '   ', at: 8 },
      { text: '漢字 ', at: 11 },
      { color: 'rgb(255,0,0)', text: 'red', at: 16 },
      { color: undefined, text: ' ', at: 19 },
      { color: undefined, reverse: true, text: 'back', at: 20 },
    ]);
  });

  test('has colours of all kinds, and ignores invalid ones', () => {
    const colour = (codes: string) => runsOf(`\x1b[${codes}mx`)[0]?.color;
    expect(['38;2;1;2;3', '38;5;232', '38;5;9', '91', '2', ''].map(colour)).toEqual([
      'rgb(1,2,3)',
      'rgb(8,8,8)',
      '#ff7b85',
      '#ff7b85',
      undefined,
      undefined,
    ]);
  });
});

test('contains no markup in its picture', () => {
  const svg = terminalSvg('<script>&"\n', 20, 'a "title"');
  expect(svg).toContain('&lt;script&gt;&amp;&quot;');
  expect(svg).toContain('aria-label="a &quot;title&quot;"');
  expect(svg).not.toContain('<script');
});

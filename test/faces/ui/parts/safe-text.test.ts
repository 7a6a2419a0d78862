import { describe, expect, test } from 'vitest';
import { clipped, plain, safeLink } from '../../../../src/faces/ui/parts/safe-text.ts';

describe('text of an agent', () => {
  test.each([
    ['colours', '\x1b[31mred\x1b[0m', 'red'],
    ['a title', '\x1b]0;title\x07text', 'text'],
    ['other controls', 'a\x00\x07\x08\x7f\x9bb', 'ab'],
    ['line ends of other systems', 'a\r\nb\rc', 'a\nb\nc'],
    ['tabs and line ends stay', 'a\tb\nc', 'a\tb\nc'],
    ['a change of direction is marked', 'rm \u202egpj.exe', 'rm ⟨202E⟩gpj.exe'],
    ['isolates are marked', '\u2066x\u2069', '⟨2066⟩x⟨2069⟩'],
    ['invisible characters are marked', 'a\u200bb\ufeffc\u{e0041}', 'a⟨200B⟩b⟨FEFF⟩c⟨E0041⟩'],
    ['letters of right-to-left scripts stay', 'שלום عليكم', 'שלום عليكم'],
    ['joined emoji stay', '👩‍💻', '👩‍💻'],
    ['markup is text', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ])('%s', (_, text, shown) => {
    expect(plain(text)).toBe(shown);
  });

  test('a line of a megabyte is cut, and says by how much; short lines next to it stay', () => {
    const shown = clipped(`short\n${'x'.repeat(1_000_000)}\nend`);
    expect(shown.length).toBeLessThan(5000);
    expect(shown).toMatch(/^short\nx{4000} … \(996000 more characters\)\nend$/);
    expect(clipped('short')).toBe('short');
  });
});

test.each([
  ['https://example.com/a?b#c', 'https://example.com/a?b#c'],
  ['http://example.com', 'http://example.com/'],
  ['mailto:a@example.com', 'mailto:a@example.com'],
  ['javascript:alert(1)', undefined],
  ['JaVaScRiPt:alert(1)', undefined],
  ['java\nscript:alert(1)', undefined],
  [' javascript:alert(1)', undefined],
  ['\x01javascript:alert(1)', undefined],
  ['data:text/html,<script>', undefined],
  ['vbscript:x', undefined],
  ['file:///etc/passwd', undefined],
  ['blob:https://example.com/x', undefined],
  ['//example.com', undefined],
  ['relative', undefined],
])('a link to %j opens %j', (href, opened) => {
  expect(safeLink(href)).toBe(opened);
});

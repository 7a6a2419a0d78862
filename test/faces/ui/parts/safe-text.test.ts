import { describe, expect, test } from 'vitest';
import { claimsOtherHost, clipped, plain, safeLink } from '../../../../src/faces/ui/parts/safe-text.ts';

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
    ['a soft hyphen is marked', 'rm\u00ad x', 'rm⟨00AD⟩ x'],
    ['a mark of Arabic text is marked', 'a\u061cb', 'a⟨061C⟩b'],
    ['fillers and empty patterns are marked', '\u3164\u115f\uffa0\u2800', '⟨3164⟩⟨115F⟩⟨FFA0⟩⟨2800⟩'],
    ['a joiner between Latin letters is marked', 'a\u200db\u200cc\u034fd', 'a⟨200D⟩b⟨200C⟩c⟨034F⟩d'],
    ['variants without an emoji are marked', 'x\ufe0f y\u{e0101}', 'x⟨FE0F⟩ y⟨E0101⟩'],
    ['old format characters are marked', 'a\u206ab\u180ec\ufff9d', 'a⟨206A⟩b⟨180E⟩c⟨FFF9⟩d'],
    ['ends of rows of other kinds are marked', 'a\u2028b\u2029c', 'a⟨2028⟩b⟨2029⟩c'],
    ['emoji with variants stay', '❤️ ☑︎ 1️⃣ 🏳️‍🌈', '❤️ ☑︎ 1️⃣ 🏳️‍🌈'],
    ['joined letters of other scripts stay', 'می\u200cخواهم क्\u200dष', 'می\u200cخواهم क्\u200dष'],
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
  ['https://github.com@example.com/', undefined],
  ['https://a:b@example.com/', undefined],
])('a link to %j opens %j', (href, opened) => {
  expect(safeLink(href)).toBe(opened);
});

test.each([
  ['https://github.com/a', 'https://example.com/x', true],
  ['github.com', 'https://example.com/', true],
  ['see www.github.com now', 'https://github.example.com/', true],
  ['https://github.com/a', 'https://github.com/b', false],
  ['www.github.com', 'https://github.com/b', false],
  ['the documentation', 'https://example.com/x', false],
  ['version 1.2.3', 'https://example.com/x', false],
])('a link that reads %j and opens %j: reads like another host: %j', (text, href, claims) => {
  expect(claimsOtherHost(text, href)).toBe(claims);
});

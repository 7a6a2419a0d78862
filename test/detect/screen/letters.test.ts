import { expect, test } from 'vitest';
import { lettersOf } from '../../../src/detect/screen/letters.ts';

test('exactly the letters and digits of Unicode stay, according to Unicode’s own properties', () => {
  for (let from = 0; from < 0x110000; from += 0x400) {
    const codes = Array.from({ length: 0x400 }, (_, n) => from + n).filter((code) => code < 0xd800 || code > 0xdfff);
    const text = String.fromCodePoint(...codes);
    expect(lettersOf(text), from.toString(16)).toBe(text.normalize('NFD').replace(/[^\p{L}\p{N}]/gu, ''));
  }
});

test('accents and screen symbols are removed, letters of other scripts stay', () => {
  expect(lettersOf('● Café — ✔ 3²')).toBe('Cafe3²');
  expect(lettersOf('❯ привет, 世界!')).toBe('привет世界');
});

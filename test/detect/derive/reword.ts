import { type Drawing, dialogTop, mapText } from './drawing.ts';

const LATIN = 'abcdefghijklmnopqrstuvwxyz';
const CYRILLIC = 'бвгджзийклмнпрстфхцчшщыэюя';

/** Replaces every letter so that no known word remains, keeping case, lengths, digits, marks and glyphs. */
export type Cipher = (text: string) => string;

export const CIPHERS: Record<string, Cipher> = {
  'other letters': substitute((at) => LATIN[(at + 13) % 26] ?? ''),
  'another script': substitute((at) => CYRILLIC[at] ?? ''),
};

function substitute(letter: (at: number) => string): Cipher {
  return (text) =>
    text.replace(/[a-z]/gi, (char) => {
      const changed = letter(LATIN.indexOf(char.toLowerCase()));
      return char === char.toLowerCase() ? changed : changed.toUpperCase();
    });
}

/** The dialog at the end of the screen in unknown words; rows from `hintAt` on keep theirs. */
export function rewordDialog(drawing: Drawing, cipher: Cipher, hintAt = drawing.rows.length): Drawing {
  const top = dialogTop(drawing);
  const reword = (row: string, index: number) =>
    index < top || index >= hintAt ? row : mapText(row, (text) => cipher(text));
  return { ...drawing, rows: drawing.rows.map(reword) };
}

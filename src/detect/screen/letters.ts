/** Characters other than letters and digits in the Unicode blocks that most screens use. */
const USUAL_SIGNS =
  /[\u0300-\u036f\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf\xd7\xf7\u2000-\u206f\u2190-\u23ff\u2500-\u2775]+/g;
/** V8 needs 1 ms to build this from the Unicode tables, so it is used only for texts with other letters. */
const OTHER_SIGNS = /[^\p{L}\p{N}]+/gu;
const USUAL_LETTERS = /^[A-Za-z0-9]*$/;

/** Only the letters and digits of a text, without accents. */
export function lettersOf(text: string): string {
  const rest = text.normalize('NFD').replace(USUAL_SIGNS, '');
  return USUAL_LETTERS.test(rest) ? rest : rest.replace(OTHER_SIGNS, '');
}

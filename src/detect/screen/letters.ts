/** Signs that are neither letters nor digits in every block of Unicode that screens are mostly drawn with. */
const USUAL_SIGNS =
  /[\u0300-\u036f\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf\xd7\xf7\u2000-\u206f\u2190-\u23ff\u2500-\u2775]+/g;
/** V8 takes 1 ms to make this of the tables of Unicode, so it is only used where a text has other letters. */
const OTHER_SIGNS = /[^\p{L}\p{N}]+/gu;
const USUAL_LETTERS = /^[A-Za-z0-9]*$/;

/** The letters and digits of a text, without accents, and nothing else. */
export function lettersOf(text: string): string {
  const rest = text.normalize('NFD').replace(USUAL_SIGNS, '');
  return USUAL_LETTERS.test(rest) ? rest : rest.replace(OTHER_SIGNS, '');
}

/**
 * What can precede the words of a line in a listing, quotation or search result: signs of a diff, a quotation, a
 * comment, a list or a frame, a line number, and the file that a search found it in; also after an escaped line break.
 */
const MARGIN =
  /(?:^|(?<=\\n))[ \t]{0,16}(?:(?:[\w./-]{1,120}:)?\d{1,7}[:→|│-][ \t]{0,4})?(?:[+>#|│┃*-]|\/\/)?(?:[ \t]{0,16}(?:[+>#|│┃*-]|\/\/)){0,3}/gm;

/**
 * The text with blanks in place of its margins, so that lines begin with words and continue in the next line;
 * `undefined` if it has no margins.
 */
export function withoutMargins(text: string): string | undefined {
  const blank = text.replace(MARGIN, (margin) => ' '.repeat(margin.length));
  return blank === text.replaceAll('\t', ' ') || blank === text ? undefined : blank;
}

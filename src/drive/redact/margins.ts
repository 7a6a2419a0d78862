/**
 * What stands before the words of a line where a text is shown, quoted or searched: signs of a difference, of a quotation, of a
 * comment, of a list or of a frame, a line's number, and the file that a search found it in; also behind the escape of a line's end.
 */
const MARGIN =
  /(?:^|(?<=\\n))[ \t]{0,16}(?:(?:[\w./-]{1,120}:)?\d{1,7}[:→|│-][ \t]{0,4})?(?:[+>#|│┃*-]|\/\/)?(?:[ \t]{0,16}(?:[+>#|│┃*-]|\/\/)){0,3}/gm;

/** The text with blanks in the place of its margins, so that words begin their lines and continue in the next one; `undefined` where it has none. */
export function withoutMargins(text: string): string | undefined {
  const blank = text.replace(MARGIN, (margin) => ' '.repeat(margin.length));
  return blank === text.replaceAll('\t', ' ') || blank === text ? undefined : blank;
}

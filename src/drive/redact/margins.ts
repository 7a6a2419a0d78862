/** A line break, tab or quote that JSON in a text escapes, however often. */
const ESCAPE = /\\{1,7}(["'`nrt])/g;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: ' ', t: ' ' };
/** What a program that shows the outputs of several puts before each line: its name, and the time. */
const STREAM = /^[\w.@/-]{1,60} {0,24}\| (?:\d{4}-\d\d-\d\d[T ][\d:.,]{8,18}Z? ?)?/gm;
/** The end of a row in a frame. */
const FRAME_END = /[ \t]{0,200}[│┃║][ \t]{0,16}$/gm;

/**
 * What can precede the words of a line in a listing, quotation or search result: signs of a diff, a quotation, a
 * comment, a list or a frame, a line number, and the file that a search found it in; also after an escaped line break.
 */
const MARGIN =
  /(?:^|(?<=\\n))[ \t]{0,160}(?:(?:[\w./-]{1,120}:)?\d{1,7}[:→|│-][ \t]{0,4})?(?:[+>#|*\p{So}-]|\/\/)?(?:[ \t]{0,16}(?:[+>#|*\p{So}-]|\/\/)){0,3}/gmu;

/**
 * The text with blanks in place of its margins, and its escaped lines and quotes as such, so that lines begin with
 * words and continue in the next line; `undefined` if it has no margins. As long as the text.
 */
export function withoutMargins(text: string): string | undefined {
  const blankOf = (margin: string) => ' '.repeat(margin.length);
  // JSON has quotes; without any, the signs are those of a path.
  const lines =
    text.includes('\\') && /["'`]/.test(text)
      ? text.replace(ESCAPE, (hit, sign: string) => (ESCAPED[sign] ?? sign).padStart(hit.length))
      : text;
  const blank = lines.replace(STREAM, blankOf).replace(MARGIN, blankOf).replace(FRAME_END, blankOf);
  return blank === text.replaceAll('\t', ' ') || blank === text ? undefined : blank;
}

import stringWidth from 'string-width';

/** The width of text without control characters on a terminal, in cells: wide characters and emoji take two. */
export function widthOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

const ASCII = /^[\x20-\x7e]*$/;

/** Cuts the text to `width` cells: longer text ends in `…`, never within a character. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width <= 0) return '';
  if (ASCII.test(text)) return `${text.slice(0, width - 1)}…`;
  let cut = '';
  let used = 0;
  for (const { segment } of SEGMENTER.segment(text)) {
    used += stringWidth(segment);
    if (used > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

const SEGMENTER = new Intl.Segmenter('en');

/** Pads the text with blanks to `width` cells. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Control characters of C0 and C1, DEL, and characters that change the direction or the rows of text. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/**
 * Characters that a reader does not see or that reorder text: those that Unicode lets a display ignore, ends of rows
 * and paragraphs, annotations, and the blank pattern of Braille. The group comes first and is what is drawn with their
 * help: emoji, and letters that are joined or kept apart in scripts other than Latin.
 */
const HIDDEN =
  /(\p{Extended_Pictographic}\p{Emoji_Modifier}?[\ufe0e\ufe0f]?(?:\u200d\p{Extended_Pictographic}\p{Emoji_Modifier}?[\ufe0e\ufe0f]?){0,8}|[#*\d][\ufe0e\ufe0f]?\u20e3|(?!\p{Script=Latin})[\p{L}\p{M}][\u200c\u200d](?!\p{Script=Latin})\p{L})|[\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\ufff9-\ufffb\u2800]/gu;
/** Those that act on a terminal; line feed and TAB are text. */
const ACTING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text for one cell of a table: escaped so that it cannot move the cursor, end the row or reverse the text. */
export function inCell(text: string): string {
  return markHidden(text, escaped).replace(UNSEEN, escaped);
}

/** The text with a mark for each character that a reader would not see, or that would reorder what is read. */
export function markHidden(text: string, mark: (char: string) => string): string {
  return isAscii(text) ? text : text.replace(HIDDEN, (found, drawn?: string) => drawn ?? mark(found));
}

/** Text of many rows, safe for a terminal: control characters are shown as `\xNN`. */
export function onTerminal(text: string): string {
  return text.replace(ACTING, escaped);
}

/** JSON on one line with every control and direction character escaped, safe for a terminal. */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSEEN, (char) => `\\u${hex(char, 4)}`);
}

function escaped(char: string): string {
  if (char.length > 1) return `\\u{${hex(char, 1)}}`;
  return char < '\u0100' ? `\\x${hex(char, 2)}` : `\\u${hex(char, 4)}`;
}

function hex(char: string, digits: number): string {
  return (char.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** Control characters of C0 and C1, DEL, and characters that change the direction or the rows of text. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** Those that act on a terminal; line feed and TAB are text. */
const ACTING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text for one cell of a table: escaped so that it cannot move the cursor, end the row or reverse the text. */
export function inCell(text: string): string {
  return text.replace(UNSEEN, escaped);
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
  return char < '\u0100' ? `\\x${hex(char, 2)}` : `\\u${hex(char, 4)}`;
}

function hex(char: string, digits: number): string {
  return char.charCodeAt(0).toString(16).padStart(digits, '0');
}

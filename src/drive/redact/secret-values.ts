/** How far from the sign between them to search for a name and a value, in characters. */
const NAME_REACH = 120;
export const VALUE_REACH = 4096;
/** The scheme before a secret in a header. */
const SCHEME = /^(?:Bearer|Basic|Token|Digest|Negotiate|ApiKey|Key|AWS4-HMAC-SHA256|SharedKey|GoogleLogin)[ \t]+/i;

/** The beginning of the name that ends before this position, before its quotes and brackets. */
export function nameBefore(text: string, at: number): number {
  let end = at;
  const least = Math.max(0, at - NAME_REACH);
  while (end > least && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  while (end > least && /["'`\\\]?!]/.test(text[end - 1] ?? '')) end--;
  let start = end;
  while (start > least && /[\w.$-]/.test(text[start - 1] ?? '')) start--;
  return start;
}

/** The end of a value without quotes, in a text and in the query of an address. */
export const IN_TEXT = /[\s"'`<>]/;
export const IN_QUERY = /[\s"'`<>&#]/;

/** The position of a value, without its quotes. */
export interface Value {
  from: number;
  to: number;
  quoted: boolean;
}

/** The end of a value that continues to the end of the line, such as that of a header. */
const IN_LINE = /[\r\n"'`]/;
/** Characters after a value that are not part of it. */
const BEHIND = /[,;)\]}]/;
const BEHIND_LINE = /[\s,;]/;

/** A range in which no value ends, and where a value that extends through it ends without trailing characters. */
interface Passed {
  from: number;
  to: number;
  trimmed: number;
}

/**
 * The values of one text. Signs with the same value after them share the search for its end, so that many are as fast
 * as one.
 */
export class Values {
  private readonly passed = new Map<RegExp, Passed>();

  constructor(private readonly text: string) {}

  /** The value that begins after a position; `isLine`: up to the end of the line, such as that of a header. */
  after(at: number, isLine: boolean, stop = IN_TEXT): Value | undefined {
    const { text } = this;
    let from = at;
    while (from < at + 8 && (text[from] === ' ' || text[from] === '\t')) from++;
    // Some languages mark what kind of text it is.
    const mark = /^(?:@|[LNbBrRuUfF]{1,2}|u8)(?=\\{0,7}["'])/.exec(text.slice(from, from + 12))?.[0].length ?? 0;
    const quote = /^\\{0,7}(["'`])/.exec(text.slice(from + mark, from + mark + 8));
    if (quote) {
      const most = Math.min(text.length, from + VALUE_REACH);
      from += mark + quote[0].length;
      const to = endOfQuoted(text, from, most, { quote: quote[1] ?? '"', slashes: quote[0].length - 1 });
      return { from, to, quoted: true };
    }
    if (isLine) from += SCHEME.exec(text.slice(from, from + 40))?.[0].length ?? 0;
    const to = isLine ? this.endOf(from, from, IN_LINE, BEHIND_LINE) : this.endOf(from, from + 1, stop, BEHIND);
    return to > from ? { from, to, quoted: false } : undefined;
  }

  /** The end of a value that begins at `from` and is not cut before `least`. */
  private endOf(from: number, least: number, stop: RegExp, behind: RegExp): number {
    const { text } = this;
    const most = Math.min(text.length, from + VALUE_REACH);
    const before = this.passed.get(stop);
    const isPassed = before !== undefined && from >= before.from && from <= before.to;
    let to = isPassed ? Math.min(before.to, most) : from;
    while (to < most && !stop.test(text[to] ?? '') && !startsEscape(text, to)) to++;
    let trimmed = to;
    if (isPassed && to === before.to) trimmed = Math.max(before.trimmed, Math.min(to, least));
    else while (trimmed > least && behind.test(text[trimmed - 1] ?? '')) trimmed--;
    this.passed.set(stop, { from: isPassed ? before.from : from, to, trimmed });
    return trimmed;
  }
}

/** An escape for a line break or a closing quote, as in JSON inside a text. */
function startsEscape(text: string, at: number): boolean {
  return text[at] === '\\' && /^\\{1,7}(?:["'`]|[nrt](?![a-z]{3}))/.test(text.slice(at, at + 12));
}

/** The end of a word in JSON inside a text: the escape of a quote, or of a line break and what follows it. */
const ESCAPED_END = /\\{1,7}(?:[nrt](?![a-z]{3}).{0,256})?$/;
/** A value between quotes or without them is at most this long, in characters. */
const LONGEST_QUOTED = 512;
const LONGEST_WORD = 256;

/** The value at a position: the text in quotes if a quote precedes it, escaped or not, and otherwise a word. */
export function valueAt(text: string, at: number): string {
  return (/["'`]/.test(text[at - 1] ?? '') ? quotedAt(text, at) : undefined) ?? wordAt(text, at);
}

/** What is between the quote before a position and the one that closes it; `undefined` if its line has none. */
export function quotedAt(text: string, at: number): string | undefined {
  let slashes = 0;
  while (slashes < 16 && text[at - 2 - slashes] === '\\') slashes++;
  const quote = text[at - 1] ?? '"';
  const most = Math.min(text.length, at + LONGEST_QUOTED);
  const to = endOfQuoted(text, at, most, { quote, slashes });
  return to < most && text[to] !== '\n' ? text.slice(at, to) : undefined;
}

/** The word at a position, without its quotes and the punctuation after it; empty if there is none. */
export function wordAt(text: string, at: number): string {
  const run = /^[^\s"'`<>|│┃]{1,256}/.exec(text.slice(at, at + LONGEST_WORD))?.[0] ?? '';
  return run.replace(ESCAPED_END, '').replace(/[,;:.)\]}]{1,8}$/, '');
}

function endOfQuoted(
  text: string,
  from: number,
  most: number,
  { quote, slashes }: { quote: string; slashes: number },
): number {
  for (let at = from; at < most; at++) {
    if (text[at] === '\n' && text[at - 1] !== '\\') return at;
    if (text[at] !== quote) continue;
    let before = 0;
    while (before < 16 && text[at - 1 - before] === '\\') before++;
    if (before <= slashes) return at - before;
  }
  return most;
}

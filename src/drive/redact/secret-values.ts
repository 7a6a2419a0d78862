/** A name and a value are looked for this far around the sign between them, in characters. */
const NAME_REACH = 120;
export const VALUE_REACH = 4096;
/** What says, in a header, how the secret behind it is to be taken. */
const SCHEME = /^(?:Bearer|Basic|Token|Digest|Negotiate|ApiKey|Key|AWS4-HMAC-SHA256|SharedKey|GoogleLogin)[ \t]+/i;

/** Where the name begins that ends before a place, in front of its quotes and what brackets it. */
export function nameBefore(text: string, at: number): number {
  let end = at;
  const least = Math.max(0, at - NAME_REACH);
  while (end > least && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  while (end > least && /["'`\\\]?!]/.test(text[end - 1] ?? '')) end--;
  let start = end;
  while (start > least && /[\w.$-]/.test(text[start - 1] ?? '')) start--;
  return start;
}

/** What ends a value without quotes, in a text and in the query of an address. */
export const IN_TEXT = /[\s"'`<>]/;
export const IN_QUERY = /[\s"'`<>&#]/;

/** Where a value stands, without its quotes. */
export interface Value {
  from: number;
  to: number;
  quoted: boolean;
}

/** The value that begins behind a place; `isLine`: up to the line's end, as that of a header. */
export function valueAfter(text: string, at: number, isLine: boolean, stop = IN_TEXT): Value | undefined {
  let from = at;
  while (from < at + 8 && (text[from] === ' ' || text[from] === '\t')) from++;
  const quote = /^\\{0,7}(["'`])/.exec(text.slice(from, from + 8));
  const most = Math.min(text.length, from + VALUE_REACH);
  if (quote) {
    from += quote[0].length;
    const to = endOfQuoted(text, from, most, quote[1] ?? '"', quote[0].length - 1);
    return { from, to, quoted: true };
  }
  let to = from;
  if (isLine) {
    const scheme = SCHEME.exec(text.slice(from, from + 40))?.[0].length ?? 0;
    from += scheme;
    to = from;
    while (to < most && !/[\r\n"'`]/.test(text[to] ?? '') && !startsEscape(text, to)) to++;
    while (to > from && /[\s,;]/.test(text[to - 1] ?? '')) to--;
  } else {
    while (to < most && !stop.test(text[to] ?? '') && !startsEscape(text, to)) to++;
    while (to > from + 1 && /[,;)\]}]/.test(text[to - 1] ?? '')) to--;
  }
  return to > from ? { from, to, quoted: false } : undefined;
}

/** An escape that stands for the end of a line or of a quoted text, as it is in JSON inside a text. */
function startsEscape(text: string, at: number): boolean {
  return text[at] === '\\' && /^\\{1,7}(?:["'`]|[nrt](?![a-z]{3}))/.test(text.slice(at, at + 12));
}

function endOfQuoted(text: string, from: number, most: number, quote: string, slashes: number): number {
  for (let at = from; at < most; at++) {
    if (text[at] === '\n' && text[at - 1] !== '\\') return at;
    if (text[at] !== quote) continue;
    let before = 0;
    while (before < 16 && text[at - 1 - before] === '\\') before++;
    if (before <= slashes) return at - before;
  }
  return most;
}

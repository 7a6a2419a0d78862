/** Each tag without an end costs a search through the rest. */
const MOST_UNCLOSED = 20;
const PASTE = /\n\n<pasted_content id="(\w{1,64})">\n/g;

/**
 * 2.1.330 records a paste that the composer had collapsed inside a special tag, and sends it to the model in this form.
 */
export function unwrapPastes(text: string): string {
  const out: string[] = [];
  let from = 0;
  let unclosed = 0;
  PASTE.lastIndex = 0;
  for (let head = PASTE.exec(text); head; head = PASTE.exec(text)) {
    const foot = `\n</pasted_content id="${head[1]}">`;
    const end = text.indexOf(foot, PASTE.lastIndex);
    if (end === -1) {
      if (++unclosed > MOST_UNCLOSED) break;
      continue;
    }
    out.push(text.slice(from, head.index), text.slice(PASTE.lastIndex, end));
    from = end + foot.length + (text[end + foot.length] === '\n' ? 1 : 0);
    PASTE.lastIndex = from;
  }
  return from === 0 ? text : out.join('') + text.slice(from);
}

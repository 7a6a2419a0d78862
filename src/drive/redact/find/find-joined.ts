/** Between two literals that are joined: an operator, or a line break (in C, Python and a shell). */
const JOINT =
  /(["'`])(?:\)?[ \t]{0,8}(?:\\?\r?\n[ \t]{0,40})?(?:\+|\.{1,2}|&|\|\||<<|~|\.concat\()[ \t]{0,8}(?:\\?\r?\n[ \t]{0,40})?|[ \t]{0,8}\\?\r?\n[ \t]{0,40})[frbuFRBU]{0,2}(["'`])/g;
/** The longest literal, and the longest text before the first one that can name it. */
const LONGEST_LITERAL = 512;
const NAME_REACH = 120;

/**
 * A text after joining its literals; `places`: the position of each of its characters in the original, -1 for added
 * ones.
 */
export interface Joined {
  text: string;
  places: number[];
}

/** Literals that are written in parts: `"ab" + "cd"`, or one below the other; with the text before the first one. */
export function joinLiterals(text: string): Joined[] {
  const chains: Joined[] = [];
  let open: { chain: Joined; end: number } | undefined;
  for (const hit of text.matchAll(JOINT)) {
    const [whole, closing = '"', opening = '"'] = hit;
    const from = hit.index + whole.length;
    const to = endOf(text, from, opening);
    if (open === undefined || open.end !== hit.index) {
      const start = text.lastIndexOf(closing, hit.index - 1) + 1;
      if (start === 0 || hit.index - start > LONGEST_LITERAL || to === undefined) continue;
      open = { chain: { text: '', places: [] }, end: hit.index };
      // Skips a bracket between the name and its literals.
      let before = start - 1;
      while (before > start - NAME_REACH && /[\s(frbuFRBU]/.test(text[before - 1] ?? '')) before--;
      const least = Math.max(0, start - NAME_REACH);
      const line = least + text.slice(least, Math.max(least, before)).lastIndexOf('\n') + 1;
      append(open.chain, text, line, Math.max(line, before));
      append(open.chain, text, start - 1, hit.index);
      chains.push(open.chain);
    }
    if (to === undefined) {
      open = undefined;
      continue;
    }
    append(open.chain, text, from, to);
    open.end = to;
  }
  return chains.map(({ text: joined, places }) => ({ text: `${joined}"`, places: [...places, -1] }));
}

function append(chain: Joined, text: string, from: number, to: number): void {
  chain.text += text.slice(from, to);
  for (let at = from; at < to; at++) chain.places.push(at);
}

function endOf(text: string, from: number, quote: string): number | undefined {
  const end = text.slice(from, from + LONGEST_LITERAL).indexOf(quote);
  return end === -1 ? undefined : from + end;
}

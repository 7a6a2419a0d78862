import { Lexer, type Token } from 'marked';

/** Longer texts are shown as written, characters, because parsing Markdown is slow. */
const LONGEST_MARKDOWN = 100_000;
/** Quotations and lists within each other; the parser calls itself for each, and needs quadratic time. */
const DEEPEST = 20;
/** The parser's work on a paragraph grows with its length times its marks; this bounds that of a text. */
const MOST_WORK = 10_000_000;

/** The start of a line that opens quotations and lists. */
const OPENING = /^(?:[ \t>]|[-*+](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))*/;
/** Bytes other than letters, digits and blanks: where emphasis, links, code and addresses can begin or end. */
const MARKS = /[^\p{L}\p{N}\s]/gu;

/**
 * The tokens of a text of an agent; `undefined` for one that is too long or nested too deeply to be parsed.
 * Paragraphs whose marks would take too much time stay as written.
 */
export function parseMarkdown(text: string): Token[] | undefined {
  if (text.length > LONGEST_MARKDOWN || text.split('\n').some((line) => depthOf(line) > DEEPEST)) return undefined;
  const lexer = new Lexer();
  lexer.blockTokens(text, lexer.tokens);
  let work = 0;
  for (const { src, tokens } of lexer.inlineQueue) {
    work += src.length * (src.match(MARKS)?.length ?? 0);
    if (work > MOST_WORK) tokens.push({ type: 'text', raw: src, text: src });
    else lexer.inlineTokens(src, tokens);
  }
  return [...lexer.tokens];
}

/** How many quotations and lists a line can be in: by its marks, and by its indentation of at least two per list. */
function depthOf(line: string): number {
  const [opening = ''] = OPENING.exec(line) ?? [];
  const isItem = /[-*+.)]/.test(opening);
  return opening.replace(/[^>\-*+.)]/g, '').length + (isItem ? (/^ */.exec(opening)?.[0].length ?? 0) : 0) / 2;
}

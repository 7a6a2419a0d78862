import { readChoiceNames } from './signs.ts';

/** A paragraph, a list item or a heading; without code, tables and quoted blocks. */
export type Block = { kind: 'text' | 'item' | 'heading'; sentences: Sentence[] };
/** A sentence as written, and whether it ends in a question mark outside code and quotations. */
export type Sentence = { text: string; isMarked: boolean };

const ITEM = /^(?:[-*+•▪◦–]|\(?\d{1,2}[.)、]|\(?[a-hA-H][.)])\s+(?:\[[ xX]\]\s+)?/;
const FENCE = /^\s*(?:[-*+]\s+|\d{1,2}[.)]\s+)?(`{3,}|~{3,})/;
/** Letters and digits of any language; no punctuation, symbol, emoji or private-use character. */
const LETTER =
  /[\dA-Za-zªµºÀ-ÖØ-öø-ͽͿ-ՙՠ-؋ؐ-ؚؠ-ۿ܀-ॣ०-\u1fff\u2c00-\u2dff\u3005\u3040-\ud7ff\uf900-\ufdff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc]/;
/** Letters of scripts that do not separate words with blanks. */
const UNPARTED = /[\u3040-\u30ff\u4e00-\u9fff]/;
const ENDS = '.!…。！।?？؟⸮՞\u037e';
const CLOSING = `${ENDS}"'”’»)]*_`;
/** Code or a quotation, from its opening mark. */
const QUOTE =
  /`[^`]{1,500}`|"[^"]{1,300}"|“[^“”]{1,300}”|„[^„“”]{1,300}[“”]|«[^«»]{1,300}»|「[^「」]{1,300}」|『[^『』]{1,300}』|['‘][^'’]{1,300}['’](?![A-Za-zÀ-ÿ])/y;
const SHORT = new Set(
  'e.g i.e etc vs bzw ca approx no nr ex ej p.ej p.ex z.b d.h u.a usw env aprox incl resp np tj т.е т.д'.split(' '),
);

/** What may precede a message that was copied from a terminal: a geometric shape, or a sign of a player. */
const BULLET = /^[\u23e0-\u23ff\u25a0-\u25ff]/;

/** How many characters at the end are analysed: more than the sentences that can decide. */
const TAIL = 8192;
/** How many characters of a longer sentence are judged, from its end. */
const LONGEST = 600;

/** The blocks at the end of a message, in order. Linear in the length of any text. */
export function readBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let kind: Block['kind'] = 'text';
  const close = () => {
    const sentences = readSentences(paragraph.join(''));
    if (sentences.length > 0) blocks.push({ kind, sentences });
    paragraph = [];
    kind = 'text';
  };
  let begins = true;
  /** There is a rule above: what follows belongs to no item. */
  let isCut = false;
  for (const line of linesOutsideCode(text)) {
    const words = line.trim();
    const isBelowBlank = begins;
    begins = words === '' || '>|'.includes(words.charAt(0)) || isRule(words);
    const marker = begins ? '' : (ITEM.exec(words)?.[0] ?? '');
    const isHeading = !begins && /^#{1,6}\s/.test(words) && !namesChoice(words);
    if (begins || isHeading || marker !== '' || namesChoice(words)) {
      close();
      kind = isHeading ? 'heading' : 'item';
    } else if (isBelowBlank && /^(?: {2}|\t)/.test(line)) {
      // After a blank line, indented text continues an item, or is code.
      if (blocks.at(-1)?.kind === 'item' && !isCut) kind = 'item';
      else if (/^(?: {4}|\t)/.test(line)) begins = true;
    }
    isCut = isRule(words) || (isCut && begins);
    // Two blanks at its end break a line, and end a sentence.
    if (!begins) paragraph.push(words.slice(marker.length), line.endsWith('  ') ? '\n' : ' ');
    if (begins || isHeading) close();
  }
  close();
  return blocks;
}

/**
 * A sentence in the form of the word lists: lower case, straight apostrophes, no decoration at either end; only the end
 * of a long one.
 */
export function plain(sentence: string): string {
  // Turkish dotted capital I becomes two characters.
  const words = sentence.slice(-LONGEST).toLowerCase().replaceAll('i\u0307', 'i').replaceAll(/[’‘]/g, "'");
  let from = 0;
  while (from < words.length && !LETTER.test(words.charAt(from))) from++;
  let to = words.length;
  while (to > from && !LETTER.test(words.charAt(to - 1)) && !ENDS.includes(words.charAt(to - 1))) to--;
  return words.slice(from, to);
}

function isRule(words: string): boolean {
  return words.length >= 3 && '-*_─━='.includes(words.charAt(0)) && new Set(words.replaceAll(' ', '')).size === 1;
}

/** "Option A: …", "### Variante 2". */
function namesChoice(words: string): boolean {
  const [name = '', label = ''] = words.replace(/^[#*_\s]+/, '').split(' ', 2);
  return readChoiceNames().has(name.toLowerCase()) && /^[\dA-H]\b/i.test(label);
}

/** The last lines outside fenced code, about `TAIL` characters in total. An unclosed fence is an ordinary line. */
function linesOutsideCode(text: string): string[] {
  const all = text.trimEnd().split('\n');
  const closers = longestClosers(all);
  const lines: string[] = [];
  let fence: string | undefined;
  for (const [at, line] of all.entries()) {
    const mark = line.includes('```') || line.includes('~~~') ? FENCE.exec(line)?.[1] : undefined;
    if (fence !== undefined) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
    } else if (mark !== undefined && mark.length <= (closers[at]?.[mark.charAt(0)] ?? 0)) fence = mark;
    else lines.push(line.slice(-TAIL));
  }
  let from = lines.length;
  for (let size = 0; from > 0 && size < TAIL; from--) size += (lines[from - 1]?.length ?? 0) + 1;
  return withoutMargin(lines.slice(from));
}

/** Lines as written: a terminal indents all but the first, which has a bullet. */
function withoutMargin(lines: string[]): string[] {
  const margin = lines.reduce((least, line, at) => {
    const isBlank = line.trim() === '' || (at === 0 && BULLET.test(line));
    return isBlank ? least : Math.min(least, line.length - line.trimStart().length);
  }, 8);
  return margin === 0 || margin === 8 ? lines : lines.map((line) => (line.startsWith(' ') ? line.slice(margin) : line));
}

/** For each line, the longest fence of each kind further down that could close one; empty for texts without fences. */
function longestClosers(lines: string[]): Record<string, number>[] {
  const closers: Record<string, number>[] = [];
  let below: Record<string, number> = {};
  for (let at = lines.length - 1; at >= 0; at--) {
    closers[at] = below;
    const line = (lines[at] ?? '').trim();
    const sign = line.charAt(0);
    if ((sign !== '`' && sign !== '~') || !/^(?:`{3,}|~{3,})$/.test(line)) continue;
    if (line.length > (below[sign] ?? 0)) below = { ...below, [sign]: line.length };
  }
  return closers;
}

/** Splits at marks that end a sentence; a mark inside code, a quotation or a word does not. */
function readSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let from = 0;
  const push = (end: number, isMarked: boolean) => {
    const sentence = text.slice(from, end).trim();
    if (LETTER.test(sentence)) sentences.push({ text: sentence, isMarked });
    from = end;
  };
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\n') {
      push(at, false);
      continue;
    }
    at = skipQuote(text, at);
    if (!endsSentence(text, at)) continue;
    let end = at + 1;
    while (end < text.length && (CLOSING.includes(text.charAt(end)) || text[end] === ':')) end++;
    push(end, /[?？؟⸮՞\u037e;]/.test(text.slice(at, end)));
    at = end - 1;
  }
  push(text.length, false);
  return sentences;
}

/** The last position of the code or quotation that begins here, or the position itself. */
function skipQuote(text: string, at: number): number {
  const sign = text.charAt(at);
  if (!'`"“„«「『\'‘'.includes(sign) || ("'‘".includes(sign) && LETTER.test(text.charAt(at - 1)))) return at;
  QUOTE.lastIndex = at;
  return QUOTE.test(text) ? QUOTE.lastIndex - 1 : at;
}

function isGreekMark(text: string, at: number): boolean {
  return text[at] === ';' && /[\u0370-\u03ff\u1f00-\u1fff]["'”»)*_]{0,3}$/.test(text.slice(Math.max(0, at - 4), at));
}

/** Whether brackets around this position open and close nearby, as in "(see 3. and 4. below)". */
function isInBrackets(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 80), at);
  const after = text.slice(at, at + 120);
  const closes = after.indexOf(')');
  const opens = after.indexOf('(');
  return before.lastIndexOf('(') > before.lastIndexOf(')') && closes > 1 && (opens < 0 || opens > closes);
}

/** Whether a mark is inside the brackets of a call: `equal(a, b, message?)`. */
function isInCall(text: string, at: number): boolean {
  if (text.charAt(at + 1) !== ')' && text.charAt(at + 1) !== ',') return false;
  const before = text.slice(Math.max(0, at - 80), at);
  const opens = before.lastIndexOf('(');
  return opens > 0 && opens > before.lastIndexOf(')') && /[\w.]/.test(before.charAt(opens - 1));
}

function endsSentence(text: string, at: number): boolean {
  const mark = text.charAt(at);
  if (mark === ';') return isGreekMark(text, at);
  if (!ENDS.includes(mark)) return false;
  if (!'.!?…'.includes(mark)) return true;
  let next = at + 1;
  while (next < at + 12 && CLOSING.includes(text.charAt(next) || ' ')) next++;
  // "(CSV, Excel…) ?": the sentence ends after the bracket.
  if (next > at + 1 && /^ ?[?!]/.test(text.slice(next, next + 2))) return false;
  const follower = text.charAt(next);
  if (follower === ':' && mark === '?') return !/^:(?:\S|\s\S*[;,])/.test(text.slice(next, next + 40));
  // Scripts that do not separate words have no blank after a mark either.
  if (mark !== '.' && UNPARTED.test(text.charAt(at - 1)) && UNPARTED.test(follower)) return true;
  if (LETTER.test(follower) || (follower !== '' && '/=&.:;,<>{}`-'.includes(follower))) return false;
  const before = text.slice(Math.max(0, at - 8), at);
  const word = before.slice(Math.max(before.lastIndexOf(' '), before.lastIndexOf('(')) + 1);
  if (mark === '.')
    return (
      !isInBrackets(text, at) &&
      !(LETTER.test(word) && word.length === 1) &&
      !/^\d\d?$/.test(word) &&
      !SHORT.has(word.toLowerCase())
    );
  if (mark === '?' && follower !== '' && isInCall(text, at)) return false;
  // A conditional operator, a wildcard: `a ? b : c`, `id = ?`.
  return (
    mark !== '?' || !(/[:(=]\s*$/.test(before) || (before.endsWith(' ') && text.slice(at, at + 200).includes(' : ')))
  );
}

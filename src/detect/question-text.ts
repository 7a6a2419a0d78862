/** One block of a message: a paragraph, a list item or a heading, as sentences; code, tables and quoted blocks are left out. */
export type Block = { kind: 'text' | 'item' | 'heading'; sentences: string[] };

const ITEM = /^\s*(?:[-*+•▪◦–]|\(?\d{1,2}[.)、]|\(?[a-hA-H][.)])\s+(?:\[[ xX]\]\s+)?/;
const CHOICE =
  /^\s*(?:#{1,6}\s+)?(?:\*\*|__)?(?:option|choice|variante?|opción|opção|opzione|optie|opcja|вариант|seçenek)\s+[\dA-H]\b/i;
const HEADING = /^\s{0,3}#{1,6}\s+/;
const RULE = /^\s*(?:[-*_─━=]\s*){3,}$/;
const FENCE = /^\s*(?:[-*+]\s+|\d{1,2}[.)]\s+)?(`{3,}|~{3,})/;
const OPAQUE =
  /`[^`\n]{1,500}`|\]\([^()\s]{1,500}\)|https?:\/\/[^\s)>\]]{1,500}(?<![!.,]|(?<!=)\?)|(?<![\p{L}\p{N}/])\/[^\s?]{0,200}\?[^\s?]{1,200}/gu;
const QUOTED =
  /"[^"\n]{1,300}"|“[^“”\n]{1,300}”|„[^„“”\n]{1,300}[“”]|«[^«»\n]{1,300}»|「[^「」\n]{1,300}」|『[^『』\n]{1,300}』|(?<![\p{L}\p{N}])['‘][^'’\n]{1,300}['’](?![\p{L}\p{N}])/gu;

/** Characters that are read closely: more than the sentences that can decide. */
const TAIL = 8192;

/** Marks that end sentences, and the private characters that stand for them where they are part of code or a quotation. */
const MARKS = '.!?…。！？؟।;\u037e';
const HIDDEN = [...MARKS].map((_, index) => String.fromCharCode(0xe100 + index)).join('');
/** Closing decoration that is no mark: brackets, emphasis, emoji. */
const ENDING = /[^\p{L}\p{N}.!?…。！？؟⸮՞।\u037e\ue100-\ue1ff]{1,100}$/u;
/** Characters of a longer sentence that are judged, from its end. */
const LONGEST = 600;
const GREEK_MARK = /(?<=[\u0370-\u03ff\u1f00-\u1fff]["'”»)*_]{0,3});(?=\s|$|["'”»)*_])/g;

/** The blocks of a message in order. Time is linear in the length of the text, whatever it holds. */
export function readBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let kind: Block['kind'] = 'text';
  const close = () => {
    const sentences = readSentences(paragraph.join(' '));
    if (sentences.length > 0) blocks.push({ kind, sentences });
    paragraph = [];
    kind = 'text';
  };
  let blank = true;
  for (const line of linesOutsideCode(text)) {
    const after = blank;
    blank = line.trim() === '';
    if (blank || RULE.test(line) || /^\s*[>|]/.test(line)) {
      close();
      continue;
    }
    const isHeading = HEADING.test(line) && !CHOICE.test(line);
    if (!isHeading && !ITEM.test(line) && !CHOICE.test(line)) {
      const inList = blocks.at(-1)?.kind === 'item' || kind === 'item';
      if (after && /^\s{2,}/.test(line) && inList) kind = 'item';
      else if (after && /^(?: {4}|\t)/.test(line)) {
        blank = true;
        continue;
      }
      paragraph.push(line.trim());
      continue;
    }
    close();
    kind = isHeading ? 'heading' : 'item';
    paragraph.push(line.replace(isHeading ? HEADING : ITEM, '').trim());
    if (isHeading) close();
  }
  close();
  return blocks;
}

/** A sentence as it was written. */
export function show(sentence: string): string {
  return sentence
    .replace(/[\ue100-\ue1ff]/g, (sign) => MARKS[sign.charCodeAt(0) - 0xe100] ?? sign)
    .replace(/\u037e/g, ';')
    .replace(/\*\*|__/g, '')
    .trim();
}

/** A sentence as the word lists expect it; of a long one, the end. */
export function plain(sentence: string): string {
  return sentence
    .slice(-LONGEST)
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .replace(ENDING, '');
}

/** The last lines outside fenced code, in all at most `TAIL` characters. */
function linesOutsideCode(text: string): string[] {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of text.trimEnd().split('\n')) {
    const mark = line.includes('```') || line.includes('~~~') ? FENCE.exec(line)?.[1] : undefined;
    if (fence === undefined && mark === undefined) lines.push(line.slice(-TAIL));
    else if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
  }
  let from = lines.length;
  for (let size = 0; from > 0 && size < TAIL; from--) size += (lines[from - 1]?.length ?? 0) + 1;
  return lines.slice(from);
}

/** Splits at marks that end a sentence; a mark inside code, a link, a quotation or a word ends none. */
function readSentences(paragraph: string): string[] {
  const hide = (part: string) =>
    [...part].map((sign) => (MARKS.includes(sign) ? HIDDEN[MARKS.indexOf(sign)] : sign)).join('');
  const text = paragraph.replace(OPAQUE, hide).replace(QUOTED, hide).replace(GREEK_MARK, '\u037e');
  const sentences: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (!endsSentence(text, at)) continue;
    let end = at + 1;
    while (end < text.length && /[.!?…。！？؟।\u037e"'”’»)\]*_:]/.test(text.charAt(end))) end++;
    sentences.push(text.slice(from, end));
    from = end;
    at = end - 1;
  }
  sentences.push(text.slice(from));
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

function endsSentence(text: string, at: number): boolean {
  const mark = text.charAt(at);
  if ('。！？؟।\u037e'.includes(mark)) return true;
  if (!'.!?…'.includes(mark)) return false;
  let next = at + 1;
  while (next < text.length && next < at + 12 && /[.!?…"'”’»)\]*_]/.test(text.charAt(next))) next++;
  const follower = text.charAt(next);
  if (follower !== '' && /[\p{L}\p{N}/=&.:;,<>{}`-]/u.test(follower)) {
    return (
      follower === ':' &&
      mark === '?' &&
      (text.charAt(next + 1) || ' ') === ' ' &&
      !/^:\s\S*[;,]/.test(text.slice(next, next + 40))
    );
  }
  const before = text.slice(Math.max(0, at - 8), at);
  if (mark === '.') return !/(?:^|[\s(])(?:\p{L}|\d{1,2}|e\.g|i\.e|etc|vs|bzw|ca|approx|no|nr)$/iu.test(before);
  if (mark === '?' && /[:(=]\s*$/.test(before)) return false;
  return !(mark === '?' && /\s$/.test(before) && / : /.test(text.slice(at, at + 200)));
}

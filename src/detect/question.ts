/** A sentence end in any script that has one of its own. */
const QUESTION_END = /[?？؟⸮՞፧]["'”’»)\]*_\s]*$/u;
const SENTENCE = /[^.!?？！。؟…]+(?:[.!?？！。؟…]+["'”’»)\]*_]*|$)/gu;
const LIST_ITEM = /^\s*(?:[-*+•]|\(?\d{1,2}[.)]|\(?[a-hA-H][.)])\s+/;
/** Closing words that a person says after a question and that leave it open. */
const AFTER_QUESTION =
  /^\s*(?:please |just )?(?:let me know|tell me|your call|up to you|i(?:'|’)ll wait|waiting|please (?:advise|confirm)|\(?(?:y\/n|yes\/no)\)?|thanks?|thank you)/i;
/** Asks for something without a question mark. */
const REQUEST =
  /^\s*(?:please |so please |could you |can you )?(?:let me know|tell me|confirm|specify|choose|pick|select|clarify|advise|provide|share)\b(?!.*\bif (?:you|there|anything|something))(?=.*\b(?:which|what|whether|how|when|where|who|before i|so i can|to (?:proceed|continue)|option|the (?:path|name|file|key|id|url|version|value|details?))\b)/i;
/** Said out of politeness; the work is done. */
const COURTESY =
  /^\s*(?:is there |do you (?:need|want) )?(?:anything|something) else\b|^\s*(?:how|what) else (?:can|may) i\b|^\s*(?:please )?let me know (?:what you think|how (?:it|that|this) (?:goes|looks|works))\b/i;
/** A sentence says something: emoji and marks after a question do not. */
const SAYS = /[\p{L}\p{N}]/u;

/**
 * The question a finished turn's text leaves with the person, or `undefined` when it only reports. What decides is the
 * end of the text: a question before further statements was answered by them.
 */
export function findQuestion(text: string): string | undefined {
  const lines = readableLines(text);
  let end = lines.length;
  while (end > 0 && lines[end - 1]?.trim() === '') end--;
  if (end === 0) return undefined;
  const afterList = questionBeforeList(lines.slice(0, end));
  if (afterList !== undefined) return afterList;
  const sentences =
    lastParagraph(lines.slice(0, end))
      .match(SENTENCE)
      ?.map((part) => part.trim())
      .filter((part) => SAYS.test(part)) ?? [];
  const last = sentences.at(-1) ?? '';
  if (COURTESY.test(last)) return undefined;
  if (QUESTION_END.test(last) || REQUEST.test(last)) return last;
  const before = sentences.at(-2);
  if (before !== undefined && QUESTION_END.test(before) && AFTER_QUESTION.test(last)) return before;
  return undefined;
}

/** A question followed by nothing but the list of its choices. */
function questionBeforeList(lines: string[]): string | undefined {
  let from = lines.length;
  while (
    from > 0 &&
    (LIST_ITEM.test(lines[from - 1] ?? '') || /^\s{2,}\S/.test(lines[from - 1] ?? '') || lines[from - 1]?.trim() === '')
  )
    from--;
  const list = lines.slice(from).filter((line) => LIST_ITEM.test(line));
  if (from === 0 || list.length < 2) return undefined;
  const lead = lines[from - 1] ?? '';
  const question = lead.match(SENTENCE)?.at(-1)?.trim() ?? '';
  return /[?？؟]\s*:?["'”’»)\]*_]*\s*$/u.test(lead.replace(/:\s*$/, '')) ? question : undefined;
}

/** The text without code, quotations, links and table rows, whose question marks ask nobody anything. */
function readableLines(text: string): string[] {
  return text
    .replace(/^(\s*)(```|~~~)[\s\S]*?(?:^\s*\2|$(?![\s\S]))/gm, '$1')
    .replace(/`[^`\n]*`/g, 'code')
    .replace(/\bhttps?:\/\/\S+/g, 'link')
    .split('\n')
    .filter((line) => !/^\s*(?:>|\|)/.test(line));
}

function lastParagraph(lines: string[]): string {
  let from = lines.length - 1;
  while (from > 0 && lines[from - 1]?.trim() !== '') from--;
  return lines
    .slice(from)
    .map((line) => line.trim())
    .join(' ')
    .replace(/[*_]{2,}/g, '');
}

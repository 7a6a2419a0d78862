import { ROLES } from './lexicon/en.ts';
import * as roles from './sentence-roles.ts';
import { signOf } from './signs.ts';
import { type Block, plain, readBlocks, type Sentence } from './text.ts';

/** How many sentences at the end are examined: a question further up is no longer the end of the message. */
const REACH = 12;

/** How many remarks may follow a request without settling it; a list is one. */
const STAYS_OPEN = 5;

/** Nothing but punctuation and symbols follows a colon. `\W` would also match non-Latin letters. */
const ENDS_IN_COLON = /[:：][^\p{L}\p{N}]*$/u;

/** The most sentences of a message that only greets and asks for a task. */
const GREETING = 5;

type Asks = 'question' | 'request' | 'lead' | undefined;
/** A sentence in its context. `asks` is computed on first access, because most sentences are never examined. */
type Said = Sentence & {
  words: string;
  /** The words directly before it. */
  before: string;
  /** The words that introduce the list that it is an item of. */
  lead: string;
  block: Block;
  /** The message is short and begins with a greeting. */
  isGreeted: boolean;
  languages: roles.Language[];
  readonly asks: Asks;
};

/**
 * The question or request that a finished turn's text leaves with the user, as written, or `undefined` if the text only
 * reports. Reads from the end: skips offers, thanks and lists of choices; a question decides unless it is a courtesy;
 * above a closing statement, only a question addressed to the user that nothing after it settles counts.
 */
export function findQuestion(text: string): string | undefined {
  const sections = readSections(text);
  const found = findAsked(sections.last) ?? findLeftAbove(sections.above, sections.last);
  return found?.text.replace(/\*\*|__/g, '').trim();
}

/** What the last section asks. */
function findAsked(said: Said[]): Said | undefined {
  const last = said.findLastIndex(({ asks }) => asks !== undefined);
  const asked = said[last];
  if (asked === undefined) return undefined;
  if (asked.asks === 'lead' || !said.slice(last + 1).every(isAside)) return leadOfList(said) ?? openQuestion(said);
  if (asked.asks === 'request') return questionBefore(said.slice(0, last)) ?? asked;
  const lead = leadOfItem(said, last);
  if (lead === undefined) return asked;
  return roles.isCourtesy(lead.words, lead.languages) ? undefined : lead;
}

/** A question about the agent's next act that ends the section above the last one, which does not settle it. */
function findLeftAbove(above: Said[], last: Said[]): Said | undefined {
  const asked = above.findLast((each) => each.block.kind !== 'item' && !isAside(each));
  if (asked?.asks !== 'question' || !roles.isToAgent(asked.words, asked.languages)) return undefined;
  return isSettled(asked, last, above) ? undefined : asked;
}

/** The last sentences: those from the last heading with content below it, and those of the section above. */
function readSections(text: string): { above: Said[]; last: Said[] } {
  const blocks = readBlocks(text);
  const heading = blocks.findLastIndex((block, index) => block.kind === 'heading' && index < blocks.length - 1);
  const from = Math.max(heading, 0);
  const aboveFrom = blocks.slice(0, from).findLastIndex(({ kind }) => kind === 'heading') + 1;
  const isGreeted = opensWithGreeting(blocks);
  const last = readSaid(blocks.slice(from), REACH, isGreeted);
  return { above: readSaid(blocks.slice(aboveFrom, from), REACH - last.length, isGreeted), last };
}

function opensWithGreeting(blocks: Block[]): boolean {
  const sentences = blocks.slice(0, GREETING + 1).flatMap((block) => block.sentences);
  return sentences.length <= GREETING && signOf('greeting').test(plain(sentences[0]?.text ?? ''));
}

function readSaid(blocks: Block[], reach: number, isGreeted: boolean): Said[] {
  if (reach <= 0) return [];
  const last = blocks
    .flatMap((block) => block.sentences.map((sentence) => ({ ...sentence, block })))
    .slice(-reach)
    .map((sentence) => ({ ...sentence, words: plain(sentence.text) }));
  const languages = roles.languagesOf(last.map(({ words }) => words).join(' '));
  return last.map((sentence, at) => {
    let told: { asks: Asks } | undefined;
    return {
      ...sentence,
      before: last[at - 1]?.words ?? '',
      lead: sentence.block.kind === 'item' ? openingWords(last.slice(0, at)) : '',
      isGreeted,
      languages,
      get asks() {
        told ??= { asks: tellAsks(this) };
        return told.asks;
      },
    };
  });
}

/** The words before a list, if they end in a colon. */
function openingWords(before: (Sentence & { words: string; block: Block })[]): string {
  const opening = before.findLast(({ block }) => block.kind !== 'item');
  return opening !== undefined && ENDS_IN_COLON.test(opening.text) ? opening.words : '';
}

function tellAsks(said: Omit<Said, 'asks'>): Asks {
  const { text, words, lead, isMarked, block, languages } = said;
  // The list of an offer is part of the offer.
  if (lead !== '' && isLeadOfOffers(lead, languages)) return undefined;
  if (ROLES.holds.test(lead) && !ROLES.persons.test(lead)) return undefined;
  // The section under a heading answers it, unless the heading asks what the agent is to do.
  if (block.kind === 'heading') return isMarked && isPutAsHeading(words, languages) ? 'question' : undefined;
  if (words.includes('/') && signOf('yesNo').test(words)) return 'request';
  if (isMarked || (languages.length > 0 && signOf('unmarked').test(words)))
    return isPolite(said) ? undefined : 'question';
  if (ENDS_IN_COLON.test(text) && opensList(text, words, languages)) return 'lead';
  // An instruction in a list item is a step for the user, unless it refers to the agent.
  const isStep = block.kind === 'item' && !ROLES.ofAgent.test(words);
  if (signOf('wishes').test(words) && roles.isOffer(said.before, languages)) return undefined;
  return roles.isRequest(words, languages, isStep, said.before) ? 'request' : undefined;
}

function isPutAsHeading(words: string, languages: roles.Language[]): boolean {
  return !ROLES.title.test(words) && roles.isToAgent(words, languages);
}

function isLeadOfOffers(lead: string, languages: roles.Language[]): boolean {
  if (roles.isCourtesy(lead, languages)) return true;
  return roles.isOffer(lead, languages) && !roles.isRequest(lead, languages, false);
}

/** Also a "what" question after a greeting, if it names no act of the agent. */
function isPolite({ words, before, block, isGreeted, languages }: Omit<Said, 'asks'>): boolean {
  const asksWhat = isGreeted && block.kind === 'text' && signOf('what').test(words);
  if (asksWhat && !roles.isToAgent(words, languages)) return true;
  return roles.isCourtesy(words, languages) || roles.isInvitation(words, before, languages, isGreeted);
}

function opensList(text: string, words: string, languages: roles.Language[]): boolean {
  if (roles.opensSteps(words, languages)) return true;
  if (ROLES.opensChoices.test(text) && ROLES.toPerson.test(words)) return true;
  return languages.length > 0 && roles.isToAgent(words, languages) && !roles.isOffer(words, languages);
}

/** The question that a closing "I'll wait for your answer" or "(y/n)" belongs to. */
function questionBefore(said: Said[]): Said | undefined {
  const before = said.findLast(({ block }) => block.kind !== 'item');
  return before?.asks === 'question' && !roles.isToItself(before.words, before.languages) ? before : undefined;
}

/** The question above the choices, given the last choice. */
function leadOfItem(said: Said[], at: number): Said | undefined {
  if (said[at]?.block.kind !== 'item') return undefined;
  const lead = said.slice(0, at).findLast(({ block }) => block.kind !== 'item');
  if (lead === undefined) return undefined;
  if (roles.isCourtesy(lead.words, lead.languages)) return lead;
  return lead.asks === 'lead' || (lead.asks === 'question' && /[:：?？؟][^\p{L}\p{N}]*$/u.test(lead.text))
    ? lead
    : undefined;
}

/** The question or request above the list of choices that ends the text. */
function leadOfList(said: Said[]): Said | undefined {
  const from = said.findLastIndex((each) => each.block.kind !== 'item' && !isAside(each));
  const lead = said[from];
  if (lead?.asks === undefined || said[from + 1]?.block.kind !== 'item') return undefined;
  if (lead.asks === 'request') return lead;
  // A bold question above a list is a label that the list answers, unless it is addressed to the user.
  const isLabel = roles.LABEL.test(lead.text) && !isPut(lead, undefined) && !isToAgent(lead);
  return isLabel || roles.isToItself(lead.words, lead.languages) ? undefined : lead;
}

/** The last question addressed to the user, or request, above closing statements that do not settle it. */
function openQuestion(said: Said[]): Said | undefined {
  const end = said.findLastIndex((each) => !isAside(each));
  return said.findLast((asked, at) => {
    const after = said.slice(at + 1, end + 1);
    if (asked.asks === undefined) return false;
    // The steps that a request lists do not count as advice that settles it.
    const opensSteps = asked.asks === 'lead' && roles.opensSteps(asked.words, asked.languages);
    if (opensSteps ? isAnswered(after) : isSettled(asked, after, said)) return false;
    if (asked.asks === 'lead') return after[0]?.block.kind === 'item' && (isToAgent(asked) || opensSteps);
    if (asked.asks === 'request')
      return asked.block.kind === 'item'
        ? after.every((each) => each.block.kind === 'item')
        : countRemarks(after) <= STAYS_OPEN;
    return (isPut(asked, after[0]) || after.every(isBracketed)) && !roles.isToItself(asked.words, asked.languages);
  });
}

/** Whether a sentence that asks nothing is politeness, an offer or thanks. */
function isAside({ asks, isMarked, words, block, languages }: Said): boolean {
  if (asks !== undefined || block.kind === 'heading') return asks === undefined;
  return isMarked || roles.isOffer(words, languages) || signOf('leavesOpen').test(words);
}

function countRemarks(said: Said[]): number {
  return said.filter(({ block }, at) => block.kind !== 'item' || said[at - 1]?.block.kind !== 'item').length;
}

/** A remark in brackets, which belongs to the preceding sentence. */
function isBracketed({ text }: Said): boolean {
  return /^\([^()]{1,200}\)[^\p{L}\p{N}]*$/u.test(text);
}

/** Whether a question is for the user. Always in other languages; in English by its words or those that follow it. */
function isPut({ words, languages }: Said, next: Said | undefined): boolean {
  const { toAgent, toPerson, unknown } = ROLES;
  return languages.length > 0 || toAgent.test(words) || toPerson.test(words) || unknown.test(next?.words ?? '');
}

function isToAgent({ words, languages }: Said): boolean {
  return roles.isToAgent(words, languages);
}

function isSettled(asked: Said, after: Said[], said: Said[]): boolean {
  const [next] = after;
  const isAdvised = next !== undefined && (signOf('advice').test(next.words) || isLabel(asked, next, said));
  return (isAdvised && !(isToAgent(asked) && !isOneOfLabels(asked, said))) || isAnswered(after);
}

function isAnswered(after: Said[]): boolean {
  return after.some((each) => roles.settles(each.words, each.languages));
}

/** A question in bold followed by text, as in an FAQ. */
function isLabel({ text, block }: Said, next: Said, said: Said[]): boolean {
  return (
    roles.LABEL.test(text) &&
    (next.block === block || said.some(({ block: each }) => each !== block && isLabelBlock(each)))
  );
}

function isOneOfLabels({ block }: Said, said: Said[]): boolean {
  return isLabelBlock(block) && said.some(({ block: each }) => each !== block && isLabelBlock(each));
}

function isLabelBlock({ sentences }: Block): boolean {
  const [first] = sentences;
  return first?.isMarked === true && sentences.length > 1 && roles.LABEL.test(first.text);
}

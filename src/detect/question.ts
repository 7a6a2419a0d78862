import { type Block, plain, readBlocks, type Sentence } from './question-text.ts';
import * as lexicon from './question-words.ts';

/** How many sentences from the end are looked at: a question further up is no longer what the message ends with. */
const REACH = 12;

/** A question that its list of choices completes. */
const OPENS_LIST = /^\W*(?:which|what|how|where|would|do|should)\b.*:\W*$/i;

type Asks = 'question' | 'request' | 'lead' | undefined;
/** A sentence in its place. What it asks is told at the first look: most sentences are never looked at. */
type Said = Sentence & { words: string; block: Block; languages: lexicon.Language[]; readonly asks: Asks };

/**
 * The question or request that a finished turn's text leaves with the person, as it was written, or `undefined` when the
 * text only reports. Read from the end: offers, thanks and lists of choices are passed over; a question decides unless it
 * is a courtesy; above a closing statement only a question counts that is put to the person and that nothing after it settles.
 */
export function findQuestion(text: string): string | undefined {
  const said = readSaid(text);
  const last = said.findLastIndex(({ asks }) => asks !== undefined);
  const asked = said[last];
  if (asked === undefined) return undefined;
  let found: Said | undefined = asked;
  if (asked.asks === 'lead' || !said.slice(last + 1).every(isAside)) found = leadOfList(said) ?? openQuestion(said);
  else if (asked.asks === 'request') found = questionBefore(said.slice(0, last)) ?? asked;
  return found?.text.replace(/\*\*|__/g, '').trim();
}

/** The last sentences, of those below the last heading that has something below it. */
function readSaid(text: string): Said[] {
  const blocks = readBlocks(text);
  const heading = blocks.findLastIndex((block, index) => block.kind === 'heading' && index < blocks.length - 1);
  const last = blocks
    .slice(heading + 1)
    .flatMap((block) => block.sentences.map((sentence) => ({ ...sentence, block })))
    .slice(-REACH)
    .map((sentence) => ({ ...sentence, words: plain(sentence.text) }));
  const languages = lexicon.languagesOf(last.map(({ words }) => words).join(' '));
  return last.map((sentence) => {
    let told: { asks: Asks } | undefined;
    return {
      ...sentence,
      languages,
      get asks() {
        told ??= { asks: tellAsks(this) };
        return told.asks;
      },
    };
  });
}

function tellAsks({ text, words, isMarked, block, languages }: Omit<Said, 'asks'>): Asks {
  if (words.includes('/') && lexicon.SIGNS.yesNo.test(words)) return 'request';
  if (isMarked || (languages.length > 0 && lexicon.SIGNS.unmarked.test(words)))
    return lexicon.isCourtesy(words, languages) ? undefined : 'question';
  if (OPENS_LIST.test(text) && lexicon.SIGNS.toPerson.test(words)) return 'lead';
  // An instruction among list items is a step for the person, unless it speaks of the agent.
  if (block.kind === 'item' && !/\b(?:please|me|i|us)\b/.test(words)) return undefined;
  return lexicon.isRequest(words, languages) ? 'request' : undefined;
}

/** The question that a closing "I'll wait for your answer" or "(y/n)" goes with. */
function questionBefore(said: Said[]): Said | undefined {
  const before = said.findLast(({ block }) => block.kind !== 'item');
  return before?.asks === 'question' && !lexicon.isToItself(before.words, before.languages) ? before : undefined;
}

/** The question or request above the list of choices that ends the text. */
function leadOfList(said: Said[]): Said | undefined {
  const from = said.findLastIndex((each) => each.block.kind !== 'item' && !isAside(each));
  const lead = said[from];
  if (lead?.asks === undefined || said[from + 1]?.block.kind !== 'item') return undefined;
  return lead.asks !== 'request' && lexicon.isToItself(lead.words, lead.languages) ? undefined : lead;
}

/** The last question put to the person, or request, above closing statements that do not settle it. */
function openQuestion(said: Said[]): Said | undefined {
  const end = said.findLastIndex((each) => !isAside(each));
  return said.findLast((asked, at) => {
    const after = said.slice(at + 1, end + 1);
    if (asked.asks === undefined || isSettled(asked, after)) return false;
    if (asked.asks === 'request') return after.every(({ block }) => block === asked.block || block.kind === 'item');
    return asked.asks === 'question' && isPut(asked, after[0]) && !lexicon.isToItself(asked.words, asked.languages);
  });
}

/** Whether a sentence that asks nothing stands for politeness, an offer or thanks. */
function isAside({ asks, isMarked, words, languages }: Said): boolean {
  return asks === undefined && (isMarked || lexicon.isOffer(words, languages) || lexicon.SIGNS.leavesOpen.test(words));
}

/** Whether a question is put to the person: by its words, or because the agent says that it does not know. Told in English alone. */
function isPut({ words, languages }: Said, next: Said | undefined): boolean {
  const { toAgent, toPerson, unknown } = lexicon.SIGNS;
  return languages.length > 0 || toAgent.test(words) || toPerson.test(words) || unknown.test(next?.words ?? '');
}

function isSettled({ text, words, block }: Said, after: Said[]): boolean {
  const { advice, label, toAgent } = lexicon.SIGNS;
  const [next] = after;
  const isAdvised = next !== undefined && (advice.test(next.words) || (label.test(text) && next.block === block));
  return (isAdvised && !toAgent.test(words)) || after.some((each) => lexicon.settles(each.words, each.languages));
}

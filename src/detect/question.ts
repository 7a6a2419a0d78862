import { APPROVAL, isRequest } from './question-requests.ts';
import { type Block, plain, readBlocks, show } from './question-text.ts';
import {
  ADVICE,
  COURTESY,
  LABEL,
  MEANWHILE,
  OFFER,
  QUESTION,
  SETTLES,
  THEN,
  TO_AGENT,
  TO_ITSELF,
  TO_PERSON,
  UNKNOWN,
  YES_NO,
} from './question-words.ts';

/** How many sentences from the end are looked at: a question further up is no longer what the message ends with. */
const REACH = 12;

/** A question that its list of choices completes. */
const OPENS_LIST = /^(?:which|what|how|where|would|do|should)\b/;

type Kind = 'question' | 'request' | 'aside' | 'statement';
type Said = { sentence: string; words: string; kind: Kind; block: Block };

/**
 * The question or request that a finished turn's text leaves with the person, as it was written, or `undefined` when the
 * text only reports. Read from the end: offers, thanks and lists of choices are passed over; a question decides unless it
 * is a courtesy; above a closing statement only a question counts that is put to the person and that nothing after it settles.
 */
export function findQuestion(text: string): string | undefined {
  const said = lastSection(readBlocks(text))
    .flatMap((block) => block.sentences.map((sentence) => ({ sentence, block })))
    .slice(-REACH)
    .map(({ sentence, block }): Said => {
      const words = plain(sentence);
      return { sentence, words, kind: kindOf(words, block), block };
    });
  const end = said.findLastIndex(({ kind }) => kind !== 'aside');
  const last = said[end];
  if (last === undefined) return undefined;
  if (last.kind === 'question') return show(last.sentence);
  const asked =
    last.kind === 'request' ? (questionBefore(said, end) ?? last) : (leadOfList(said) ?? openQuestion(said, end));
  return asked && show(asked.sentence);
}

/** The blocks below the last heading that has something below it; headings of choices belong to the list of choices. */
function lastSection(blocks: Block[]): Block[] {
  const heading = blocks.findLastIndex((block, index) => block.kind === 'heading' && index < blocks.length - 1);
  return blocks.slice(heading + 1);
}

function kindOf(words: string, block: Block): Kind {
  if (YES_NO.test(words)) return 'request';
  if (QUESTION.test(words)) return COURTESY.test(words) ? 'aside' : 'question';
  if (APPROVAL.test(words)) return 'request';
  if (COURTESY.test(words) || OFFER.test(words)) return 'aside';
  // An instruction among list items is a step for the person, unless it speaks of the agent.
  if (isRequest(words) && (block.kind !== 'item' || /\b(?:please|me|i|us)\b/.test(words))) return 'request';
  return THEN.test(words) ? 'aside' : 'statement';
}

/** The question that a closing "I'll wait for your answer" or "(y/n)" goes with. */
function questionBefore(said: Said[], end: number): Said | undefined {
  const before = said.slice(0, end).findLast(({ block }) => block.kind !== 'item');
  return before?.kind === 'question' && !TO_ITSELF.test(before.words) ? before : undefined;
}

/** The question or request above the list of choices that ends the text. */
function leadOfList(said: Said[]): Said | undefined {
  const from = said.findLastIndex(({ kind, block }) => block.kind !== 'item' && kind !== 'aside');
  const lead = said[from];
  if (lead === undefined || said[from + 1]?.block.kind !== 'item') return undefined;
  if (lead.kind === 'request') return lead;
  const asks =
    lead.kind === 'question' ||
    (/:\W*$/.test(lead.sentence) && OPENS_LIST.test(lead.words) && TO_PERSON.test(lead.words));
  return asks && !TO_ITSELF.test(lead.words) ? lead : undefined;
}

/** The last question put to the person, or request, above closing statements that do not settle it. */
function openQuestion(said: Said[], end: number): Said | undefined {
  for (let at = end - 1; at >= 0; at--) {
    const asked = said[at];
    if (asked === undefined || (asked.kind !== 'question' && asked.kind !== 'request')) continue;
    const after = said.slice(at + 1, end + 1);
    if (asked.kind === 'request' && after.some(({ block }) => block !== asked.block && block.kind !== 'item')) continue;
    if (asked.kind === 'question' && (!isPut(asked, after) || TO_ITSELF.test(asked.words))) continue;
    if (!isSettled(asked, after)) return asked;
  }
  return undefined;
}

/** Whether a question is put to the person: by its words, or because the agent says that it does not know. */
function isPut({ words }: Said, [next]: Said[]): boolean {
  return TO_PERSON.test(words) || (next !== undefined && UNKNOWN.test(next.words));
}

function isSettled({ sentence, words, block }: Said, after: Said[]): boolean {
  const [next] = after;
  const isCase = !TO_AGENT.test(words);
  if (isCase && next !== undefined && (ADVICE.test(next.words) || (LABEL.test(sentence) && next.block === block)))
    return true;
  return after.some((said) => SETTLES.test(said.words) && !MEANWHILE.test(said.words));
}

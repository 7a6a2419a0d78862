import * as en from './lexicon/en.ts';
import { LANGUAGES } from './lexicon/index.ts';
import type { Language } from './lexicon/language.ts';
import { Patterns } from './patterns.ts';
import { signOf } from './signs.ts';
import { awaitsConsent, LEAST, saysOfPerson, weigh } from './weigh.ts';

/**
 * Recognizes how a sentence asks, offers, is polite or answers. All patterns are matched against plain sentences: lower
 * case, straight apostrophes, no decoration at either end. A language's patterns are compiled when a sentence first
 * needs them.
 */
export type { Language };
export { LANGUAGES };

/** A question formatted as a label, as in an FAQ. */
export const LABEL = /^(?:Q\b|\*\*.*\*\*$|\*.*\*$|_.*_$)/;

/** The patterns of the tables, by their source. */
export const COMPILED = new Patterns();

function matches(source: string | undefined, words: string): boolean {
  return source !== undefined && COMPILED.of(source).test(words);
}

/** The cues of the tables, split into words. */
const CUES = new Map<string, string[]>();

/** Whether one of the cues is among the words. */
function holds(words: Set<string>, cues: string): boolean {
  const each = CUES.get(cues) ?? cues.split(' ');
  CUES.set(cues, each);
  return each.some((cue) => words.has(cue));
}

function wordsOf(text: string): Set<string> {
  return new Set(text.split(/[^a-z\u00df-\u024f']+/));
}

/** What identifies a language: literal words, and patterns, which are in brackets. */
let spots: { words: Map<string, Language[]>; patterns: [string, Language][] } | undefined;

function readSpots(): NonNullable<typeof spots> {
  const words = new Map<string, Language[]>();
  const patterns: [string, Language][] = [];
  for (const language of Object.values(LANGUAGES)) {
    for (const sign of language.spot.split(' ')) {
      if (sign.startsWith('[')) patterns.push([sign, language]);
      else words.set(sign, [...(words.get(sign) ?? []), language]);
    }
  }
  return { words, patterns };
}

/** The languages of plain words other than English, in the order of their table. */
export function languagesOf(text: string): Language[] {
  spots ??= readSpots();
  const shown = new Set<Language>();
  for (const word of new Set(text.split(/[^a-z\u00df-\u024f]+/)))
    for (const language of spots.words.get(word) ?? []) shown.add(language);
  if (/[\u00df-\u1fff\u3040-\ud7ff]/.test(text))
    for (const [sign, language] of spots.patterns) if (matches(sign, text)) shown.add(language);
  return shown.size === 0 ? [] : Object.values(LANGUAGES).filter((language) => shown.has(language));
}

/** Whether a question is polite, or invites a new task: nothing waits for the answer. */
export function isCourtesy(words: string, languages: Language[]): boolean {
  if (matches(en.COURTESY, words)) return !matches(en.NAMES_CHOICE, words);
  return languages.some(({ courtesy, toAgent }) => matches(courtesy, words) && !namesChoice(words, courtesy, toAgent));
}

/** Whether a courtesy is one of two choices: what the agent is to do follows an "or", or the courtesy itself does. */
function namesChoice(words: string, courtesy: string, toAgent: string | undefined): boolean {
  const at = words.search(signOf('either'));
  return at >= 0 && (matches(toAgent, words.slice(at)) || !matches(courtesy, words.slice(0, at)));
}

/**
 * Whether a question asks for the next task, after a greeting; in English also if the agent says in it, or directly
 * before it, that it is ready for one.
 */
export function isInvitation(words: string, before: string, languages: Language[], isGreeted: boolean): boolean {
  if (isGreeted && languages.some(({ invite }) => matches(invite, words))) return true;
  if (!en.ROLES.invites.test(words) || !matches(en.INVITE, words)) return false;
  return isGreeted || matches(en.READY, words) || matches(en.READY, before);
}

/** Whether a statement only offers something, or states a condition. */
export function isOffer(words: string, languages: Language[]): boolean {
  return (
    (holds(wordsOf(words), en.OFFERING) && matches(en.OFFER, words)) ||
    languages.some(({ courtesy, offer }) => matches(`${courtesy}|${offer}`, words))
  );
}

/** Whether a statement asks for something that the work waits for; an English step for the user does not. */
export function isRequest(words: string, languages: Language[], isStep: boolean, before = ''): boolean {
  if (signOf('awaits').test(words) && signOf('work').test(words) && !signOf('yours').test(words)) return false;
  if ((!isStep && isEnglishRequest(words)) || languages.some((language) => isRequestIn(language, words))) return true;
  return isConsent(words, languages) || (!isOffer(words, languages) && isWeighty(words, languages, isStep, before));
}

/** Whether the condition is the user's consent to what the agent then does. That is not an offer. */
function isConsent(words: string, languages: Language[]): boolean {
  if (en.ROLES.conditional.test(words) && awaitsConsent(words, en.WEIGHED)) return true;
  return languages.some(({ cues }) => cues?.consent !== undefined && awaitsConsent(words, cues));
}

/** Whether the cues of a statement add up to a request, although no pattern matches it. */
function isWeighty(words: string, languages: Language[], isStep: boolean, before: string): boolean {
  if (holds(wordsOf(words), en.CUES) && (!isStep || saysOfPerson(words, en.WEIGHED)))
    if (weigh(words, en.WEIGHED, before) >= LEAST) return true;
  return languages.some((language) => language.cues !== undefined && weigh(words, language.cues, before) >= LEAST);
}

function isEnglishRequest(words: string): boolean {
  const held = wordsOf(words);
  if (holds(held, en.CONDITIONS) && matches(en.APPROVAL, words)) return true;
  const tried = Object.entries(en.REQUESTS).filter(([cues]) => holds(held, cues));
  return tried.some(([, source]) => matches(source, words)) && !isOffer(words, []);
}

/** A condition turns what follows it into an offer; a request before it remains a request. */
function isRequestIn({ approval, courtesy, offer, request }: Language, words: string): boolean {
  if (matches(approval, words)) return true;
  const asked = COMPILED.of(request).exec(words);
  if (asked === null) return false;
  // Without the separator before it.
  const at = asked.index + asked[0].search(/[^\s,;:—–-]/);
  const condition = COMPILED.of(`${courtesy}|${offer}`).exec(words)?.index;
  return condition === undefined || condition > at;
}

/** Whether the agent asks itself, and answers in what follows. */
export function isToItself(words: string, languages: Language[]): boolean {
  return en.ROLES.toItself.test(words) || (languages.length > 0 && signOf('toItself').test(words));
}

/** Whether a question is about what the agent itself is to do. */
export function isToAgent(words: string, languages: Language[]): boolean {
  return en.ROLES.toAgent.test(words) || languages.some(({ toAgent }) => matches(toAgent, words));
}

/** Whether a statement introduces a list of what the user is to do or to answer. */
export function opensSteps(words: string, languages: Language[]): boolean {
  return matches(en.LEAD, words) || languages.some(({ lead }) => matches(lead, words));
}

/** Whether a statement answers or decides the preceding question, and is not interim work. */
export function settles(words: string, languages: Language[]): boolean {
  return (
    (en.ROLES.settles.test(words) || (languages.length > 0 && signOf('settles').test(words))) &&
    !signOf('meanwhile').test(words)
  );
}

import { CONJUNCTIONS } from './lexicon/en.ts';
import { LANGUAGES } from './lexicon/index.ts';
import type { Conjunctions, Cues } from './lexicon/language.ts';
import { Patterns } from './patterns.ts';
import { signOf } from './signs.ts';

/** What is found in a statement: its cues, and that the agent continues directly after what it asks for (`goesOn`). */
type Cue = keyof Cues | 'goesOn';

/** The weight of each cue. A statement that matches no pattern of its language asks if its cues add up to `LEAST`. */
export const WEIGHTS: Record<Cue, number> = {
  tell: 3,
  act: 2,
  step: 1,
  goesOn: 2,
  answer: 1,
  moment: 1,
  signal: 2,
  open: 3,
  consent: 3,
  owed: 4,
  yours: 2,
  next: 1,
  waits: 2,
  ready: 1,
  wish: -3,
};
/** The least sum that asks. */
export const LEAST = 4;

/** The separator of independent parts of a sentence: a wish in one does not affect the others. */
const PART = /[;:—–…；：]+ ?| - /;

/** Patterns of the words between clauses, in all languages. */
type Links = {
  /** Where a clause ends: a comma, a bracket, a conjunction. */
  clause: RegExp;
  /** A choice between two things named by a letter or a number. */
  choice: RegExp;
  /** The beginning of a clause that says what happens next. */
  goesOn: RegExp;
};

let links: Links | undefined;

/** The words between clauses from the languages' files. The patterns are created at the first call. */
export function readLinks(): Links {
  links ??= makeLinks();
  return links;
}

function makeLinks(): Links {
  const languages = [CONJUNCTIONS, ...Object.values(LANGUAGES).map(({ conjunctions }) => conjunctions)];
  const words = (...kinds: (keyof Conjunctions)[]) =>
    [...new Set(languages.flatMap((each) => kinds.flatMap((kind) => each?.[kind] ?? [])))].join('|');
  return {
    clause: new RegExp(`[,،] |\\(| (?=(?:${words('and', 'or')}) )`, 'g'),
    choice: new RegExp(`(?<![a-zа-я\\d])[a-eα-γ1-9]\\)?,? ?(?:${words('choice')}) ?\\(?[a-eα-γ1-9](?![a-zа-я\\d])`),
    goesOn: new RegExp(`^(?:${words('and', 'next')}) `),
  };
}

/** How many parts of a sentence are examined. */
const PARTS = 12;

/** The patterns of the cues: each clause of a sentence is a line. */
const patterns = new Patterns('m');

/**
 * The cues that count in a statement. The content of an answer counts only if something is asked for; what the user
 * gives counts only if the agent asks for it, waits, or says what it does next: "Pick it up when you're ready" is a
 * step for the user.
 */
export function cuesIn(words: string, cues: Cues, before = ''): Cue[] {
  const { clause, choice, goesOn } = readLinks();
  const parts = words.split(PART, PARTS).map((part) => part.replace(clause, '\n'));
  const whole = parts.join('\n');
  const has = (cue: keyof Cues, text = whole) => cues[cue] !== undefined && patterns.of(cues[cue]).test(text);
  const goesRightOn = whole.split('\n').some((each) => goesOn.test(each) && has('next', each));
  const asks = (['tell', 'act', ...(goesRightOn ? (['step'] as const) : [])] as const).find((cue) => has(cue));
  const isGiven = has('signal');
  const goesOnBy = (['next', 'ready', 'tell', 'act'] as const).find((cue) => has(cue));
  if (has('consent') && goesOnBy !== undefined) return ['consent', goesOnBy];
  if (has('owed')) return has('wish') ? ['owed', 'wish'] : ['owed'];
  if (asks === undefined && has('yours') && has('waits') && !has('wish')) return ['yours', 'waits'];
  if (asks === undefined && leavesOpen(words, cues)) return ['open', 'answer'];
  if (asks === undefined && !isGiven) return [];
  const stands = (['next', 'waits', 'ready'] as const).filter(
    (cue) => has(cue) || (cue === 'ready' && before !== '' && has(cue, before)),
  );
  const counts = isGiven && (asks === 'tell' || stands.length > 0);
  const found: Cue[] = [];
  if (asks !== undefined) {
    found.push(asks);
    // The word that asks says nothing about the answer.
    const rest = whole.replace(patterns.of(cues[asks] ?? ''), '\n');
    if (choice.test(words) || has('answer', rest)) found.push('answer');
    if (signOf('goOn').test(words) && !stands.includes('next')) found.push('next');
  }
  if (counts) found.push('signal');
  if ((counts || asks === 'tell' || has('next')) && has('moment')) found.push('moment');
  const asking = asks && parts.find((each) => has(asks, each));
  if (has('wish', asking)) return [...found, ...stands, 'wish'];
  return [...found, ...(asks !== undefined && goesRightOn ? (['goesOn'] as const) : []), ...stands];
}

/** Whether a statement names an undecided question: "Still open: which port". */
function leavesOpen(words: string, { open, answer }: Cues): boolean {
  const at = words.search(signOf('names'));
  if (open === undefined || at < 0 || !patterns.of(open).test(words.slice(0, at))) return false;
  const named = words.slice(at);
  return patterns.of(answer).test(named) || signOf('either').test(named);
}

/** Whether a statement says what the user has to give or to decide, and asks for no act. */
export function saysOfPerson(words: string, cues: Cues): boolean {
  const found = cuesIn(words, cues);
  return !found.some((cue) => cue === 'tell' || cue === 'act' || cue === 'step') && found.length > 0;
}

/** Whether a statement says what the agent does if the user agrees. */
export function awaitsConsent(words: string, cues: Cues): boolean {
  return cuesIn(words, cues).includes('consent');
}

/**
 * The weight of the evidence that a plain sentence asks, by the cues of one language: `LEAST` or more is enough. That
 * the agent is idle may be said in the preceding sentence.
 */
export function weigh(words: string, cues: Cues, before = ''): number {
  return cuesIn(words, cues, before).reduce((sum, cue) => sum + WEIGHTS[cue], 0);
}

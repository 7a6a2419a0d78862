import type { Cues } from './lexicon/language.ts';

/** What each cue adds. A statement that the patterns of its language do not know asks when all that it holds adds up to `LEAST`. */
export const WEIGHTS: Record<keyof Cues, number> = {
  tell: 3,
  act: 2,
  answer: 1,
  moment: 1,
  signal: 2,
  next: 1,
  waits: 1,
  wish: -3,
};
/** The least sum that asks. */
export const LEAST = 4;

/** Where a part of a sentence ends that stands for itself: a wish in one is none for the others. */
const PART = /[;:—–…；：]+ ?| - /;
/** Where a clause ends: a comma, a bracket, a conjunction. */
const CLAUSE = /, |\(| (?=(?:and|or|then|so|but) )/g;
/** Parts of a sentence that are looked at. */
const PARTS = 12;

const COMPILED = new Map<string, RegExp>();

function patternOf(source: string): RegExp {
  const pattern = COMPILED.get(source) ?? new RegExp(source, 'm');
  COMPILED.set(source, pattern);
  return pattern;
}

/**
 * The cues that count in a statement. What an answer holds counts where something is asked for; what the person gives, where the agent asks
 * for it, waits, or says what it does then: "Pick it up when you're ready" is a step for the person.
 */
export function cuesIn(words: string, cues: Cues): (keyof Cues)[] {
  const parts = words.split(PART, PARTS).map((part) => part.replace(CLAUSE, '\n'));
  const whole = parts.join('\n');
  const has = (cue: keyof Cues, text = whole) => patternOf(cues[cue]).test(text);
  const part = (cue: 'tell' | 'act') => parts.find((each) => has(cue, each));
  const told = part('tell');
  const asked = told ?? part('act');
  const isGiven = has('signal');
  if (asked === undefined && !isGiven) return [];
  const goesOn = (['next', 'waits'] as const).filter((cue) => has(cue));
  const counts = isGiven && (told !== undefined || goesOn.length > 0);
  const asks = told === undefined ? 'act' : 'tell';
  const found: (keyof Cues)[] = asked === undefined ? [] : [asks];
  // The word that asks says nothing of the answer.
  if (asked !== undefined && has('answer', whole.replace(patternOf(cues[asks]), '\n'))) found.push('answer');
  if (counts) found.push('signal');
  if ((counts || told !== undefined) && has('moment')) found.push('moment');
  return [...found, ...goesOn, ...(has('wish', asked) ? (['wish'] as const) : [])];
}

/** How much speaks for a plain sentence's asking, by the cues of one language: `LEAST` or more is enough. */
export function weigh(words: string, cues: Cues): number {
  return cuesIn(words, cues).reduce((sum, cue) => sum + WEIGHTS[cue], 0);
}

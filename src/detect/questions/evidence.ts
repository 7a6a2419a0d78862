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

/** Where a clause ends: a dash, a colon, a comma, a conjunction. */
const CLAUSE = /[;:—–…；：]+ ?| - |, |\(| (?=(?:and|or|then|so|but) )/g;

/** The clauses of a plain sentence, one on each line. */
const clausesOf = (words: string): string => words.replace(CLAUSE, '\n');

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
  const clauses = clausesOf(words);
  const has = (cue: keyof Cues, text = clauses) => patternOf(cues[cue]).test(text);
  const asks = (['tell', 'act'] as const).find((cue) => has(cue));
  const isGiven = has('signal');
  if (asks === undefined && !isGiven) return [];
  const goesOn = (['next', 'waits'] as const).filter((cue) => has(cue));
  const found: (keyof Cues)[] = [...(asks === undefined ? [] : [asks]), ...goesOn];
  // The word that asks says nothing of the answer.
  if (asks !== undefined && has('answer', clauses.replace(patternOf(cues[asks]), '\n'))) found.push('answer');
  const counts = isGiven && (asks === 'tell' || goesOn.length > 0);
  if (counts) found.push('signal');
  if ((counts || asks === 'tell') && has('moment')) found.push('moment');
  return has('wish') ? [...found, 'wish'] : found;
}

/** How much speaks for a plain sentence's asking, by the cues of one language: `LEAST` or more is enough. */
export function weigh(words: string, cues: Cues): number {
  return cuesIn(words, cues).reduce((sum, cue) => sum + WEIGHTS[cue], 0);
}

import { CONJUNCTIONS } from './lexicon/en.ts';
import { LANGUAGES } from './lexicon/index.ts';
import type { Conjunctions, Cues } from './lexicon/language.ts';

/** What is told of a statement: its cues, and that the agent continues right after what it asks for (`goesOn`). */
type Cue = keyof Cues | 'goesOn';

/** What each cue adds. A statement that the patterns of its language do not know asks when all that it holds adds up to `LEAST`. */
export const WEIGHTS: Record<Cue, number> = {
  tell: 3,
  act: 2,
  step: 1,
  goesOn: 2,
  answer: 1,
  moment: 1,
  signal: 2,
  next: 1,
  waits: 2,
  ready: 1,
  wish: -3,
};
/** The least sum that asks. */
export const LEAST = 4;

/** Where a part of a sentence ends that stands for itself: a wish in one is none for the others. */
const PART = /[;:—–…；：]+ ?| - /;

/** Patterns of the words between clauses, in every language. */
type Links = {
  /** Where a clause ends: a comma, a bracket, a conjunction. */
  clause: RegExp;
  /** A choice between two that are named by a letter or a number. */
  choice: RegExp;
  /** How a clause begins that continues with what comes then. */
  goesOn: RegExp;
};

let links: Links | undefined;

/** The words between clauses as the languages' files have them. The patterns are made at the first call. */
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
export function cuesIn(words: string, cues: Cues): Cue[] {
  const { clause, choice, goesOn } = readLinks();
  const parts = words.split(PART, PARTS).map((part) => part.replace(clause, '\n'));
  const whole = parts.join('\n');
  const has = (cue: keyof Cues, text = whole) => cues[cue] !== undefined && patternOf(cues[cue]).test(text);
  const goesRightOn = whole.split('\n').some((each) => goesOn.test(each) && has('next', each));
  const asks = (['tell', 'act', ...(goesRightOn ? (['step'] as const) : [])] as const).find((cue) => has(cue));
  const isGiven = has('signal');
  if (asks === undefined && !isGiven) return [];
  const stands = (['next', 'waits', 'ready'] as const).filter((cue) => has(cue));
  const counts = isGiven && (asks === 'tell' || stands.length > 0);
  const found: Cue[] = [];
  if (asks !== undefined) {
    found.push(asks);
    // The word that asks says nothing of the answer.
    const rest = whole.replace(patternOf(cues[asks] ?? ''), '\n');
    if (choice.test(words) || has('answer', rest)) found.push('answer');
  }
  if (counts) found.push('signal');
  if ((counts || asks === 'tell' || has('next')) && has('moment')) found.push('moment');
  const asking = asks && parts.find((each) => has(asks, each));
  if (has('wish', asking)) return [...found, ...stands, 'wish'];
  return [...found, ...(asks !== undefined && goesRightOn ? (['goesOn'] as const) : []), ...stands];
}

/** How much speaks for a plain sentence's asking, by the cues of one language: `LEAST` or more is enough. */
export function weigh(words: string, cues: Cues): number {
  return cuesIn(words, cues).reduce((sum, cue) => sum + WEIGHTS[cue], 0);
}

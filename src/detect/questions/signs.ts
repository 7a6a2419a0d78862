import { SIGNS } from './lexicon/en.ts';
import { LANGUAGES } from './lexicon/index.ts';
import { E, type Signs } from './lexicon/language.ts';
import { Patterns } from './patterns.ts';

type Sign = Exclude<keyof Signs, 'choiceNames'>;

/** The pattern of a sign, from the languages' alternatives. */
const PATTERNS: Record<Sign, (words: string) => string> = {
  yesNo: (words) => `(?:^|[([])\\s*(?:${words})$`,
  toItself: (words) => words,
  settles: (words) => words,
  either: (words) => words,
  advice: (words) => `^(?:${words})${E}`,
  leavesOpen: (words) => `^(?:${words})`,
  meanwhile: (words) => words,
  awaits: (words) => words,
  work: (words) => words,
  wishes: (words) => `^(?:${words})\\W*$`,
  yours: (words) => words,
  what: (words) => words,
  unmarked: (words) => words,
  names: (words) => `[:：]|${words}`,
  goOn: (words) => `["'“‘„«「『] ?(?:${words}) ?["'”’“»」』]`,
  greeting: (words) => `^(?:${words})(?![a-zà-ÿа-яёёіїє])`,
};

const patterns = new Patterns();
let choiceNames: Set<string> | undefined;

/**
 * The pattern of a sign in any language, made when it is first asked for; `toItself`, `settles` and `unmarked` in the
 * languages other than English.
 */
export function signOf(sign: Sign): RegExp {
  return patterns.of(sign, () => PATTERNS[sign](joined(sign)));
}

/** The patterns of all signs, one for each language that has the sign. */
export function readSigns(): RegExp[] {
  const signs = Object.keys(PATTERNS) as Sign[];
  return signs.flatMap((sign) => eachOf(sign).map((words) => new RegExp(PATTERNS[sign](words))));
}

/** What a choice is called, in any language. */
export function readChoiceNames(): Set<string> {
  choiceNames ??= new Set(eachOf('choiceNames').flatMap((names) => names.split(' ')));
  return choiceNames;
}

function joined(sign: Sign): string {
  return [...new Set(eachOf(sign))].join('|');
}

function eachOf(sign: keyof Signs): string[] {
  return [SIGNS, ...Object.values(LANGUAGES).map(({ signs }) => signs)].flatMap((signs) => signs?.[sign] ?? []);
}

import { B, type Cues, E } from './language.ts';

/** The words of each cue, as alternatives. Words that ask come first in their clause, after a politeness (`please`). */
type Words = Omit<Cues, 'step'> & { please: string; step: string };

/** The cues that words form, in a language that separates its words with blanks. */
export function byWords({ please, tell, act, step, ...rest }: Words): Cues {
  const first = (words: string) => `^(?:(?:${please}),? ){0,3}(?:${words})${E}`;
  const anywhere = Object.fromEntries(Object.entries(rest).map(([cue, words]) => [cue, `${B}(?:${words})${E}`]));
  return { ...(anywhere as typeof rest), tell: first(tell), act: first(act), step: first(step) };
}

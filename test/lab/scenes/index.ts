import type { Scene } from '../scene.ts';
import { ENDS } from './ends.ts';
import { GATES } from './gates.ts';
import { HOOKS } from './hooks.ts';
import { MODES } from './modes.ts';
import { PLANS } from './plans.ts';
import { SENDS } from './sends.ts';
import { START } from './start.ts';
import { TURNS } from './turns.ts';
import { WORDS } from './words.ts';

/** Scenes by what they are about. */
export const GROUPS: Record<string, Scene[]> = {
  start: START,
  turns: TURNS,
  gates: GATES,
  plans: PLANS,
  words: WORDS,
  ends: ENDS,
  modes: MODES,
  sends: SENDS,
  hooks: HOOKS,
};

/** Every scene, in the order of the tables. */
export const SCENES: Scene[] = Object.values(GROUPS).flat();

/** The scenes whose name matches one of the globs (`*` stands for anything). */
export function scenesLike(globs: string[]): Scene[] {
  const patterns = globs.map(
    (glob) => new RegExp(`^${glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`),
  );
  return SCENES.filter(({ name }) => patterns.some((pattern) => pattern.test(name)));
}

import type { Scene } from '../scene.ts';
import { ENDS } from './ends.ts';
import { GATES } from './gates.ts';
import { MODES } from './modes.ts';
import { PLANS } from './plans.ts';
import { SENDS } from './sends.ts';
import { START } from './start.ts';
import { TURNS } from './turns.ts';
import { WORDS } from './words.ts';

/** Every scene, in the order of the tables. */
export const SCENES: Scene[] = [...START, ...TURNS, ...GATES, ...PLANS, ...WORDS, ...ENDS, ...MODES, ...SENDS];

/** The scenes whose name matches one of the globs (`*` stands for anything). */
export function scenesLike(globs: string[]): Scene[] {
  const patterns = globs.map(
    (glob) => new RegExp(`^${glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`),
  );
  return SCENES.filter(({ name }) => patterns.some((pattern) => pattern.test(name)));
}

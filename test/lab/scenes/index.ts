import type { Scene } from '../scene.ts';
import { ANSWERS } from './answers.ts';
import { BACKGROUND } from './background.ts';
import { ENDS } from './ends.ts';
import { FOLLOWING } from './following.ts';
import { GATES } from './gates.ts';
import { HOOKS } from './hooks.ts';
import { LIMITS } from './limits.ts';
import { MODES } from './modes.ts';
import { PLANS } from './plans.ts';
import { RECORDS } from './records.ts';
import { SENDS } from './sends.ts';
import { START } from './start.ts';
import { TURNS } from './turns.ts';
import { VIEWS } from './views.ts';
import { WORDS } from './words.ts';
import { WORKERS } from './workers.ts';

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
  answers: ANSWERS,
  hooks: HOOKS,
  limits: LIMITS,
  views: VIEWS,
  background: BACKGROUND,
  records: RECORDS,
  following: FOLLOWING,
  workers: WORKERS,
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

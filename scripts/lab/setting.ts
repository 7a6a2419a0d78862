import type { ScriptedApi } from './api.ts';
import type { HomeOptions, Place } from './home.ts';
import type { Shape } from './shape.ts';

export interface Size {
  width: number;
  height: number;
}

/** A scene without its play: its setup. */
export interface Setting {
  name: string;
  /** One sentence: what is done and what must be true. */
  about: string;
  /** Of the pane; 220x50 if absent. */
  size?: Size;
  /** Flags of `csd spawn`, with the agent's own arguments after `--`. */
  spawn?: string[];
  home?: HomeOptions | ((release: string) => HomeOptions);
  /** The releases it can be played on; all if absent. */
  on?: (release: string) => boolean;
  /** Played on a model that the agent knows: `only` there, or never (`false`); on both if absent. */
  known?: 'only' | false;
  /** False for a scene that checks more of `csd` than a verdict and leaves nothing to record. */
  records?: boolean;
  /** Teaches the model its lines. */
  script?(api: ScriptedApi, place: Place): void;
}

/** How a moment is recognised on the screen, by a person's eye and not by the driver's rules. */
export interface Look {
  /** Must be on the plain screen. */
  shows?: RegExp;
  /** Must not be on it. */
  hides?: RegExp;
  /** The pane's program must have ended. */
  dead?: boolean;
  /** Must be in a transcript before the moment is recorded. */
  wrote?: RegExp;
  /** The screen continues changing while the moment lasts. */
  moving?: boolean;
  /** Why the verdict is known to be wrong, by release or for all; the moment then fails when it becomes right. */
  knownWrong?: string | Record<string, string>;
}

/** Why the verdict at a moment is known to be wrong on a release; `undefined` if it must be right. */
export function knownWrong(look: Look, release: string): string | undefined {
  return typeof look.knownWrong === 'string' ? look.knownWrong : look.knownWrong?.[release];
}

/** One line of the table: a moment, an effect or a step of a scene. */
export interface Outcome {
  scene: string;
  label: string;
  ok: boolean;
  ms: number;
  note?: string;
  /** How the agent drew the moment; for moments that were compared with a verdict. */
  shape?: Shape;
}

/** True for release `a` at or after `b`. */
export function atLeast(a: string, b: string): boolean {
  const [x = [], y = []] = [a, b].map((release) => release.split('.').map(Number));
  for (const [n, part] of y.entries()) {
    const own = x[n] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

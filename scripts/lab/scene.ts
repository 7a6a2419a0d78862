import type { Words } from './agent-words.ts';
import type { Setting } from './setting.ts';
import type { Stage } from './stage.ts';

/** One story played on the real agent, by the live suite through `csd` and by the recorder without it. */
export interface Scene extends Setting {
  play(stage: Stage): Promise<void>;
}

/** Makes scenes for one agent. */
export type SceneTable = (words: Words) => Scene[];

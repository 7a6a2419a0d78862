import type { Scene } from '../scene.ts';
import { ACTIVITY, over } from './lines.ts';

/** Turns that no gate interrupts. */
export const TURNS: Scene[] = [
  {
    name: 'interrupt-early',
    about: 'Escape before the first token, in a first turn: the agent gives the prompt back into the composer.',
    script: (api) => void api.on('think', [{ delayMs: 60_000, text: 'Late.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('think hard');
      await stage.waitForScreen(ACTIVITY);
      await stage.keys('Escape');
      await stage.moment('', { status: 'idle_done', interrupted: true }, { hides: ACTIVITY, shows: /^❯/m });
    },
  },
  {
    name: 'interrupt-early-later',
    about: 'Escape before the first token, after an earlier turn: the earlier answer is no answer to this prompt.',
    script: (api) =>
      void api.on('first', [{ text: 'The first answer.' }]).on('think', [{ delayMs: 60_000, text: 'Late.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('first please');
      await stage.waitForScreen(over(/The first answer\./));
      await stage.send('think hard');
      await stage.waitForScreen(ACTIVITY);
      await stage.keys('Escape');
      await stage.moment('', { status: 'idle_done', interrupted: true }, { hides: ACTIVITY, shows: /^❯/m });
    },
  },
];

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scene } from '../scene.ts';
import { over } from './lines.ts';

/** Composers that a person has configured differently, or that a terminal without colours draws. */
export const COMPOSERS: Scene[] = [
  {
    name: 'no-color',
    about:
      'Without colours nothing is dim: what the agent writes into an empty composer is not a draft, and a draft is one.',
    home: { env: { NO_COLOR: '1' } },
    records: false,
    script: (api) =>
      void api.on('say hello', [{ text: 'Hello there.' }]).on('think', [{ delayMs: 60_000, text: 'Late.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.moment('done', { status: 'idle_done', text: 'Hello there.' }, { shows: over(/Hello there\./) });
      for (const prompt of ['think', 'one more', 'another']) await stage.send(prompt);
      await stage.moment('queued', { status: 'working', queued: 2 }, { shows: /Press up to edit/ });
      await stage.type('my own draft');
      await stage.keys('C-a');
      await stage.waitForScreen(/my own draft/);
      const refused = await stage.csd('send', 'lab', '--', 'say hello');
      await stage.effect('a draft is recognized', () => JSON.stringify(refused.json).includes('composer_busy'));
      await stage.effect('it is unchanged', async () => /^❯.my own draft$/m.test(await stage.screen()));
    },
  },
  {
    name: 'enter-rebound',
    about:
      'Enter starts a new line by the key bindings of the person: the prompt is taken back, and the error says why.',
    records: false,
    async play(stage) {
      const bindings = [{ context: 'Chat', bindings: { enter: 'chat:newline', 'ctrl+s': 'chat:submit' } }];
      await writeFile(join(stage.place.configDir, 'keybindings.json'), JSON.stringify({ bindings }));
      await stage.spawn();
      await stage.waitForScreen(/^❯/m);
      for (const prompt of ['say hello', 'say hello again\nin two rows']) {
        const refused = await stage.csd('send', 'lab', '--', prompt);
        await stage.effect('the error says why', () => /new line.*taken back/.test(JSON.stringify(refused.json)));
      }
      await stage.effect('the composer is empty', async () => !(await stage.screen()).includes('say hello'));
    },
  },
];

import type { Scene } from '../scene.ts';
import { over } from './lines.ts';

/** Sessions that end, start over, or share their window. */
export const ENDS: Scene[] = [
  {
    name: 'clear',
    about: '/clear starts a new conversation; the next answer is the one that counts.',
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]).on('again', [{ text: 'Hello again.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.waitForScreen(over(/Hello there\./));
      await stage.send('/clear');
      await stage.moment('empty', { status: 'spawning' }, { shows: /^❯/m, hides: /Hello there/ });
      await stage.effect('wait ends', async () => (await stage.csd('wait', 'lab', '--timeout', '5')).code === 0);
      await stage.send('say it again');
      await stage.moment('again', { status: 'idle_done', text: 'Hello again.' }, { shows: over(/Hello again\./) });
    },
  },
  {
    name: 'viewer',
    about:
      'A person opened the view of the whole conversation: it hides composer and gates, so no verdict but unknown is honest.',
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.waitForScreen(over(/Hello there\./));
      await stage.keys('C-o');
      const truth = { status: 'unknown', overlay: 'transcript' };
      await stage.moment('', truth, { shows: /Showing detailed transcript/ });
    },
  },
  {
    name: 'help',
    about: 'A person opened the list of shortcuts below the composer.',
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.waitForScreen(over(/Hello there\./));
      await stage.type('?');
      const truth = { status: 'idle_done', text: 'Hello there.' };
      await stage.moment('', truth, { shows: /for shell mode|for bash mode/ });
    },
  },
];

import type { Words } from '../agent-words.ts';
import type { Scene } from '../scene.ts';
import { atSizes, WAIT_FOR_GO } from './lines.ts';

/** Conversations of codex that a person opens besides the session's. */
export function codexBeside(words: Words): Scene[] {
  const sideChat: Scene = {
    name: 'side-chat',
    about:
      'The person opens a side chat: its turns are not told, the session’s are, and nothing is typed into it or interrupted there.',
    records: false,
    ...words.bypassing,
    script: (api) =>
      void api
        .on('run it', [{ text: 'I run it.', tools: [words.shell(WAIT_FOR_GO)] }, { text: 'It ran.' }])
        .on('beside', [{ text: 'Said beside.' }])
        .on('say more', [{ text: 'Said more.' }]),
    async play(stage) {
      const overlay = 'side-chat';
      const atWork = (told: unknown) => told === 'working' || told === 'unknown';
      const inSide = /Said beside\.[\s\S]*Ask a follow-up/;
      await stage.spawn();
      await stage.send('run it');
      await stage.waitForScreen(words.running);
      await stage.type('/side');
      await stage.waitForScreen(/\/side {2}/);
      await stage.keys('Enter');
      await stage.waitForScreen(/Ask a follow-up/);
      await stage.moment('opened', { status: atWork, overlay }, { shows: /Ask a follow-up/ });
      await stage.type('beside');
      await stage.waitForScreen(/› beside/);
      await stage.keys('Enter');
      await stage.moment('answered', { status: atWork, overlay }, { shows: inSide });
      const { json } = await stage.csd('interrupt', 'lab');
      await stage.effect(
        'nothing is interrupted there',
        () => (json as { interrupted?: boolean }).interrupted === false,
      );
      await stage.make('go');
      await stage.moment('over', { status: 'idle_done', text: 'It ran.', overlay }, { shows: inSide });
      const refused = await stage.csd('send', 'lab', '--', 'say more');
      await stage.effect('nothing is sent there', () => JSON.stringify(refused.json).includes('"not_ready"'));
      await stage.effect('its history has none of it', async () => {
        const { stdout } = await stage.csd('history', 'lab', '--json');
        return stdout.includes('run it') && !stdout.includes('beside');
      });
      await stage.keys('C-/');
      await stage.waitForScreen(/(?:\^|ctrl \+ )\/ for side/);
      await stage.moment('back', { status: 'idle_done', text: 'It ran.' }, { shows: /(?:\^|ctrl \+ )\/ for side/ });
      await stage.send('say more');
      await stage.moment('on', { status: 'idle_done', text: 'Said more.' }, { hides: /esc to interrupt/ });
    },
  };
  return [sideChat, ...atSizes(sideChat, ['80x24', '60x20'])];
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SceneTable } from '../scene.ts';

/** An image of one pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** Prompts that name images, which the agent attaches in place of their paths. */
export const imagesOf: SceneTable = (words) => [
  {
    name: 'send-image',
    about: 'Paths of images become attachments: they are sent, and a draft that has one is left unchanged.',
    records: false,
    script: (api) => void api.on(/./, [{ text: 'Received.' }]),
    async play(stage) {
      const at = (name: string) => join(stage.place.cwd, name);
      for (const name of ['one.png', 'two.png', 'my pic.png']) await writeFile(at(name), Buffer.from(PNG, 'base64'));
      await stage.spawn();
      await stage.waitForScreen(words.composer);
      const images = () =>
        stage.api.received.map(({ request }) => JSON.stringify(request).match(/image\/png/g)?.length ?? 0);
      let sent = 0;
      for (const prompt of [
        at('one.png'),
        `"${at('my pic.png')}"`,
        `${at('one.png')} ${at('two.png')}`,
        `${at('none.png')}`,
      ]) {
        await stage.step('send', () => stage.ok('send', 'lab', '--', prompt));
        sent++;
        await stage.effect('one prompt', () => stage.api.received.filter(({ step }) => step === 0).length === sent);
        await stage.moment(`done ${sent}`, { status: 'idle_done', text: 'Received.' });
      }
      await stage.effect('the model sees the images', () => images().some((count) => count > 0));
      await stage.draft(at('two.png'));
      await stage.waitForScreen(/\[Image/);
      for (const flags of [[], ['--stash']]) {
        const refused = await stage.csd('send', 'lab', ...flags, '--', 'say hello');
        await stage.effect('an attached image is a draft', () =>
          JSON.stringify(refused.json).includes('composer_busy'),
        );
      }
      await stage.effect('it is still open', async () => /^[❯›].\[Image #\d+\]/m.test(await stage.screen()));
    },
  },
];

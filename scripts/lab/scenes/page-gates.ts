import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasChromium } from '../../chromium.ts';
import type { Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { ASK, ASK_TWO } from './lines.ts';
import { onPage } from './shared-page.ts';

const edited = (stage: Stage) => readFileSync(join(stage.place.cwd, 'e.txt'), 'utf8');

/** Gates of Claude Code's own tools on the page of `csd serve --ui`. */
export const PAGE_GATES: Scene[] = [
  {
    name: 'page-gates',
    about:
      'On the page an edit is agreed to as a difference, and questions are answered by their options and in words.',
    records: false,
    known: false,
    on: () => hasChromium,
    spawn: ['--permission-mode', 'default'],
    home: { files: { 'e.txt': 'alpha\nkept\n' } },
    script: (api, { cwd }) => {
      const file = join(cwd, 'e.txt');
      api
        .on('edit it', [
          { tools: [{ name: 'Read', input: { file_path: file } }] },
          {
            tools: [{ name: 'Edit', input: { file_path: file, old_string: 'alpha\nkept', new_string: 'beta\nkept' } }],
          },
          { text: 'Edited.' },
        ])
        .on('choose one', [{ tools: [ASK] }, { text: 'Chosen.' }])
        .on('choose two', [{ tools: [ASK_TWO] }, { text: 'Both are chosen.' }]);
    },
    async play(stage) {
      await stage.spawn();
      await onPage(stage, async (open) => {
        const { page } = open;
        const told = (text: string) => JSON.stringify(stage.api.received.at(-1)?.request.messages).includes(text);
        await stage.step('a difference', async () => {
          await open.choose('lab');
          await open.send('edit it');
          await open.shows('#gate .diff .removed', 'alpha');
          await open.shows('#gate .diff .added', 'beta');
          await open.shows('#gate .diff .same', 'kept');
          if (edited(stage) !== 'alpha\nkept\n') throw new Error('it was edited before it was approved');
          await page.locator('#approve[aria-disabled="false"]:enabled').click();
          await open.shows('#conversation', 'Edited.');
          await open.shows('#state', 'done');
        });
        await stage.effect('it was edited', () => edited(stage) === 'beta\nkept\n');
        await stage.step('an option', async () => {
          await open.send('choose one');
          await open.shows('#question', 'Which database should we use?');
          await page.locator('#options button:enabled', { hasText: 'SQLite' }).click();
          await open.shows('#conversation', 'Chosen.');
          await open.shows('#state', 'done');
        });
        await stage.effect('the model is told the option', () => told('SQLite'));
        await stage.step('several questions', async () => {
          await open.send('choose two');
          const group = (name: string) => page.getByRole('group', { name });
          await group('Which database').getByLabel('Another answer').fill('MySQL on the old host');
          await group('Which checks').getByLabel('Lint').check();
          await group('Which checks').getByLabel('Types').check();
          await page.getByRole('button', { name: 'Answer', exact: true }).click();
          await open.shows('#conversation', 'Both are chosen.');
          await open.shows('#state', 'done');
        });
        await stage.effect('the model is told both', () => told('MySQL on the old host') && told('Lint, Types'));
      });
    },
  },
];

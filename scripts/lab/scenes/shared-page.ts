import { hasChromium } from '../../chromium.ts';
import type { Words } from '../agent-words.ts';
import { OpenPage } from '../browser.ts';
import type { SceneTable } from '../scene.ts';
import type { Stage } from '../stage.ts';

/** Plays a page to its end, whatever its result. */
export async function onPage(stage: Stage, play: (open: OpenPage) => Promise<void>): Promise<void> {
  const open = await stage.step('open the page', () => OpenPage.open(stage.place, { width: 1100, height: 800 }));
  try {
    await play(open);
    await stage.effect('nothing went wrong in the page', () => open.faults.length === 0);
  } finally {
    await open.close();
  }
}

/** The mode that asks, as the dialog of a new session names it. */
const modeOf = ({ asking }: Words) => asking[asking.indexOf('--permission-mode') + 1] ?? '';

/** The page of `csd serve --ui` on every agent. */
export const pageOf: SceneTable = (words) => [
  {
    name: 'page-day',
    about: 'On the page a session is started, asked, approved, denied, typed into, ended, resumed and forked.',
    records: false,
    known: false,
    on: () => hasChromium,
    script: (api) =>
      void api
        .on('say hello', [{ text: '# Hello\n\nIt is **there**.' }])
        .on('touch it', [{ tools: [words.asked('touch made')] }, { text: 'It ran.' }])
        .on('leave it', [{ tools: [words.asked('touch unwanted')] }, { text: 'I left it.' }])
        .on('Not now', [{ text: 'I left it.' }])
        .on('ask me', [{ text: 'I can do it in two ways. Shall I go on?' }])
        .on('yes please', [{ text: 'I went on.' }])
        .on('count slowly', [{ text: 'one two three four five six seven', chunkMs: 300, stall: true }])
        .on('go on', [{ text: 'I am back.' }]),
    async play(stage) {
      await onPage(stage, async (open) => {
        const { page } = open;
        await stage.step('start', async () => {
          await page.locator('#new').click();
          const field = (name: string) => page.locator(`dialog [name="${name}"]`);
          await field('cwd').fill(stage.place.start);
          await field('name').fill('made-here');
          await field('prompt').fill('say hello');
          await field('backend').selectOption(stage.agent.name);
          await field('permission_mode').fill(modeOf(words));
          await page.locator('dialog button[type="submit"]').click();
          await open.shows('#name', 'made-here');
          await open.shows('#state', 'done');
          await open.shows('#conversation .answer strong', 'there');
        });
        await stage.step('approve', async () => {
          await open.send('touch it');
          await open.shows('#gate .command, #gate #prompt', 'touch made');
          await page.locator('#approve[aria-disabled="false"]:enabled').click();
          await open.shows('#conversation', 'It ran.');
          await open.shows('#state', 'done');
        });
        await stage.effect('it ran', () => stage.made('made'));
        await stage.step('deny', async () => {
          await open.send('leave it');
          await open.shows('#gate .command, #gate #prompt', 'touch unwanted');
          await page.locator('#message').fill('Not now');
          await page.locator('#deny:enabled').click();
          await open.shows('#state', /done|interrupted/);
        });
        await stage.effect('it did not run', () => !stage.made('unwanted'));
        await stage.step('answer', async () => {
          await open.send('ask me');
          await open.shows('#state', 'asks you');
          await open.send('yes please');
          await open.shows('#conversation', 'I went on.');
        });
        await stage.step('interrupt', async () => {
          await open.shows('#state', 'done');
          await open.send('count slowly');
          await page.locator('#interrupt').click();
          await open.shows('#state', 'interrupted');
        });
        await stage.step('type into the terminal', async () => {
          await page.locator('#tab-terminal').click();
          await open.shows('.xterm-rows', 'I went on.');
          await page.locator('#typing').click();
          await page.keyboard.type('say hello again', { delay: 30 });
          await open.shows('.xterm-rows', 'say hello again');
          await page.keyboard.press('Enter');
          await open.shows('#state', 'done');
          await page.keyboard.press('Control+]');
          await page.locator('#tab-conversation').click();
          await open.shows('#conversation .prompt', 'say hello again');
        });
        await stage.step('end', async () => {
          await page.locator('#end').click();
          await page.locator('#really-end').click();
          await open.shows('#state', 'ended');
        });
        await stage.step('resume', async () => {
          await page.locator('#resume').click();
          await page
            .locator('#state')
            .filter({ hasNotText: /ended|dead/ })
            .waitFor();
          await open.send('go on');
          await open.shows('#conversation', 'I am back.');
          await open.shows('#state', 'done');
        });
        await stage.step('fork', async () => {
          await page.locator('#fork').click();
          await page.locator('dialog [name="prompt"]').fill('say hello in the fork');
          await page.locator('dialog button[type="submit"]').click();
          await open.shows('#name', 'made-here-2');
          await open.shows('#conversation .prompt', 'say hello in the fork');
          await open.shows('#state', 'done');
        });
        await stage.effect('both continue', async () => {
          const { json } = await stage.csd('ps', '--json');
          const { sessions } = json as { sessions: { name: string; state: { status: string } }[] };
          return sessions.length === 2 && sessions.every(({ state }) => state.status === 'idle_done');
        });
      });
    },
  },
];

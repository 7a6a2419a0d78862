import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { THOROUGH } from '../thorough.ts';
import { deskOfTests, hasPage, openSession, rowOf, waitFor } from './page-desk.ts';
import { type Script, settles } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const WORK: Script = {
  turns: [
    {
      match: 'greeting',
      steps: [
        {
          say: 'I will.',
          tools: [{ name: 'Bash', input: { command: 'echo hello > greeting.txt', description: 'Write' } }],
          costUsd: 0.02,
        },
        {
          say: '# Done\n\nIt **is** written, see [the manual](https://example.com).\n\n- one\n- two\n\n```sh\ncat greeting.txt\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted',
          costUsd: 0.31,
        },
      ],
    },
    { match: 'slow', steps: [{ thinkMs: 200, say: Array(300).fill('word').join(' '), chunkMs: 300 }] },
    {
      match: 'database',
      steps: [
        {
          ask: {
            header: 'DB',
            question: 'Which database?',
            options: [
              { label: 'Postgres', description: 'Relational' },
              { label: 'SQLite', description: 'A file' },
            ],
          },
        },
        { say: 'Noted.' },
      ],
    },
    { match: 'plan', steps: [{ plan: '# Plan\n\n1. Read\n2. Change `x`\n' }, { say: 'Done.' }] },
  ],
};

const RULES = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }";
const COLOURS = "{ runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }";

/** What axe finds wrong in the current page, by rule and element; for the other theme only its colours. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const light = await runAxe(page, RULES);
  return [...light, ...(await inDark(page, COLOURS))];
}

/** The violations in the dark theme, once axe is in the page. */
async function inDark(page: Page, rules: string): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await runAxe(page, rules);
  await page.emulateMedia({ colorScheme: 'light' });
  return dark.map((one) => `dark: ${one}`);
}

async function runAxe(page: Page, options: string): Promise<string[]> {
  const found = `axe.run(document, ${options}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ' ' + target)))`;
  return (await page.evaluate(found)) as string[];
}

describe.skipIf(!hasPage)('accessibility of the page (needs tmux and chromium)', () => {
  const desk = deskOfTests();

  test('has no violation that axe finds in any view, light and dark', { timeout: 300_000 }, async () => {
    const page = await desk.open({ colorScheme: 'light' });
    const s = await Session.start(desk.sandbox, 'axe', WORK);
    const found: Record<string, string[]> = {};
    // Axe needs seconds: each view in both themes in a thorough run, otherwise in one of them, in turn.
    const check = async (view: string) => {
      if (THOROUGH) found[view] = await violations(page);
      else {
        await page.evaluate(AXE);
        found[view] = await (Object.keys(found).length % 2 === 0 ? runAxe(page, RULES) : inDark(page, RULES));
      }
    };
    await page.goto(`${desk.server.url}/ui/`);
    await page.locator('#sign-in').waitFor();
    await check('sign in');
    await page.goto(desk.server.page);
    // Only the fragment of the address has changed, which loads nothing by itself.
    await page.reload();
    await rowOf(page, s.name).waitFor();
    await check('list');
    await openSession(page, s.name);
    await check('nothing said');
    await s.csd('send', 'Write a greeting');
    await page.locator('#approve:enabled').waitFor();
    await check('gate');
    await page.locator('#approve').click();
    await waitFor(page, 'done');
    await waitFor(page, 'quoted', page.locator('#conversation'));
    await check('conversation');
    await page.locator('#tab-history').click();
    await page.locator('.history table').waitFor();
    await check('history');
    await page.locator('#tab-terminal').click();
    await page.locator('.xterm-rows').waitFor();
    await check('terminal');
    await page.locator('#typing').click();
    await waitFor(page, 'Ctrl-] stops', page.locator('.terminal-view'));
    await check('typing');
    await page.locator('#typing').click();
    await page.locator('#tab-conversation').click();
    await s.csd('send', 'Choose a database');
    await page.locator('#options button', { hasText: 'SQLite' }).waitFor();
    await check('question');
    await page.locator('#options button', { hasText: 'SQLite' }).click();
    await waitFor(page, 'done');
    await s.csd('send', 'Make a plan');
    await page.locator('#approve:enabled').waitFor();
    await check('plan');
    for (const [dialog, key] of [
      ['new', 'n'],
      ['fork', 'f'],
      ['rename', 'm'],
      ['end', 'e'],
      ['help', '?'],
    ] as const) {
      await page.locator('#name').focus();
      await page.keyboard.press(key);
      await page.locator(`#dialog-${dialog}`).waitFor();
      await check(`dialog ${dialog}`);
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor({ state: 'detached' });
    }
    await page.selectOption('#grouping', 'folder');
    await page.locator('.list .heading').first().waitFor();
    await check('groups');
    await page.setViewportSize({ width: 390, height: 844 });
    await check('phone, session');
    await page.locator('#back').click();
    await check('phone, list');
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((view) => [view, []])));
    expect(Object.keys(found)).toHaveLength(18);
    await s.csd('kill');
  });

  test('supports a whole day by keyboard: start, write, approve, answer, fork, end, resume, filter, look', async () => {
    const { page } = desk;
    const program = desk.sandbox.agent(WORK);
    await desk.stop();
    desk.sandbox.env.CSD_CLAUDE_BIN = program.bin;
    await desk.serve();
    const folder = desk.sandbox.workFolder('day');
    const press = (key: string) => page.keyboard.press(key);
    await page.goto(desk.server.page);
    await page.locator('#none').waitFor();
    await press('n');
    await page.locator('#dialog-new').waitFor();
    await press('Control+a');
    await page.keyboard.type(folder);
    await press('Tab');
    await page.keyboard.type('Write a greeting');
    await press('Tab');
    await page.keyboard.type('day');
    await press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached', timeout: 30_000 });
    await waitFor(page, 'day', page.locator('#name'));
    await page.locator('#approve:enabled').waitFor({ timeout: 20_000 });
    await press('a');
    await waitFor(page, 'done');
    expect(readFileSync(join(folder, 'greeting.txt'), 'utf8')).toBe('hello\n');

    await press('s');
    await page.keyboard.type('Choose a database');
    await press('Enter');
    await waitFor(page, 'asks you');
    // A question that has just appeared accepts no answer yet.
    await page.locator('#options button:enabled').first().waitFor();
    await page.locator('#message').waitFor();
    // The field may have disappeared and come back: Esc leaves it, and without it the session.
    if ((await page.locator('#message:focus').count()) > 0) await press('Escape');
    await press('s');
    await page.keyboard.type('SQLite');
    await press('Enter');
    await waitFor(page, 'done');

    await press('Escape');
    await press('f');
    await page.locator('#dialog-fork').waitFor();
    await press('Enter');
    await waitFor(page, 'day-2', page.locator('#name'));
    await press('s');
    await page.keyboard.type('for later');
    await press('Escape');
    await press('m');
    await page.locator('#dialog-rename').waitFor();
    await press('Control+a');
    await page.keyboard.type('night');
    await press('Enter');
    await waitFor(page, 'night', page.locator('#name'));
    expect(await page.locator('#message').inputValue()).toBe('for later');
    await press('h');
    await page.locator('.history').waitFor();
    await press('c');
    await press('e');
    await page.locator('#dialog-end').waitFor();
    await press('Enter');
    await waitFor(page, 'ended');
    await press('u');
    await page.locator('#state').filter({ hasNotText: 'ended' }).waitFor({ timeout: 30_000 });
    await press('/');
    await page.keyboard.type('night');
    expect(await page.locator('#list li').count()).toBe(1);
    await press('Control+a');
    await press('Backspace');
    await press('Escape');
    expect(await page.locator('#list li').count()).toBe(2);
    await press('k');
    await press('j');
    await press('Escape');
    expect(await page.locator('#detail').count()).toBe(0);
    for (const name of ['day', 'night']) mustSucceed(await desk.sandbox.csd(['kill', name]));
  });

  test('fits a phone of 390 by 844: one thing at a time, nothing wider than the screen, keys large enough for a finger', async () => {
    const page = await desk.open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const s = await Session.start(desk.sandbox, 'narrow', WORK);
    await page.goto(desk.server.page);
    await waitFor(page, 'no prompt yet', rowOf(page, 'narrow').locator('.badge'));
    const fits = () =>
      page.evaluate(
        'document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight',
      );
    expect([await fits(), await page.locator('#detail').count()]).toEqual([true, 0]);
    await rowOf(page, 'narrow').locator('button').tap();
    expect([await fits(), await page.locator('#sessions').isVisible()]).toEqual([true, false]);
    await s.csd('send', 'Write a greeting');
    await page.locator('#approve:enabled').waitFor();
    expect(await fits()).toBe(true);
    const small = await page.locator('#detail button:visible').evaluateAll((all) =>
      all.flatMap((one) => {
        const { height } = (one as unknown as { getBoundingClientRect(): { height: number } }).getBoundingClientRect();
        return height < 32 ? [`${one.textContent} ${height}`] : [];
      }),
    );
    expect(small).toEqual([]);
    await page.locator('#tab-terminal').tap();
    await page.locator('#typing').tap();
    // Its dialog is on the screen that receives the keys: nothing covers it.
    await page.locator('#gate').waitFor({ state: 'hidden' });
    expect(await fits()).toBe(true);
    expect(await violations(page)).toEqual([]);
    // The number of the option, and Enter, as a person at the terminal types them.
    await page.getByRole('button', { name: 'Enter', exact: true }).tap();
    await waitFor(page, 'done');
    expect(existsSync(join(s.folder, 'greeting.txt'))).toBe(true);
    await page.locator('#back').tap();
    expect(await rowOf(page, 'narrow').isVisible()).toBe(true);
    await s.csd('kill');
  });

  test('notifies in the browser about a session that needs its person, once, while the page is in the background', async () => {
    const page = await desk.open({ permissions: ['notifications'] });
    const s = await Session.start(desk.sandbox, 'teller', WORK);
    await page.addInitScript(`
      window.told = [];
      const show = (title, { tag, body }) => window.told.push([title, tag, body]);
      ServiceWorkerRegistration.prototype.showNotification = function (title, options) { show(title, options); return Promise.resolve(); };
      window.Notification = class { static permission = 'granted'; constructor(title, options) { show(title, options); } };
      document.hasFocus = () => window.isLookedAt === true;
    `);
    await page.goto(desk.server.page);
    await rowOf(page, 'teller').waitFor();
    await page.locator('#notices').click();
    expect(await page.locator('#notices').getAttribute('aria-pressed')).toBe('true');
    await s.csd('send', 'Write a greeting');
    const told = () => page.evaluate('window.told') as Promise<string[][]>;
    expect(await settles(async () => (await told()).length === 1)).toBe(true);
    expect(await told()).toEqual([['teller asks to use Bash', 'csd teller', 'echo hello > greeting.txt']]);
    await page.evaluate('window.isLookedAt = true');
    mustSucceed(await s.csd('approve'));
    await waitFor(page, 'done', rowOf(page, 'teller').locator('.badge'));
    await s.csd('send', 'Choose a database');
    await waitFor(page, 'asks you', rowOf(page, 'teller').locator('.badge'));
    await page.waitForTimeout(2500);
    expect(await told()).toHaveLength(1);
    await s.csd('kill');
  });

  test('is light or dark as the device is, or as the person has chosen, which is remembered', async () => {
    const page = await desk.open({ colorScheme: 'dark' });
    await page.goto(desk.server.page);
    await page.locator('#none').waitFor();
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await ground();
    await page.locator('#theme').click();
    await page.locator('#theme').filter({ hasText: 'light' }).waitFor();
    const light = await ground();
    expect(light).not.toBe(dark);
    await page.reload();
    await page.locator('#none').waitFor();
    expect(await ground()).toBe(light);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('#theme').click();
    expect(await ground()).toBe(dark);
  });
});

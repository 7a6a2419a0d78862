import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deskOfTests, hasPage, openSession, rowOf, waitFor } from './page-desk.ts';
import { type Script, settles } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';

const TALK: Script = {
  turns: [
    {
      match: 'edit',
      steps: [
        {
          say: 'I change it.',
          tools: [
            { name: 'Edit', input: { file_path: 'a.txt', old_string: 'one\ntwo\n', new_string: 'one\nthree\n' } },
          ],
        },
        { say: 'It is **changed**.' },
      ],
    },
    {
      match: 'many lines',
      steps: [
        { say: 'I count.', tools: [{ name: 'Bash', input: { command: 'seq 1 40', description: 'Count' } }] },
        { say: 'Counted.' },
      ],
    },
    { match: 'number', steps: [{ say: 'This was {prompt}. All of it is noted.', costUsd: 0.25 }] },
  ],
};

describe.skipIf(!hasPage)('views of the page (needs tmux and chromium)', () => {
  const desk = deskOfTests();

  test('the conversation as it grows, a change as a difference, long results in part, and earlier turns', async () => {
    const { page } = desk;
    const s = await Session.start(desk.sandbox, 'talker', TALK);
    for (let n = 1; n <= 11; n++) {
      mustSucceed(await s.csd('send', `number${n}`));
      await s.until('idle_done');
    }
    await page.goto(desk.server.page);
    await openSession(page, 'talker');
    const said = page.locator('#conversation .prompt .written');
    await said.filter({ hasText: 'number11' }).waitFor();
    expect(await said.count()).toBe(10);
    await page.getByRole('button', { name: 'Earlier turns' }).click();
    await said.filter({ hasText: /^number1$/ }).waitFor();
    await s.csd('send', 'Count many lines');
    await page.locator('#approve:enabled').click();
    await waitFor(page, 'Counted.', page.locator('#conversation'));
    const result = page.locator('#conversation .result').last();
    expect(await result.locator('.code').innerText()).toBe('1\n2\n3\n4\n5\n6');
    await result.getByRole('button', { name: '34 more lines' }).click();
    expect((await result.locator('.code').innerText()).split('\n')).toHaveLength(40);
    await s.csd('send', 'Now edit');
    await page.locator('#conversation .diff .removed', { hasText: '- two' }).waitFor();
    const lines = await page.locator('#conversation .diff .line').allInnerTexts();
    expect(lines.map((line) => line.trimEnd())).toEqual(['  one', '- two', '+ three']);
    // Text written for one session stays there.
    await page.locator('#message').fill('Rather not');
    await Session.start(desk.sandbox, 'other', TALK);
    await openSession(page, 'other');
    expect(await page.locator('#message').inputValue()).toBe('');
    await openSession(page, 'talker');
    expect(await page.locator('#message').inputValue()).toBe('Rather not');
    for (const name of ['talker', 'other']) await desk.sandbox.csd(['kill', name]);
  });

  test('the terminal, live while visible; keys only in its keyboard mode, in order, and none after it', async () => {
    const { page } = desk;
    const s = await Session.start(desk.sandbox, 'typed', TALK);
    await page.goto(desk.server.page);
    await openSession(page, 'typed');
    await page.locator('#tab-terminal').click();
    await page.locator('.xterm-rows').waitFor();
    const calls: string[] = [];
    page.on('request', (request) => calls.push(new URL(request.url()).pathname));
    await page.locator('#terminal').click();
    await page.keyboard.type('qqq');
    expect(calls).not.toContain('/page/keys');
    await page.locator('#typing').click();
    await waitFor(page, 'Keys go straight to typed', page.locator('.terminal-view'));
    const text = 'number; ~"it\' \\ $HOME é漢';
    await page.keyboard.type(text);
    await page.locator('#terminal').filter({ hasText: text }).waitFor();
    await page.keyboard.press('Control+]');
    await page.keyboard.type('zzz');
    await waitFor(page, 'Keys are not sent', page.locator('.terminal-view'));
    await page.keyboard.type('zzz');
    await page.waitForTimeout(300);
    expect(s.screen()).not.toMatch(/qqq|漢z/);
    await page.locator('#typing').click();
    await waitFor(page, 'Keys go straight to typed', page.locator('.terminal-view'));
    await page.keyboard.press('Enter');
    await page.locator('#terminal').filter({ hasText: 'This was' }).waitFor();
    expect(s.prompts).toEqual([text]);

    const shown = () => page.locator('#terminal pre').innerText();
    const hide = (isHidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    await hide(true);
    mustSucceed(await s.csd('send', 'number unseen'));
    await s.until('idle_done');
    expect(await shown()).not.toContain('unseen');
    await hide(false);
    await page.locator('#terminal').filter({ hasText: 'unseen' }).waitFor();
    await waitFor(page, 'Keys are not sent', page.locator('.terminal-view'));
    await s.csd('kill');
    await page.locator('#pick').waitFor();
  });

  test('history with its plots, filters and groups, and sessions that have ended', async () => {
    const { page } = desk;
    const s = await Session.start(desk.sandbox, 'first', TALK, { args: ['--tag', 'review', '--creator', 'me'] });
    await Session.start(desk.sandbox, 'second', TALK);
    await page.goto(desk.server.page);
    await openSession(page, 'first');
    for (const word of ['one', 'two']) {
      mustSucceed(await s.csd('send', `number ${word}`));
      await s.until('idle_done');
    }
    await page.locator('#tab-history').click();
    await page.locator('.history tbody tr').nth(1).waitFor();
    const rows = await page.locator('.history tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split('\t').slice(-2))).toEqual([
      ['number two', 'This was number two. All of it is noted.'],
      ['number one', 'This was number one. All of it is noted.'],
    ]);
    const plot = page.getByRole('img', { name: /^Cost over time: \$0\.50 now/ });
    await plot.waitFor();
    expect(await plot.locator('path.curve').getAttribute('d')).toMatch(/^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+)+$/);
    expect(await page.locator('.totals').innerText()).toContain('$0.50');

    await page.locator('#filter').fill('review');
    expect(await page.locator('#list li').count()).toBe(1);
    await page.locator('#filter').fill('nothing of it');
    await waitFor(page, 'No session matches the filter.', page.locator('#none'));
    await page.locator('#filter').fill('');
    await page.selectOption('#grouping', 'creator');
    expect((await page.locator('.list .heading').allInnerTexts()).sort()).toEqual(['me', 'no creator']);
    await page.selectOption('#grouping', 'nothing');
    await page.getByRole('button', { name: /^Done/ }).click();
    expect(await page.locator('#list b').allInnerTexts()).toEqual(['first']);

    await page.locator('#end').click();
    await page.locator('#really-end').click();
    await waitFor(page, 'ended');
    await page.getByRole('button', { name: /^Ended/ }).click();
    await rowOf(page, 'first').waitFor();
    await page.locator('#tab-conversation').click();
    await waitFor(page, 'This was number two.', page.locator('#conversation'));
    await page.locator('#resume').click();
    await page.locator('#result').filter({ hasText: 'first continues' }).waitFor({ timeout: 40_000 });
    expect(await settles(async () => (await page.locator('#state').innerText()) !== 'ended')).toBe(true);
    for (const name of ['first', 'second']) await desk.sandbox.csd(['kill', name]);
  });

  test('a session is started with the values of the form, and errors are shown there', async () => {
    const { page } = desk;
    await desk.stop();
    desk.sandbox.env.CSD_CLAUDE_BIN = desk.sandbox.agent(TALK).bin;
    await desk.serve();
    const folder = desk.sandbox.workFolder('made');
    await page.goto(desk.server.page);
    await page.locator('#new').click();
    const field = (label: string) => page.locator('dialog').getByLabel(label, { exact: true });
    await field('Folder').fill(join(folder, 'none'));
    await field('Name').fill('made');
    await field('First prompt').fill('number hello');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.locator('dialog .wrong').filter({ hasText: 'none' }).waitFor();
    expect(await field('First prompt').inputValue()).toBe('number hello');
    await field('Folder').fill(folder);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.locator('dialog').waitFor({ state: 'detached', timeout: 40_000 });
    await waitFor(page, 'This was number hello', page.locator('#conversation'));
    await page.locator('#fork').click();
    await field('First prompt').fill('number again');
    await page.locator('dialog').getByRole('button', { name: 'Fork', exact: true }).click();
    await waitFor(page, 'made-2', page.locator('#name'));
    await waitFor(page, 'This was number again', page.locator('#conversation'));
    for (const name of ['made', 'made-2']) mustSucceed(await desk.sandbox.csd(['kill', name]));
  });
});

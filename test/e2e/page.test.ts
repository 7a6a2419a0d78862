import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deskOfTests, hasPage, openSession, rowOf, waitFor } from './page-desk.ts';
import { type Script, settles } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';

const BASH: Script = {
  turns: [
    {
      match: 'greeting',
      steps: [
        {
          say: 'I will.',
          tools: [{ name: 'Bash', input: { command: 'echo hello > greeting.txt', description: 'Write' } }],
        },
        { say: 'It is written.' },
      ],
    },
    { match: 'slow', steps: [{ thinkMs: 200, say: Array(300).fill('word').join(' '), chunkMs: 300 }] },
  ],
};
const ASK: Script = {
  turns: [
    {
      match: 'database',
      steps: [
        {
          ask: {
            header: 'DB',
            question: 'Which database <b>should</b> we use?',
            options: [
              { label: 'Postgres', description: 'Relational' },
              { label: 'SQLite', description: 'A file' },
            ],
          },
        },
        { say: 'Noted.' },
      ],
    },
  ],
};

const ASK_THREE: Script = {
  turns: [
    {
      match: 'three',
      steps: [
        {
          ask: [
            { header: 'DB', question: 'Which <b>database</b>?', options: described('Postgres', 'SQLite') },
            {
              header: 'Checks',
              question: 'Which checks?',
              options: described('Lint', 'Types', 'Tests'),
              multiSelect: true,
            },
            { header: 'Size', question: 'How large?', options: described('Small', 'Large') },
          ],
        },
        { say: 'Noted.' },
      ],
    },
  ],
};
function described(...labels: string[]) {
  return labels.map((label) => ({ label, description: `It is ${label}` }));
}

describe.skipIf(!hasPage)('the page (needs tmux and chromium)', () => {
  const desk = deskOfTests();

  test('shows sessions and answers a gate by a click and a question by its option', async () => {
    const { page } = desk;
    const greeter = await Session.start(desk.sandbox, 'greeter', BASH);
    const chooser = await Session.start(desk.sandbox, 'chooser', ASK);
    await page.goto(desk.server.page);
    expect(page.url()).toBe(`${desk.server.url}/ui/`);
    await waitFor(page, 'no prompt yet', rowOf(page, 'greeter').locator('.badge'));
    await greeter.csd('send', 'Write a greeting');
    await chooser.csd('send', 'Choose a database');
    await waitFor(page, 'asks to use Bash', rowOf(page, 'greeter').locator('.badge'));
    await page.locator('#summary').filter({ hasText: '2 sessions, 2 waiting for you' }).waitFor();

    await openSession(page, 'greeter');
    await page.locator('#gate .command').filter({ hasText: 'echo hello > greeting.txt' }).waitFor();
    await page.locator('#options button', { hasText: 'Yes' }).first().click();
    await waitFor(page, 'done');
    await waitFor(page, 'It is written.', page.locator('#conversation'));
    expect(readFileSync(join(greeter.folder, 'greeting.txt'), 'utf8')).toBe('hello\n');

    await openSession(page, 'chooser');
    // Text of an agent is text, never markup.
    expect(await page.locator('#question').innerText()).toBe('Which database <b>should</b> we use?');
    expect(await page.locator('#question b').count()).toBe(0);
    await page.locator('#options button', { hasText: 'SQLite' }).click();
    await waitFor(page, 'done');
    expect(readFileSync(chooser.sidecar.jsonl_path, 'utf8')).toContain('=\\"SQLite\\"');
    await greeter.csd('kill');
    await rowOf(page, 'greeter').waitFor({ state: 'detached' });
    await chooser.csd('kill');
    await page.locator('#none').waitFor();
  });

  test('answers several questions in one go, and asks for one that was left out', async () => {
    const { page } = desk;
    const s = await Session.start(desk.sandbox, 'three', ASK_THREE);
    await page.goto(desk.server.page);
    await openSession(page, 'three');
    await s.csd('send', 'Ask three things');
    const database = page.getByRole('group', { name: 'Which <b>database</b>?' });
    const [sqlite, own] = [database.getByLabel('SQLite'), database.getByLabel('Another answer')];
    expect((await sqlite.boundingBox())?.width).toBeLessThan(30);
    await sqlite.check();
    await own.fill('MySQL');
    expect(await sqlite.isChecked()).toBe(false);
    await sqlite.check();
    expect(await own.inputValue()).toBe('');
    await page.getByRole('group', { name: 'Which checks?' }).getByLabel('Lint').check();
    await page.getByLabel('Tests').check();
    expect(await page.locator('#options button').count()).toBe(0);
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await page.locator('#result').filter({ hasText: 'No answer yet: How large?' }).waitFor();
    expect(await page.evaluate('document.activeElement.closest("fieldset").textContent')).toContain('How large?');
    expect((await s.csd('state')).json.status).toBe('awaiting_answer');
    await page.getByLabel('Large').check();
    await page.keyboard.press('Enter');
    await waitFor(page, 'done');
    expect(await page.locator('#questions fieldset').count()).toBe(0);
    const said =
      'Which <b>database</b>?\\"=\\"SQLite\\", \\"Which checks?\\"=\\"Lint, Tests\\", \\"How large?\\"=\\"Large';
    expect(readFileSync(s.sidecar.jsonl_path, 'utf8')).toContain(said);
    await s.csd('kill');
  });

  test('answers all questions from a later page too, and the review of the answers by its rows', async () => {
    const { page } = desk;
    const s = await Session.start(desk.sandbox, 'walked', ASK_THREE);
    const choose = async (...labels: string[]) => {
      await s.csd('send', 'Ask three things');
      await s.until('awaiting_answer');
      for (const label of labels) mustSucceed(await s.csd('approve', '--match', label));
    };
    const result = () =>
      readFileSync(s.sidecar.jsonl_path, 'utf8')
        .split('\n')
        .findLast((line) => line.includes('How large?\\"='));
    await page.goto(desk.server.page);
    await openSession(page, 'walked');
    await choose('Postgres');
    expect((await s.state()).question).toBe('Which checks?');
    await page.getByLabel('SQLite').check();
    await page.getByLabel('Tests').check();
    await page.getByLabel('Large').check();
    expect(await page.locator('#options button').count()).toBe(0);
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await waitFor(page, 'done');
    expect(result()).toContain('=\\"SQLite\\", \\"Which checks?\\"=\\"Tests\\", \\"How large?\\"=\\"Large\\"');

    await choose('Postgres', 'Lint', 'Next', 'Small');
    await page.locator('#options button', { hasText: 'Cancel' }).waitFor();
    expect(await page.locator('#questions fieldset').count()).toBe(0);
    expect(await page.locator('#send').isVisible()).toBe(false);
    expect(await page.locator('#message').isVisible()).toBe(false);
    await page.locator('#options button', { hasText: 'Submit answers' }).click();
    await waitFor(page, 'done');
    expect(result()).toContain('=\\"Postgres\\", \\"Which checks?\\"=\\"Lint\\", \\"How large?\\"=\\"Small\\"');
    await s.csd('kill');
  });

  test('works by keyboard alone: choose, write, interrupt, deny, leave', async () => {
    const { page } = desk;
    const s = await Session.start(desk.sandbox, 'typist', BASH);
    await page.goto(desk.server.page);
    await waitFor(page, 'no prompt yet', rowOf(page, 'typist').locator('.badge'));
    await page.keyboard.press('j');
    expect(await rowOf(page, 'typist').locator('button').getAttribute('aria-current')).toBe('true');
    await page.keyboard.press('s');
    await page.keyboard.type('slow please');
    await page.keyboard.press('Enter');
    await waitFor(page, 'working');
    await page.keyboard.press('Escape');
    let answer = () => {};
    const typed = new Promise<void>((done) => {
      answer = done;
    });
    await page.route('**/v1/interrupt', async (route) => {
      const response = await route.fetch();
      await typed;
      await route.fulfill({ response });
    });
    await page.keyboard.press('i');
    await waitFor(page, 'interrupted');
    await page.keyboard.press('s');
    await page.keyboard.type('Write a greeting');
    // Text typed while an answer is in transit stays.
    answer();
    await page.locator('#result').filter({ hasText: 'was interrupted' }).waitFor();
    await page.keyboard.press('Enter');
    await waitFor(page, 'asks to use Bash');
    await page.keyboard.press('Escape');
    await page.locator('#deny:enabled').waitFor();
    await page.keyboard.press('d');
    await page.locator('#state').filter({ hasNotText: 'asks' }).waitFor({ timeout: 20_000 });
    expect(existsSync(join(s.folder, 'greeting.txt'))).toBe(false);
    expect(s.prompts[0]).toBe('slow please');
    await page.keyboard.press('Escape');
    expect(await page.locator('#detail').isVisible()).toBe(false);
    await s.csd('kill');
  });

  test('fits a screen of 380 pixels, one thing at a time', async () => {
    const { page } = desk;
    const s = await Session.start(desk.sandbox, 'narrow', {});
    await page.setViewportSize({ width: 380, height: 700 });
    await page.goto(desk.server.page);
    await waitFor(page, 'no prompt yet', rowOf(page, 'narrow').locator('.badge'));
    const fits = () => page.evaluate('document.documentElement.scrollWidth <= innerWidth');
    expect([await fits(), await page.locator('#detail').isVisible()]).toEqual([true, false]);
    await openSession(page, 'narrow');
    await page.locator('#conversation').waitFor();
    expect([await fits(), await page.locator('#sessions').isVisible()]).toEqual([true, false]);
    await page.getByRole('button', { name: 'All sessions' }).click();
    expect(await rowOf(page, 'narrow').isVisible()).toBe(true);
    await s.csd('kill');
  });

  test('reports a lost connection, continues when it is back, and asks for the new token', async () => {
    const { page } = desk;
    const port = new URL(desk.server.url).port;
    await desk.stop();
    const args = ['--ui', '--port', port, '--token-file', join(desk.sandbox.folder, 'token')];
    await desk.serve(args);
    await page.goto(desk.server.page);
    await page.locator('#link.live').waitFor();
    await desk.stop('SIGKILL');
    await page.locator('#lost').filter({ hasText: 'The connection is lost' }).waitFor();
    const s = await Session.start(desk.sandbox, 'meanwhile', {});
    await desk.serve(args);
    await page.locator('#link.live').waitFor();
    expect(await page.locator('#lost').isVisible()).toBe(false);
    await waitFor(page, 'no prompt yet', rowOf(page, 'meanwhile').locator('.badge'));

    await desk.stop();
    await desk.serve(['--ui', '--port', port]);
    await page.locator('#sign-in').waitFor();
    await page.goto(desk.server.page.replace(/#.*/, '#code=wrong'));
    await page.reload();
    await page.locator('#token').fill(readFileSync(desk.server.token_file, 'utf8'));
    await page.keyboard.press('Enter');
    await waitFor(page, 'no prompt yet', rowOf(page, 'meanwhile').locator('.badge'));
    await s.csd('kill');
    expect(await settles(async () => (await page.locator('#list li').count()) === 0)).toBe(true);
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { commandOf } from '../program.ts';
import { hasTmux, Sandbox, type Script, settles } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
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

interface Server {
  child: ChildProcess;
  page: string;
  url: string;
  token_file: string;
}

describe.skipIf(!hasTmux || !existsSync(CHROMIUM))('the page (needs tmux and chromium)', () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let server: Server;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    sandbox = new Sandbox();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    await sandbox.dispose();
  });
  beforeEach(async () => {
    server = await serve();
    faults = [];
    page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      // A lost connection is logged by the browser itself.
      if (message.type() === 'error' && !/Failed to load resource|net::/.test(message.text()))
        faults.push(message.text());
    });
  });
  afterEach(async () => {
    await page.close();
    server.child.kill('SIGTERM');
    await new Promise((done) => server.child.once('close', done));
    expect(faults).toEqual([]);
  });

  async function serve(args: string[] = ['--ui']): Promise<Server> {
    const child = spawn(...commandOf(['serve', ...args]), { env: sandbox.env, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    const line = await new Promise<string>((done) => {
      child.stdout?.on('data', (chunk) => {
        text += chunk;
        if (text.endsWith('\n')) done(text);
      });
    });
    return { child, ...JSON.parse(line) };
  }
  const row = (name: string) => page.locator(`#list li[data-session="${name}"]`);
  const badge = (name: string) => row(name).locator('.badge');
  const waitFor = (text: string, locator = page.locator('#state')) =>
    locator.filter({ hasText: text }).waitFor({ timeout: 20_000 });

  test('shows sessions and answers a gate by a click and a question by its option', async () => {
    const greeter = await Session.start(sandbox, 'greeter', BASH);
    const chooser = await Session.start(sandbox, 'chooser', ASK);
    await page.goto(server.page);
    expect(page.url()).toBe(`${server.url}/ui/`);
    await waitFor('starting', badge('greeter'));
    await greeter.csd('send', 'Write a greeting');
    await chooser.csd('send', 'Choose a database');
    await waitFor('waits: permission', badge('greeter'));
    await page.locator('#summary').filter({ hasText: '2 sessions, 2 waiting for you' }).waitFor();

    await row('greeter').locator('button').click();
    await page.locator('#terminal').filter({ hasText: 'Do you want to proceed?' }).waitFor();
    const coloured = await page.locator('#terminal span[style*="color"]').count();
    expect(coloured).toBeGreaterThan(3);
    await page.getByRole('button', { name: 'Yes', exact: true }).click();
    await waitFor('done');
    expect(await page.locator('#text').innerText()).toContain('It is written.');
    expect(readFileSync(join(greeter.folder, 'greeting.txt'), 'utf8')).toBe('hello\n');

    await row('chooser').locator('button').click();
    // What an agent says is text, never markup.
    expect(await page.locator('#question').innerText()).toBe('Which database <b>should</b> we use?');
    expect(await page.locator('#question b').count()).toBe(0);
    await page.locator('#options button', { hasText: 'SQLite' }).click();
    await waitFor('done');
    expect(readFileSync(chooser.sidecar.jsonl_path, 'utf8')).toContain('=\\"SQLite\\"');
    await greeter.csd('kill');
    await row('greeter').waitFor({ state: 'detached' });
    await chooser.csd('kill');
    await page.locator('#none').waitFor();
  });

  test('answers several questions in one go, and asks for the one that was left out', async () => {
    const s = await Session.start(sandbox, 'three', ASK_THREE);
    await page.goto(server.page);
    await row('three').locator('button').click();
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
    await waitFor('done');
    expect(await page.getByRole('group').count()).toBe(0);
    const said =
      'Which <b>database</b>?\\"=\\"SQLite\\", \\"Which checks?\\"=\\"Lint, Tests\\", \\"How large?\\"=\\"Large';
    expect(readFileSync(s.sidecar.jsonl_path, 'utf8')).toContain(said);
    await s.csd('kill');
  });

  test('answers all questions from a later page too, and the review of the answers by its rows', async () => {
    const s = await Session.start(sandbox, 'walked', ASK_THREE);
    const choose = async (...labels: string[]) => {
      await s.csd('send', 'Ask three things');
      await s.until('awaiting_answer');
      for (const label of labels) mustSucceed(await s.csd('approve', '--match', label));
    };
    const result = () =>
      readFileSync(s.sidecar.jsonl_path, 'utf8')
        .split('\n')
        .findLast((line) => line.includes('How large?\\"='));
    await page.goto(server.page);
    await row('walked').locator('button').click();
    await choose('Postgres');
    expect((await s.state()).question).toBe('Which checks?');
    await page.getByLabel('SQLite').check();
    await page.getByLabel('Tests').check();
    await page.getByLabel('Large').check();
    expect(await page.locator('#options button').count()).toBe(0);
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await waitFor('done');
    expect(result()).toContain('=\\"SQLite\\", \\"Which checks?\\"=\\"Tests\\", \\"How large?\\"=\\"Large\\"');

    await choose('Postgres', 'Lint', 'Next', 'Small');
    await page.locator('#options button', { hasText: 'Cancel' }).waitFor();
    expect(await page.getByRole('group').count()).toBe(0);
    expect(await page.locator('#send').isVisible()).toBe(false);
    expect(await page.locator('#message').isDisabled()).toBe(true);
    await page.locator('#options button', { hasText: 'Submit answers' }).click();
    await waitFor('done');
    expect(result()).toContain('=\\"Postgres\\", \\"Which checks?\\"=\\"Lint\\", \\"How large?\\"=\\"Small\\"');
    await s.csd('kill');
  });

  test('looks at the screen when something happens and while a turn is in flight, not else', async () => {
    const s = await Session.start(sandbox, 'quiet', BASH);
    let looks = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/screen')) looks++;
    });
    const looksIn = async (ms: number) => {
      const before = looks;
      await new Promise((done) => setTimeout(done, ms));
      return looks - before;
    };
    await page.goto(server.page);
    await row('quiet').locator('button').click();
    await page.locator('#terminal .row').first().waitFor();
    // The second look that follows an event is over.
    await looksIn(1500);
    expect(await looksIn(3000)).toBe(0);
    await s.csd('send', 'slow please');
    await waitFor('working');
    await page.locator('#terminal').filter({ hasText: 'word word' }).waitFor();
    await page.evaluate('Object.defineProperty(document, "hidden", { value: true, configurable: true })');
    await looksIn(500);
    expect(await looksIn(3000)).toBe(0);
    await page.evaluate('delete document.hidden; document.dispatchEvent(new Event("visibilitychange"))');
    expect(await looksIn(3000)).toBeGreaterThan(0);
    await s.csd('interrupt');
    await page.locator('#terminal').filter({ hasText: 'Interrupted' }).waitFor();
    await s.csd('kill');
  });

  test('works by the keyboard alone: choose, write, interrupt, deny, leave', async () => {
    const s = await Session.start(sandbox, 'typist', BASH);
    await page.goto(server.page);
    await waitFor('starting', badge('typist'));
    await page.keyboard.press('j');
    expect(await row('typist').locator('button').getAttribute('aria-current')).toBe('true');
    await page.keyboard.press('s');
    await page.keyboard.type('slow please');
    await page.keyboard.press('Enter');
    await waitFor('working');
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
    await waitFor('interrupted');
    await page.keyboard.press('s');
    await page.keyboard.type('Write a greeting');
    // What is typed while an answer is on its way stays.
    answer();
    await page.locator('#result').filter({ hasText: 'done' }).waitFor();
    await page.keyboard.press('Enter');
    await waitFor('waits: permission');
    await page.keyboard.press('Escape');
    await page.keyboard.press('d');
    await page.locator('#state').filter({ hasNotText: 'waits' }).waitFor({ timeout: 20_000 });
    expect(existsSync(join(s.folder, 'greeting.txt'))).toBe(false);
    expect(s.prompts[0]).toBe('slow please');
    await page.keyboard.press('Escape');
    expect(await page.locator('#detail').isVisible()).toBe(false);
    await s.csd('kill');
  });

  test('fits a screen of 380 pixels, one thing at a time', async () => {
    const s = await Session.start(sandbox, 'narrow', {});
    await page.setViewportSize({ width: 380, height: 700 });
    await page.goto(server.page);
    await waitFor('starting', badge('narrow'));
    const fits = () => page.evaluate('document.documentElement.scrollWidth <= innerWidth');
    expect([await fits(), await page.locator('#detail').isVisible()]).toEqual([true, false]);
    await row('narrow').locator('button').click();
    await page.locator('#terminal .row').first().waitFor();
    expect([await fits(), await page.locator('#sessions').isVisible()]).toEqual([true, false]);
    await page.getByRole('button', { name: 'All sessions' }).click();
    expect(await row('narrow').isVisible()).toBe(true);
    await s.csd('kill');
  });

  test('says when the connection is lost, goes on when it is back, and asks for the new token', async () => {
    const port = new URL(server.url).port;
    server.child.kill('SIGTERM');
    await new Promise((done) => server.child.once('close', done));
    const token = join(sandbox.folder, 'token');
    const args = ['--ui', '--port', port, '--token-file', token];
    server = await serve(args);
    await page.goto(server.page);
    await page.locator('#link.live').waitFor();
    server.child.kill('SIGKILL');
    await page.locator('#lost').filter({ hasText: 'The connection is lost' }).waitFor();
    const s = await Session.start(sandbox, 'meanwhile', {});
    server = await serve(args);
    await page.locator('#link.live').waitFor();
    expect(await page.locator('#lost').isVisible()).toBe(false);
    await waitFor('starting', badge('meanwhile'));

    server.child.kill('SIGTERM');
    await new Promise((done) => server.child.once('close', done));
    server = await serve(['--ui', '--port', port]);
    await page.locator('#sign-in').waitFor();
    await page.goto(server.page.replace(/#.*/, '#code=wrong'));
    await page.reload();
    await page.locator('#token').fill(readFileSync(server.token_file, 'utf8'));
    await page.keyboard.press('Enter');
    await waitFor('starting', badge('meanwhile'));
    await s.csd('kill');
    expect(await settles(async () => (await page.locator('#list li').count()) === 0)).toBe(true);
  });
});

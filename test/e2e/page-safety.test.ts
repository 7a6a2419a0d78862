import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deskOfTests, hasPage, openSession, rowOf, waitFor } from './page-desk.ts';
import type { Script } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';

const GATE: Script = {
  turns: [
    {
      match: 'two files',
      steps: [
        { say: 'First.', tools: [{ name: 'Bash', input: { command: 'touch first', description: 'One' } }] },
        { say: 'Second.', tools: [{ name: 'Bash', input: { command: 'touch second', description: 'Two' } }] },
        { say: 'Both are there.' },
      ],
    },
    {
      match: 'long',
      steps: [
        {
          say: 'Now.',
          tools: [
            {
              name: 'Bash',
              input: { command: `touch done\n${'# a line\n'.repeat(200)}# the end`, description: 'Long' },
            },
          ],
        },
        { say: 'It is done.' },
      ],
    },
  ],
};

/** Windows of desktops, tablets and phones, in portrait and landscape. */
const SIZES = [
  [1100, 700],
  [1024, 768],
  [800, 600],
  [768, 1024],
  [844, 390],
  [390, 844],
  [375, 667],
] as const;

/** Text with which an agent might make the page run, load or show something else. */
const HOSTILE = [
  '# <img src=x onerror="window.hacked=1"> heading',
  '<script>window.hacked = 1</script>',
  '<svg onload="window.hacked=1"></svg><iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
  '[click](javascript:window.hacked=1) [data](data:text/html,<script>1</script>) <javascript:window.hacked=1>',
  '[ref]: javascript:window.hacked=1',
  '[a reference][ref] ![pixel](https://example.com/pixel.png)',
  '<a href="javascript:window.hacked=1" id="approve">Approve</a><style>*{display:none}</style>',
  `\`\`\`html\n<script>window.hacked=1</script>\n\`\`\``,
  'harmless \u202egnp.exe\u202c \u200bhidden',
  'x'.repeat(200_000),
].join('\n\n');
const WRITES: Script = {
  turns: [
    {
      match: 'hostile',
      steps: [{ say: HOSTILE }],
    },
    {
      match: 'tool',
      steps: [
        {
          say: 'I will.',
          tools: [
            {
              name: 'Bash',
              input: { command: "echo '<script>window.hacked=1</script>'\n# \u202etxt.x", description: '<b>x</b>' },
            },
          ],
        },
        { say: 'Done.' },
      ],
    },
  ],
};

describe.skipIf(!hasPage)('safety of the page (needs tmux and chromium)', () => {
  const desk = deskOfTests();

  test('answers only the gate that it shows, and a click meant for another answers nothing', async () => {
    const { page } = desk;
    const s = await Session.start(desk.sandbox, 'racer', GATE);
    await page.goto(desk.server.page);
    await openSession(page, 'racer');
    await s.csd('send', 'Make two files');
    await page.locator('#gate .command').filter({ hasText: 'touch first' }).waitFor();
    const [first] = await page.locator('#gate').evaluateAll((all) => all.map((one) => one.getAttribute('data-gate')));
    // The answer in transit names the first gate; meanwhile someone else answers it, and the second one opens.
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    const asked: Record<string, unknown>[] = [];
    await page.route('**/v1/approve', async (route) => {
      asked.push(route.request().postDataJSON());
      await held;
      await route.continue();
    });
    await page.locator('#approve').click();
    mustSucceed(await s.csd('approve'));
    await page.locator('#gate .command').filter({ hasText: 'touch second' }).waitFor();
    // A gate that has just appeared accepts no click at first.
    const isShut = await page.locator('#gate').evaluate((card) => {
      const [button] = card.querySelectorAll('#approve');
      return (button as unknown as { disabled: boolean }).disabled || card.getAttribute('data-gate');
    });
    expect(isShut === true || isShut !== first).toBe(true);
    release();
    await page.locator('#result.wrong').waitFor();
    expect(asked).toEqual([{ session: 'racer', expect: first }]);
    expect((await s.state()).status).toBe('blocked');
    expect(existsSync(join(s.folder, 'second'))).toBe(false);
    await s.csd('kill');
  });

  test('a new gate cannot be answered at first, by a click or by a key', async () => {
    const { page } = desk;
    const s = await Session.start(desk.sandbox, 'settles', GATE);
    await page.goto(desk.server.page);
    await openSession(page, 'settles');
    await page.evaluate(`
      window.early = [];
      new MutationObserver(() => {
        const button = document.getElementById('approve');
        if (button === null || window.seen) return;
        window.seen = true;
        window.early.push(button.disabled);
        button.click();
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
      }).observe(document.body, { childList: true, subtree: true });
    `);
    const calls: string[] = [];
    page.on('request', (request) => calls.push(new URL(request.url()).pathname));
    await s.csd('send', 'Make two files');
    await page.locator('#approve:enabled').waitFor();
    expect(await page.evaluate('window.early')).toEqual([true]);
    expect(calls.filter((one) => one === '/v1/approve')).toEqual([]);
    // The second click of a double click on a window in front of the page, which then closes.
    await page.evaluate(`window.dispatchEvent(new Event('focus'))`);
    await page.locator('#approve:disabled').waitFor();
    await page.evaluate(`document.getElementById('approve').click()`);
    await page.locator('#approve:enabled').waitFor();
    expect(calls.filter((one) => one === '/v1/approve')).toEqual([]);
    await s.csd('kill');
  });

  test('a person typing into a field that disappears presses no button with further keys', async () => {
    const { page } = desk;
    const s = await Session.start(desk.sandbox, 'typist', GATE);
    await page.goto(desk.server.page);
    await openSession(page, 'typist');
    await page.locator('#message').focus();
    await page.keyboard.type('Pleas');
    const calls: string[] = [];
    page.on('request', (request) => calls.push(new URL(request.url()).pathname));
    await page.evaluate("document.getElementById('message').blur()");
    await page.keyboard.type('e end this now, and fork it');
    expect(await page.locator('dialog').count()).toBe(0);
    expect(await page.locator('#tab-conversation').getAttribute('aria-selected')).toBe('true');
    expect(calls.filter((one) => /^\/v1\/(?!logs|ps)/.test(one))).toEqual([]);
    // Esc leaves the earlier field, not the session.
    await page.keyboard.press('Escape');
    expect(await page.locator('#name').innerText()).toBe('typist');
    await page.locator('#message').focus();
    await page.keyboard.type('x');
    await page.keyboard.press('Escape');
    await page.keyboard.press('e');
    await page.locator('#dialog-end').waitFor();
    await page.keyboard.press('Escape');
    await s.csd('kill');
  });

  test('a long gate can be approved only after it was read to its end', async () => {
    const { page } = desk;
    const s = await Session.start(desk.sandbox, 'reader', GATE);
    await page.goto(desk.server.page);
    await openSession(page, 'reader');
    await s.csd('send', 'Something long');
    await page.locator('#approve:enabled').waitFor();
    await page.locator('#read-on').waitFor();
    await page.keyboard.press('a');
    await page.locator('#result').filter({ hasText: 'Read it to the end first.' }).waitFor();
    expect((await s.state()).status).toBe('blocked');
    // A key that is held down does not count as reading.
    const readSoFar = () => page.locator('.gate-text').evaluate((box) => box.scrollTop / box.scrollHeight);
    for (let times = 0; times < 60; times++) await page.keyboard.down('a');
    await page.keyboard.up('a');
    expect(await readSoFar()).toBeLessThan(0.5);
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      // The gate has space to be read in, all its buttons are visible, and nothing covers them.
      const found = await page.evaluate(`(() => {
        const boxOf = (query) => document.querySelector(query).getBoundingClientRect();
        const isSeen = (query) => {
          const { left, right, top, bottom } = boxOf(query);
          const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          return hit !== null && hit.closest(query) !== null && bottom <= innerHeight && right <= innerWidth;
        };
        return {
          text: boxOf('.gate-text').height > 90,
          unseen: ['#approve', '#deny', '#read-on', '#message'].filter((query) => !isSeen(query)),
          looksShut: document.querySelector('#approve').matches('[aria-disabled="true"]'),
        };
      })()`);
      expect({ width, height, found }).toEqual({
        width,
        height,
        found: { text: true, unseen: [], looksShut: true },
      });
    }
    // It is hidden while a small page types into the screen, and that did not count as reading.
    await page.setViewportSize({ width: 600, height: 800 });
    await page.locator('#tab-terminal').click();
    await page.locator('#typing').click();
    await page.locator('#gate').waitFor({ state: 'hidden' });
    await page.locator('#typing').click();
    await page.setViewportSize({ width: 1100, height: 800 });
    await page.locator('#read-on').click();
    await expect.poll(() => page.locator('.gate-text').evaluate((box) => box.scrollTop)).toBeGreaterThan(0);
    expect(await page.locator('#approve').getAttribute('aria-disabled')).toBe('true');
    await page.locator('.gate-text').focus();
    await page.keyboard.press('End');
    await page.locator('#read-on').waitFor({ state: 'detached' });
    await page.locator('#approve').click();
    await waitFor(page, 'done');
    expect(existsSync(join(s.folder, 'done'))).toBe(true);
    await s.csd('kill');
  });

  test('a gate that has grown must be read again, though it is the same one', async () => {
    const { page } = desk;
    let prompt = 'touch it';
    const stateOf = (): object => ({
      status: 'blocked',
      gate: 'permission',
      question: 'Do it?',
      prompt,
      options: ['Yes', 'No'],
      selected: 1,
      gate_id: 'the-same',
    });
    // Each stream ends with its snapshot, and the page asks for the next one.
    await page.route('**/events', (route) => {
      const about = { session: 'grows', cwd: '/', backend: 'claude', alive: true, since: 1, at: 1 };
      const snapshot = { type: 'snapshot', sessions: [{ ...about, state: stateOf() }] };
      return route.fulfill({ contentType: 'text/event-stream', body: `data: ${JSON.stringify(snapshot)}\n\n` });
    });
    await page.goto(desk.server.page);
    await openSession(page, 'grows');
    await page.locator('#approve[aria-disabled="false"]:enabled').waitFor();
    prompt = `touch it\n${'and more\n'.repeat(200)}`;
    await page.locator('#approve[aria-disabled="true"]').waitFor();
    await page.locator('#read-on').waitFor();
  });

  test('shows text of a hostile agent as text: nothing runs, loads, hides or changes direction', async () => {
    const { page } = desk;
    const s = await Session.start(desk.sandbox, 'hostile', WRITES);
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(desk.server.url)) elsewhere.push(request.url());
    });
    await page.goto(desk.server.page);
    await openSession(page, 'hostile');
    await s.csd('send', 'Be hostile');
    const said = page.locator('#conversation .answer');
    await said.filter({ hasText: 'a reference' }).waitFor();
    const text = await said.innerText();
    expect(text).toContain('<script>window.hacked = 1</script>');
    expect(text).toContain('onerror="window.hacked=1"');
    expect(text).toContain('[click](javascript:window.hacked=1)');
    expect(text).toContain('harmless ⟨202E⟩gnp.exe⟨202C⟩ ⟨200B⟩hidden');
    expect(text).toContain('more characters)');
    expect(text.length).toBeLessThan(20_000);
    const made = 'script, img, svg, iframe, style, object, embed, form, [onload], [onerror], [srcdoc], [style]';
    expect(await page.locator('#conversation').locator(made).count()).toBe(0);
    const links = await said
      .locator('a')
      .evaluateAll((all) => all.map((one) => [one.getAttribute('href'), one.getAttribute('rel')]));
    expect(links).toEqual([['https://example.com/pixel.png', 'noopener noreferrer']]);
    expect(await page.locator('#approve').count()).toBe(0);

    await s.csd('send', 'Use a tool');
    await page.locator('#gate .command').waitFor();
    expect(await page.locator('#gate .command').innerText()).toBe(
      "echo '<script>window.hacked=1</script>'\n# ⟨202E⟩txt.x",
    );
    expect(await page.locator('#gate').locator('script, b').count()).toBe(0);
    await page.locator('#tab-terminal').click();
    await page.locator('.xterm-rows').waitFor();
    await page.locator('#terminal').filter({ hasText: 'window.hacked' }).waitFor();
    expect(await page.evaluate('window.hacked')).toBe(undefined);
    expect(elsewhere).toEqual([]);
    expect(await page.locator('#list').innerText()).not.toContain('\u202e');
    await s.csd('kill');
  });

  test('the read-only code allows looking only, and the server refuses actions that the page does not offer', async () => {
    const s = await Session.start(desk.sandbox, 'looked', GATE);
    const page = await desk.open();
    await page.goto(desk.server.read_only_page);
    await page.locator('.read-only').waitFor();
    await s.csd('send', 'Make two files');
    await openSession(page, 'looked');
    await page.locator('#gate .command').filter({ hasText: 'touch first' }).waitFor();
    await waitFor(page, 'First.', page.locator('#conversation'));
    for (const id of ['approve', 'deny', 'options', 'message', 'send', 'interrupt', 'fork', 'end', 'new'])
      expect([id, await page.locator(`#${id}`).count()]).toEqual([id, 0]);
    for (const key of ['a', 'd', 'i', 'e', 'f', 'n', 's', 'x']) await page.keyboard.press(key);
    expect(await page.locator('dialog').count()).toBe(0);
    await page.locator('#tab-terminal').click();
    await page.locator('#terminal').filter({ hasText: 'touch first' }).waitFor();
    expect(await page.locator('#typing').count()).toBe(0);
    await page.locator('#tab-history').click();
    await page.locator('.history').filter({ hasText: 'Make two files' }).waitFor();

    const token = readFileSync(desk.server.read_only_token_file, 'utf8').trim();
    const ask = async (route: string, body: object) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const response = await fetch(`${desk.server.url}${route}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return response.status;
    };
    const { gate_id: expected } = await s.state();
    const acts: [string, object][] = [
      ['/v1/approve', { session: 'looked', expect: expected }],
      ['/v1/deny', { session: 'looked' }],
      ['/v1/send', { session: 'looked', prompt: 'x' }],
      ['/v1/interrupt', { session: 'looked' }],
      ['/v1/end', { session: 'looked' }],
      ['/v1/kill', { session: 'looked' }],
      ['/v1/spawn', { name: 'new', cwd: '/tmp' }],
      ['/v1/tag', { session: 'looked' }],
      ['/page/keys', { session: 'looked', keys: ['1'] }],
    ];
    for (const [route, body] of acts) expect([route, await ask(route, body)]).toEqual([route, 403]);
    expect(await ask('/v1/state', { session: 'looked' })).toBe(200);
    expect((await s.state()).gate_id).toBe(expected);
    expect(s.prompts).toEqual(['Make two files']);

    // Its code is valid once, like the other one, and gives no more access than it did.
    const again = await desk.open();
    await again.goto(desk.server.read_only_page);
    await again.locator('#sign-in').waitFor();
    await again.locator('#token').fill(token);
    await again.keyboard.press('Enter');
    await again.locator('.read-only').waitFor();
    await s.csd('kill');
  });

  test('stores only its own files for later, and the token only as long as requested', async () => {
    const { page } = desk;
    const s = await Session.start(desk.sandbox, 'kept', {});
    await page.goto(desk.server.page);
    await rowOf(page, 'kept').waitFor();
    await page.evaluate('navigator.serviceWorker.ready.then(() => 1)');
    await page.reload();
    await rowOf(page, 'kept').waitFor();
    const kept = (await page.evaluate(`(async () => {
      const names = [];
      for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) names.push(new URL(url).pathname);
      return names.sort();
    })()`)) as string[];
    expect(kept).toEqual(
      ['', 'app.js', 'app.webmanifest', 'icon.svg', 'style.css', 'terminal.js'].map((name) => `/ui/${name}`),
    );
    const token = readFileSync(desk.server.token_file, 'utf8').trim();
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain(token);
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).toContain(token);
    // Without the server the page opens and reports that.
    await desk.stop();
    await page.reload();
    await page.locator('#link').filter({ hasText: 'lost' }).waitFor();
    expect(await page.locator('h1').innerText()).toBe('csd');
    await s.csd('kill');
  });
});

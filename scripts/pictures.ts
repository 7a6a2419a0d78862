import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import stringWidth from 'string-width';
import { Sandbox, type Script, settles } from '../test/e2e/sandbox.ts';
import { Session } from '../test/e2e/session.ts';
import { commandOf } from '../test/program.ts';
import { CHROMIUM, hasChromium } from './chromium.ts';
import { terminalSvg } from './pictures/terminal-svg.ts';

/**
 * Draws the pictures of the docs: `top` and the page at work on the scripted agent. `--out DIR` draws them elsewhere.
 * Fails if the intended content of a picture is missing, if one shows a path, a user or a host of this machine, or if
 * it is too large.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const SIZE = { columns: 100, rows: 20 };
/** The maximum size of a picture, in bytes. */
const MOST_BYTES = 200_000;
/** The replacements for the folders of this machine. */
const SHOWN_FOLDER = '/home/me';

const bash = (command: string, description: string) => ({ tools: [{ name: 'Bash', input: { command, description } }] });
const SCRIPT: Script = {
  turns: [
    { match: 'clean', steps: [bash('rm -rf build && npm run build', 'Build from nothing'), { say: 'Built.' }] },
    {
      match: 'tests',
      steps: [{ say: 'All 214 tests pass. The two that were slow wait for a file now, instead of a second.' }],
    },
    { match: 'release', steps: [{ say: 'The notes are written: 12 changes, two of them new commands.' }] },
    { match: 'index', steps: [{ thinkMs: 600_000, say: 'Done.' }] },
    {
      match: 'plan',
      steps: [{ plan: '# Move the queue\n\n1. Write to both\n2. Read from the new one\n3. Remove the old one\n' }],
    },
    {
      match: 'layout',
      steps: [
        {
          ask: {
            header: 'Layout',
            question: 'Which of the two layouts should the guide have?',
            options: [
              { label: 'By task', description: 'what a reader wants to do' },
              { label: 'By command', description: 'what there is' },
            ],
          },
        },
      ],
    },
  ],
};
/** Each session with its prompt, and the status that it reaches. */
const SESSIONS: [name: string, prompt: string, status: string][] = [
  ['parser', 'Make a clean build.', 'blocked'],
  ['docs', 'Choose a layout.', 'awaiting_answer'],
  ['queue', 'Make a plan.', 'plan_ready'],
  ['tests', 'Run the tests.', 'idle_done'],
  ['release', 'Write the release notes.', 'idle_done'],
  ['search', 'Build the index.', 'working'],
];

const { values } = parseArgs({ options: { out: { type: 'string', default: path.join(root, 'docs/pictures') } } });
const out = path.resolve(values.out);
mkdirSync(out, { recursive: true });
const sandbox = new Sandbox();
try {
  for (const [name, prompt, status] of SESSIONS) {
    const session = await Session.start(sandbox, name, SCRIPT);
    const sent = await session.csd('send', prompt);
    if (sent.code !== 0) throw new Error(`the prompt of ${name} was not sent: ${sent.stderr}`);
    await session.until(status);
  }
  await drawTop();
  await drawPage();
} finally {
  await sandbox.dispose();
}

/** The dashboard with its list, and with a gate that is about to be approved. */
async function drawTop(): Promise<void> {
  const program = commandOf(['top']).flat().join(' ');
  const { columns, rows } = SIZE;
  sandbox.tmux('new-session', '-d', '-s', 'picture', '-x', `${columns}`, '-y', `${rows}`, program);
  const screen = (...flags: string[]) => sandbox.tmux('capture-pane', '-p', ...flags, '-t', '=picture:');
  const press = (key: string) => sandbox.tmux('send-keys', '-t', '=picture:', key);
  const shows = async (...texts: string[]) => {
    if (await settles(() => texts.every((text) => screen().includes(text)), 30_000)) return;
    throw new Error(`top does not show ${texts.join(', ')}, but\n${screen()}`);
  };
  await shows('3 need you · 1 working · 2 done', 'rm -rf build', 'All 214 tests pass');
  save(
    'top.svg',
    terminalSvg(foreign(screen('-e', '-N')), columns, 'csd top: six sessions, those that need you first'),
  );
  for (const key of ['/', 'p', 'a', 'r', 's', 'e', 'r', 'Enter', 'a']) press(key);
  await shows('command: rm -rf build && npm run build', '1. Yes', 'a approve');
  save(
    'top-gate.svg',
    terminalSvg(foreign(screen('-e', '-N')), columns, 'csd top: a gate, shown whole before it is approved'),
  );
}

/** The page with a session that waits at a gate. */
async function drawPage(): Promise<void> {
  if (!hasChromium)
    throw new Error(`the page is drawn by Chromium, and ${CHROMIUM} is not there: CHROMIUM names another`);
  const { chromium } = await import('playwright-core');
  const [program, words] = commandOf(['serve', '--ui']);
  const server = spawn(program, words, { env: sandbox.env, stdio: ['ignore', 'pipe', 'inherit'] });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const line = await new Promise<string>((done) => server.stdout.once('data', (chunk) => done(String(chunk))));
    const context = await browser.newContext({ viewport: { width: 1100, height: 860 }, colorScheme: 'dark' });
    const page = await context.newPage();
    await page.goto(JSON.parse(line).page);
    await page.locator('#list li[data-session="parser"] button').click();
    // The conversation is read, and the gate can be answered.
    await page.locator('#conversation .tool').first().waitFor();
    await page.locator('#approve:enabled').waitFor();
    await page.evaluate(`{
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode())
        for (const [from, to] of ${JSON.stringify(foreignPlaces())}) text.nodeValue = text.nodeValue.replaceAll(from, to);
    }`);
    refuseOwn('page.png', await page.locator('body').innerText());
    writeFileSync(path.join(out, 'page.png'), await page.screenshot());
    tell('page.png');
  } finally {
    await browser.close();
    server.kill();
  }
}

function foreignPlaces(): [from: string, to: string][] {
  return [
    [`${sandbox.folder}/work`, SHOWN_FOLDER],
    [sandbox.folder, SHOWN_FOLDER],
  ];
}

/** The screen with other folders; a rule again ends at the end of its row. */
function foreign(screen: string): string {
  return screen
    .split('\n')
    .map((row) => {
      const shown = foreignPlaces().reduce((text, [from, to]) => text.replaceAll(from, to), row);
      const missing = stringWidth(row) - stringWidth(shown);
      return missing > 0 ? shown.replace(/─(?=[^─]*$)/, '─'.repeat(missing + 1)) : shown;
    })
    .join('\n');
}

function save(name: string, text: string): void {
  refuseOwn(name, text);
  writeFileSync(path.join(out, name), text);
  tell(name);
}

/** Throws if a picture shows something of this machine. */
function refuseOwn(name: string, text: string): void {
  const user = userInfo().username;
  const own = [sandbox.folder, '/tmp/', root, homedir(), hostname(), ...(user === 'me' ? [] : [`/${user}/`])];
  const shown = own.filter((word) => word.length > 2 && text.includes(word));
  if (shown.length > 0) throw new Error(`${name} shows ${shown.join(', ')}`);
}

function tell(name: string): void {
  const { size } = statSync(path.join(out, name));
  if (size > MOST_BYTES) throw new Error(`${name} has ${size} bytes, more than ${MOST_BYTES}`);
  if (size < 1000 || readFileSync(path.join(out, name)).length !== size) throw new Error(`${name} is empty`);
  process.stdout.write(`${path.join(out, name)} ${size}\n`);
}

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandOf } from '../program.ts';
import { hasTmux, Sandbox, settles } from './sandbox.ts';
import { Session } from './session.ts';

const bash = (command: string) => ({ tools: [{ name: 'Bash', input: { command, description: 'Do it' } }] });
const turns = [
  { match: 'greeting', steps: [{ say: 'Hello from the agent.' }] },
  { match: 'clean', steps: [bash('rm -rf build'), bash('rm -rf dist'), { say: 'Removed.' }] },
  { match: 'long', steps: [bash(Array.from({ length: 60 }, (_, n) => `echo line ${n}`).join('\n')), { say: 'Long.' }] },
  {
    match: 'database',
    steps: [
      {
        ask: {
          header: 'DB',
          question: 'Which database?',
          options: [
            { label: 'Postgres', description: 'a server' },
            { label: 'SQLite', description: 'a file' },
          ],
        },
      },
      { say: 'Thanks.' },
    ],
  },
];

describe.skipIf(!hasTmux)('the dashboard (needs tmux)', { timeout: 60_000 }, () => {
  let sandbox: Sandbox;
  const started: Record<string, Session> = {};
  /** A person's terminal of this size. */
  const open = (name: string, words: string, columns = 80, rows = 24) => {
    const program = commandOf([]).flat().join(' ');
    const command = `cd / && ${program} ${words}; PS1='left$ ' exec sh -i`;
    sandbox.tmux('new-session', '-d', '-s', name, '-x', `${columns}`, '-y', `${rows}`, command);
    const screen = () => sandbox.tmux('capture-pane', '-p', '-t', `=${name}:`);
    return {
      screen,
      press: (...keys: string[]) => sandbox.tmux('send-keys', '-t', `=${name}:`, ...keys),
      type: (text: string) => sandbox.tmux('send-keys', '-l', '-t', `=${name}:`, text),
      async shows(what: RegExp) {
        if (!(await settles(() => what.test(screen())))) throw new Error(`no ${what} but\n${screen()}`);
      },
    };
  };

  beforeAll(async () => {
    sandbox = new Sandbox();
    const names = ['gated', 'asking', 'calm', 'long'];
    const begun = await Promise.all(names.map((name) => Session.start(sandbox, name, { turns })));
    for (const session of begun) started[session.name] = session;
    await started.gated?.csd('send', 'clean up');
    await started.asking?.csd('send', 'the database');
    await started.calm?.csd('send', 'a greeting');
    await started.long?.csd('send', 'long');
    for (const [name, status] of [
      ['gated', 'blocked'],
      ['asking', 'awaiting_answer'],
      ['calm', 'idle_done'],
      ['long', 'blocked'],
    ] as const)
      await started[name]?.until(status);
  }, 60_000);
  afterAll(() => sandbox.dispose());

  test('a day’s work by keyboard: gates are shown whole and approved one by one, questions answered, prompts sent', async () => {
    const eyes = open('eyes', '');
    await eyes.shows(/^> gated +asks to use Bash .*rm -rf build/m);
    expect(eyes.screen()).toMatch(/^csd top +3 need you · 0 working · 1 done\n +NAME +STATE/);
    expect(eyes.screen()).toMatch(/^ {2}calm +done/m);

    eyes.press('a');
    await eyes.shows(/command: rm -rf build[\s\S]*1\. Yes[\s\S]*a approve/);
    eyes.press('a');
    // The second gate of the turn is another one: it is shown before it is answered.
    await eyes.shows(/^. gated +asks to use Bash .*rm -rf dist/m);
    expect(started.gated?.typed).not.toBe('');
    eyes.type('/gated');
    await eyes.shows(/^filter: gated/m);
    eyes.press('Enter');
    eyes.press('a');
    await eyes.shows(/command: rm -rf dist/);
    // Someone else answers it in the meantime: none of our keys has an effect then.
    await started.gated?.csd('approve');
    await eyes.shows(/This gate is no longer open/);
    eyes.press('a');
    await eyes.shows(/Nothing was pressed/);
    eyes.press('Escape');
    await eyes.shows(/^> gated +done +.*Removed\./m);
    eyes.press('Escape');

    await eyes.shows(/^ {2}asking/m);
    eyes.type('/asking');
    eyes.press('Enter');
    eyes.press('r');
    await eyes.shows(/asking asks\n\nWhich database\?\n +1\. Postgres\n +2\. SQLite/);
    eyes.type('SQLite');
    eyes.press('Enter');
    await eyes.shows(/^> asking +done .*Thanks\./m);
    eyes.press('s');
    await eyes.shows(/^To asking/);
    eyes.type('a greeting');
    eyes.press('C-j');
    eyes.type('in two lines');
    eyes.press('Enter');
    await eyes.shows(/Sent to asking\./);
    expect(started.asking?.prompts.at(-1)).toBe('a greeting\nin two lines');
    eyes.press('Escape');
    await eyes.shows(/^ {2}calm/m);
    eyes.press('q');
    await eyes.shows(/^left\$ *\n*$/);
  });

  test('a gate that does not fit is read to the end first; the screen follows the size of the terminal', async () => {
    const eyes = open('narrow', 'top', 100, 30);
    eyes.type('/long');
    await eyes.shows(/^> long +asks /m);
    eyes.press('Enter');
    sandbox.tmux('resize-window', '-t', '=narrow:', '-x', '60', '-y', '16');
    await eyes.shows(/^> long +asks/m);
    expect(eyes.screen().split('\n').length).toBeLessThanOrEqual(17);
    eyes.press('a');
    await eyes.shows(/Space shows more/);
    eyes.press('a');
    await eyes.shows(/Read it to the end first/);
    expect((await started.long?.state())?.status).toBe('blocked');
    for (let n = 0; n < 20; n++) eyes.press('Space');
    await eyes.shows(/a approve/);
    eyes.press('d');
    await eyes.shows(/What should it do instead/);
    eyes.press('Enter');
    await eyes.shows(/^. long +(?:done|interrupted)/m);
    eyes.press('C-c');
    await eyes.shows(/left\$/);
  });

  test('in plain lines, for screen readers: an approval is confirmed again', async () => {
    await started.gated?.csd('send', 'clean up again');
    await started.gated?.until('blocked');
    const ears = open('ears', 'top --plain', 100, 50);
    await ears.shows(/^gated: asks to use Bash: rm -rf build$/m);
    ears.type('approve gated');
    ears.press('Enter');
    await ears.shows(/command: rm -rf build[\s\S]*Type yes to approve\./);
    ears.type('no');
    ears.press('Enter');
    await ears.shows(/Not approved\./);
    ears.type('approve gated');
    ears.press('Enter');
    await sleep(300);
    ears.type('yes');
    ears.press('Enter');
    await ears.shows(/^gated: asks to use Bash: rm -rf dist$/m);
    ears.type('quit');
    ears.press('Enter');
    await ears.shows(/left\$/);
    expect(ears.screen()).not.toContain('\x1b');
  });

  test('without a terminal it says what to use instead', async () => {
    expect((await sandbox.csd(['top'])).json).toMatchObject({
      code: 'bad_input',
      error: expect.stringContaining('csd ps'),
    });
    expect((await sandbox.csd([])).stdout).toMatch(/^csd <command>/);
  });
});

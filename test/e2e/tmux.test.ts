import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandOf } from '../program.ts';
import { hasTmux, Sandbox, settles } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';

const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
const PLUGIN = join(import.meta.dirname, '../../csd.tmux');

describe.skipIf(!hasTmux)('in tmux (needs tmux)', { timeout: 90_000 }, () => {
  let sandbox: Sandbox;
  let csd: string;
  const env = () => ({ ...sandbox.env, TMUX_TMPDIR: join(sandbox.folder, 'outer') });
  /** A person's terminal: a pane of another server, which shows the sandbox's server as its client. */
  const outer = (...args: string[]) =>
    execFileSync('tmux', ['-u', '-f', '/dev/null', ...args], { env: env(), encoding: 'utf8' });
  const shown = () => outer('capture-pane', '-p', '-t', '=eyes:');
  const session = () => sandbox.tmux('list-clients', '-F', '#{client_session}').trim();
  const press = (...keys: string[]) => outer('send-keys', '-t', '=eyes:', ...keys);

  beforeAll(async () => {
    sandbox = new Sandbox();
    mkdirSync(join(sandbox.folder, 'outer'));
    const [command, rest] = commandOf([]);
    csd = join(sandbox.folder, 'csd');
    writeFileSync(csd, `#!/bin/sh\nexec ${[command, ...rest].map(quote).join(' ')} "$@"\n`, { mode: 0o755 });
    const turns = [
      {
        match: 'ask',
        steps: [
          {
            ask: {
              header: 'DB',
              question: 'Which one?',
              options: [
                { label: 'A', description: 'a' },
                { label: 'B', description: 'b' },
              ],
            },
          },
        ],
      },
      { match: 'hang', steps: [{ thinkMs: 600_000, say: 'never' }] },
    ];
    const early = await Session.start(sandbox, 'early', { turns });
    const late = await Session.start(sandbox, 'late', { turns });
    const busy = await Session.start(sandbox, 'busy', { turns });
    for (const s of [early, late]) {
      mustSucceed(await s.csd('send', 'ask'));
      await s.until('awaiting_answer');
    }
    mustSucceed(await busy.csd('send', 'hang'));
    await busy.until('working');
    sandbox.tmux('set', '-g', '@csd_program', csd);
    sandbox.tmux('set', '-g', 'status-right', 'x #{csd_status} y');
    sandbox.tmux('run-shell', PLUGIN);
    const variables = Object.entries(sandbox.env).map(([key, value]) => `${key}=${quote(value)}`);
    const attach = `env -u TMUX ${variables.join(' ')} tmux -u attach -t =busy`;
    outer('new-session', '-d', '-s', 'eyes', '-x', '100', '-y', '30', `${attach}; exec sleep 600`);
    expect(await settles(() => session() === 'busy')).toBe(true);
  });
  afterAll(async () => {
    try {
      outer('kill-server');
    } catch {
      // no server left
    }
    await sandbox.dispose();
  });

  test('tmux-status counts by a look, and from the counts of a server without Node', async () => {
    const look = await sandbox.csd(['tmux-status']);
    expect(look).toMatchObject({ code: 0, stdout: '2 need you · 1 working\n', stderr: '' });
    const run = join(sandbox.folder, 'run');
    mkdirSync(run, { mode: 0o700 });
    const own = { ...sandbox.env, XDG_RUNTIME_DIR: run };
    const server = spawn(csd, ['serve'], { env: own, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await new Promise((done) => server.stdout.once('data', done));
      const bin = join(sandbox.folder, 'no-node');
      mkdirSync(bin);
      const launcher = commandOf([])[1].at(-1) ?? commandOf([])[0];
      const ask = () =>
        execFileSync('/bin/sh', [launcher, 'tmux-status'], { env: { ...own, PATH: bin }, encoding: 'utf8' });
      expect(await settles(() => ask() === '2 need you · 1 working\n')).toBe(true);
    } finally {
      server.kill('SIGTERM');
    }
  });

  test('the plugin puts the segment into the status bar', async () => {
    expect(sandbox.tmux('show', '-gv', 'status-right').trim()).toBe(`x #(${csd} tmux-status) y`);
    expect(await settles(() => shown().includes('x 2 need you · 1 working y'), 30_000)).toBe(true);
  });

  test('its keys go to the session that has waited longest, then to the next, and the picker to any', async () => {
    press('C-b', 'N');
    expect(await settles(() => session() === 'early')).toBe(true);
    press('C-b', 'N');
    expect(await settles(() => session() === 'late')).toBe(true);
    press('C-b', 'N');
    expect(await settles(() => session() === 'early')).toBe(true);
    press('C-b', 'A');
    expect(await settles(() => shown().includes('Go to'))).toBe(true);
    expect(shown()).toMatch(/early +asks you[\s\S]*late +asks you[\s\S]*busy +working/);
    press('bus');
    expect(await settles(() => !/late +asks/.test(shown()))).toBe(true);
    press('Enter');
    expect(await settles(() => session() === 'busy' && !shown().includes('Go to'))).toBe(true);
    press('C-b', 'A');
    expect(await settles(() => shown().includes('Go to'))).toBe(true);
    press('Escape');
    expect(await settles(() => !shown().includes('Go to'))).toBe(true);
    expect(session()).toBe('busy');
  });

  test('next reports if no session waits, in the status line if a key was pressed', async () => {
    for (const name of ['early', 'late']) mustSucceed(await sandbox.csd(['kill', name]));
    const inside = { TMUX: `${sandbox.tmux('display-message', '-p', '#{socket_path}').trim()},1,0` };
    expect(await sandbox.csd(['next'], { env: inside })).toMatchObject({
      code: 0,
      stdout: 'no session waits for you\n',
    });
    press('C-b', 'N');
    expect(await settles(() => shown().includes('no session waits for you'))).toBe(true);
  });

  test('a popup needs tmux, and --here a terminal', async () => {
    expect((await sandbox.csd(['tmux-popup'])).json).toMatchObject({ code: 'bad_input' });
    expect((await sandbox.csd(['tmux-popup', '--here'])).json).toMatchObject({ code: 'bad_input' });
    expect((await sandbox.csd(['next', '--client', '#(touch x)'])).json).toMatchObject({ code: 'bad_input' });
  });
});

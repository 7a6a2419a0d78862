import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasTmux, Sandbox, settles } from '../../e2e/sandbox.ts';
import { Session } from '../../e2e/session.ts';
import { commandOf } from '../../program.ts';

const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

describe.skipIf(!hasTmux)('at a person’s terminal (needs tmux)', { timeout: 60_000 }, () => {
  let sandbox: Sandbox;
  let outer: string;
  const env = () => ({ ...sandbox.env, TMUX_TMPDIR: outer });
  /** A terminal that a person uses: a pane of another server, whose variables are hidden from its programs. */
  const person = (...args: string[]) =>
    execFileSync('tmux', ['-u', '-f', '/dev/null', ...args], { env: env(), encoding: 'utf8' });
  const words = (...args: string[]) => {
    const [command, rest] = commandOf(args);
    return [command, ...rest].map(quote).join(' ');
  };
  /** Runs a shell command in the person's terminal. */
  const sit = (name: string, line: string, ...variables: string[]) => {
    const set = Object.entries(sandbox.env).map(([key, value]) => `${key}=${quote(value)}`);
    const script = `env ${variables.join(' ')} ${set.join(' ')} ${line}; echo "ended with $?"; exec sleep 600`;
    person('new-session', '-d', '-s', name, '-x', '100', '-y', '30', script);
  };
  const shown = (name: string) => person('capture-pane', '-p', '-t', `=${name}:`);

  beforeAll(() => {
    sandbox = new Sandbox();
    outer = join(sandbox.folder, 'outer');
    mkdirSync(outer);
  });
  afterAll(async () => {
    try {
      person('kill-server');
    } catch {
      // no server left
    }
    await sandbox.dispose();
  });

  test('shows the session, leaves it running when the person detaches, and needs a terminal', async () => {
    const turns = [{ match: 'greeting', steps: [{ say: 'Hello from the agent.' }] }];
    const s = await Session.start(sandbox, 'job', { turns });
    // Its name begins like the other's: tmux would accept either for the other.
    await Session.start(sandbox, 'job2', { turns });
    await s.csd('send', 'A greeting');
    await s.until('idle_done');

    sit('eyes', words('attach', 'job'), '-u TMUX');
    expect(await settles(() => shown('eyes').includes('Hello from the agent.'))).toBe(true);
    expect(sandbox.tmux('list-clients', '-F', '#{client_session}').trim()).toBe('job');
    // It has the size of the terminal, minus the row of tmux, until no client shows it any more.
    const size = () => sandbox.tmux('display-message', '-p', '-t', '=job:', '#{window_width}x#{window_height}').trim();
    expect(await settles(() => size() === '100x29')).toBe(true);
    sit('second', words('attach', 'job'), '-u TMUX');
    expect(await settles(() => shown('second').includes('Hello from the agent.'))).toBe(true);
    person('send-keys', '-t', '=second:', 'C-b', 'd');
    expect(await settles(() => shown('second').includes('ended with 0'))).toBe(true);
    expect(size()).toBe('100x29');
    sandbox.tmux('detach-client', '-s', 'job');
    expect(await settles(() => shown('eyes').includes('ended with 0'))).toBe(true);
    expect(size()).toBe('220x50');
    expect(sandbox.tmux('show-options', '-wv', '-t', '=job:', 'window-size').trim()).toBe('manual');
    expect((await s.csd('state')).json).toMatchObject({ status: 'idle_done' });

    const piped = await sandbox.csd(['attach', 'job']);
    expect(piped).toMatchObject({ code: 1, json: { code: 'bad_input', command: expect.stringMatching(/-t =job$/) } });
    expect((await sandbox.csd(['attach', 'nope'])).json).toMatchObject({ code: 'no_such_session' });
    expect((await sandbox.csd(['attach'])).json.error).toBe('<session> is missing: name one of job, job2');
    await sandbox.csd(['kill', 'job2']);

    // Inside another server tmux would refuse, so csd says how to continue; an error on a terminal is a sentence.
    sit('nested', words('attach'));
    expect(await settles(() => shown('nested').includes('ended with 1'))).toBe(true);
    expect(shown('nested').replaceAll('\n', '')).toMatch(/csd: this terminal is inside another tmux server/);
    sit('sole', words('attach'), '-u TMUX');
    expect(await settles(() => shown('sole').includes('Hello from the agent.'))).toBe(true);
  });

  test('consent is given there, and not through a pipe', async () => {
    const piped = await sandbox.csd(['grant-consent'], { input: 'yes\n' });
    expect(piped).toMatchObject({ code: 1, json: { code: 'bad_input' } });
    sit('consent', words('grant-consent'));
    expect(await settles(() => shown('consent').includes("Type 'yes'"))).toBe(true);
    person('send-keys', '-t', '=consent:', 'yes', 'Enter');
    expect(await settles(() => shown('consent').includes('ended with 0'))).toBe(true);
    expect((await sandbox.csd(['grant-consent', '--json'])).json).toMatchObject({ consent: 'there' });
  });
});

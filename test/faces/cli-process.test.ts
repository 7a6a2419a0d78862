import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BACKENDS } from '../../src/backends/index.ts';
import { SERVICES } from '../../src/entry/services.ts';
import { toFlag } from '../../src/faces/cli/fields.ts';
import { runCli } from '../../src/faces/cli/main.ts';
import { OPERATIONS } from '../../src/operations/index.ts';
import { helpTopics } from '../../src/operations/topics.ts';
import { Place, type Ran } from './built.ts';
import { recordingHost } from './host.ts';

const place = new Place();
afterAll(() => place.dispose());

const manifest = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8'));

/**
 * The error that the program printed; fails unless it is one line of JSON on stderr with exit 1 and nothing on stdout.
 */
function errorOf(ran: Ran): { error: string; code: string; [field: string]: unknown } {
  expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^\{[^\n]*\}\n$/) });
  return JSON.parse(ran.stderr);
}

/** The output of the command line for arguments that ask for help. */
async function helpInProcess(args: string[]): Promise<string> {
  const { host, played } = recordingHost(args);
  const topics = async () =>
    helpTopics([...BACKENDS.values()].map(({ name, launch }) => [launch.programVariable, name]));
  expect(await runCli({ ...host, version: manifest.version, topics })).toBe(0);
  expect(played).toEqual({ stdout: expect.any(String), stderr: '' });
  return played.stdout;
}

const snapshotOf = (name: string) => `__snapshots__/${name.replaceAll(/^-+|(?<= )-+/g, '').replaceAll(' ', '-')}.txt`;

const SIDECAR = {
  name: 'old',
  session_id: '0a1b2c3d-0000-4000-8000-000000000001',
  cwd: '/',
  backend: 'claude',
  jsonl_path: '/nowhere.jsonl',
  permission_mode: null,
  created: 1780127841,
};

describe('help', () => {
  test('--version is the package’s version', async () => {
    for (const args of [['--version'], ['state', '-V']]) {
      expect(await place.csd(args)).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
    }
  });

  const pages = [
    ['--help'],
    ...[...Object.keys(OPERATIONS), ...Object.keys(SERVICES)].map((name) => ['help', toFlag(name)]),
    ...['exit-codes', 'environment', 'states'].map((topic) => ['help', topic]),
  ];
  // As the program's face writes them; other tests check that the built program prints some of them.
  test.each(pages.map((args) => ({ args, name: args.join(' ') })))('$name', async ({ args, name }) => {
    await expect(await helpInProcess(args)).toMatchFileSnapshot(snapshotOf(name));
  });

  test.each(['--help', 'help run', 'help environment', 'help serve'])(
    '%s is printed by the program, whatever the language and the width of the terminal',
    async (line) => {
      const args = line.split(' ');
      const ran = await place.csd(args, { env: { LANG: 'de_DE.UTF-8', COLUMNS: '40' } });
      expect(ran).toEqual({ code: 0, stderr: '', stdout: await helpInProcess(args) });
    },
  );

  test('--help after a command prints its page, wherever it is', async () => {
    const page = await helpInProcess(['help', 'send']);
    expect(await helpInProcess(['send', '--help'])).toEqual(page);
    expect(await helpInProcess(['help'])).toEqual(await helpInProcess(['-h']));
    expect(await place.csd(['send', 'job', 'hi', '-h'])).toEqual({ code: 0, stderr: '', stdout: page });
  });

  test('completion: a script for each shell, and candidates', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const ran = await place.csd(['completion', shell]);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(ran.stdout).toContain('csd --complete');
    }
    const commands = (await place.csd(['--complete', ''])).stdout.split('\n');
    expect(commands).toEqual(
      expect.arrayContaining(['spawn', 'send', 'state', 'approve', 'ps', 'kill', 'run', 'help']),
    );
    const flags = (await place.csd(['--complete', 'send', '--'])).stdout.split('\n');
    expect(flags).toEqual(expect.arrayContaining(['--retries', '--no-submit', '--file', '--json']));
    expect(flags).not.toContain('--approve-plan');
  });
});

describe('bad input', () => {
  test('the error of an unknown command names the nearest', async () => {
    expect(errorOf(await place.csd(['aprove', 'x'])).error).toBe('unknown command "aprove"; did you mean "approve"?');
  });

  test('a flag that does not exist', async () => {
    const error = errorOf(await place.csd(['state', 'x', '--frob']));
    expect(error).toMatchObject({ error: 'Unknown argument: frob', code: 'bad_input', usage: 'csd help state' });
  });

  test('flags that exclude each other', async () => {
    expect(errorOf(await place.csd(['spawn', '--yolo', '--permission-mode', 'plan']))).toMatchObject({
      error: expect.stringMatching(/^--permission-mode and --yolo exclude each other/),
      code: 'bad_input',
    });
  });

  test.each([
    ['state', ['../x', '']],
    ['kill', ['.x', 'a..b']],
    ['approve', ['a b', 'a/../b']],
  ])('%s: a bad name', async (command, names) => {
    for (const name of names) {
      expect(errorOf(await place.csd([command, name])).code).toBe('bad_input');
    }
  });

  test('an unknown session is an error for every command that needs one', async () => {
    for (const args of [
      ['state', 'nope'],
      ['run', '--session', 'nope', 'hi'],
    ]) {
      expect(errorOf(await place.csd(args))).toMatchObject({
        code: 'no_such_session',
        error: expect.stringContaining('"nope"'),
      });
    }
  });

  test('kill is idempotent', async () => {
    expect(await place.csd(['kill', 'nope'])).toEqual({ code: 0, stdout: '{"ok":true,"found":false}\n', stderr: '' });
  });

  test('a bad UUID, a missing folder, an unknown backend or mode start nothing', async () => {
    const agent = place.program('agent', 'exec sleep 60');
    const wrong: [string[], RegExp][] = [
      [['--session-id', '123'], /--session-id: not a UUID, got "123"/],
      [['--cwd', '/no/such/folder'], /\/no\/such\/folder/],
      [['--backend', 'nope'], /nope.*claude/],
      [['--permission-mode', 'nope'], /nope.*acceptEdits/],
    ];
    for (const [args, message] of wrong) {
      const error = errorOf(await place.csd(['spawn', ...args], { env: { CSD_CLAUDE_BIN: agent } }));
      expect(error).toMatchObject({ code: 'bad_input', error: expect.stringMatching(message) });
    }
    expect(readdirSync(place.sessions).filter((file) => file.endsWith('.json'))).toEqual([]);
  });

  test('no agent: the error says how to name one', async () => {
    const error = errorOf(await place.csd(['spawn'], { env: { CSD_CLAUDE_BIN: '/no/such/agent' } }));
    expect(error).toMatchObject({ code: 'no_agent', error: expect.stringContaining('CSD_CLAUDE_BIN') });
  });

  test('an empty prompt, in words, from a file or from standard input', async () => {
    for (const args of [['send', 'x', ''], ['send', 'x', '--file', '/dev/null'], ['send', 'x', '-'], ['run']]) {
      expect(errorOf(await place.csd(args, { input: ' \n' }))).toMatchObject({
        code: 'bad_input',
        error: expect.stringMatching(/prompt/),
      });
    }
  });

  test('a prompt file that cannot be read', async () => {
    expect(errorOf(await place.csd(['send', 'x', '--file', '/no/such']))).toMatchObject({
      code: 'bad_input',
      error: '--file: cannot read "/no/such"',
    });
  });

  test('an invalid number', async () => {
    expect(errorOf(await place.csd(['run', '--timeout', 'soon', 'x'])).error).toBe(
      '--timeout: not a number, got "soon"',
    );
  });
});

describe('sidecars', () => {
  test('a sidecar that is not JSON is named and left alone, the others are still listed', async () => {
    const file = place.sidecar('broken', '{"name": "bro');
    place.sidecar('old', SIDECAR);
    const { stdout, code } = await place.csd(['ps', '--json']);
    expect(code).toBe(0);
    const listed = JSON.parse(stdout);
    expect(listed.broken).toEqual([{ name: 'broken', path: file, error: expect.any(String) }]);
    expect(listed.sessions).toMatchObject([{ ...SIDECAR, alive: false, state: { status: 'dead' } }]);
    expect(readFileSync(file, 'utf8')).toBe('{"name": "bro');
    expect(errorOf(await place.csd(['state', 'broken']))).toMatchObject({ code: 'bad_sidecar', path: file });
  });

  test('for people, ps prints a table', async () => {
    const { stdout } = await place.csd(['ps']);
    expect(stdout).toMatch(
      /^NAME +STATE +SINCE +CONTEXT +COST +CWD +ASKS OR SAYS\nold +dead +- +- +- +\/ *.*\ncannot read .*broken\.json/,
    );
    const empty = new Place();
    expect((await empty.csd(['ps'])).stdout).toBe('no sessions\n');
    empty.dispose();
  });

  test('a sidecar without backend_version loads, and its session is dead', async () => {
    place.sidecar('old', SIDECAR);
    const { stdout, code } = await place.csd(['state', 'old']);
    expect([code, JSON.parse(stdout).status]).toEqual([0, 'dead']);
  });

  test('a state home that is not absolute counts as unset', async () => {
    const fallback = path.join(place.folder, 'home/.local/state/csd/sessions');
    expect(existsSync(fallback)).toBe(false);
    const { stdout } = await place.csd(['ps', '--json'], { env: { XDG_STATE_HOME: 'state' } });
    expect(JSON.parse(stdout)).toEqual({ sessions: [] });
  });
});

describe('the process', () => {
  test('a reader that has gone is not a crash', async () => {
    place.sidecar('old', SIDECAR);
    for (const args of [['--help'], ['ps', '--json'], ['state', 'old']]) {
      expect(await place.csd(args, { hangUp: true })).toMatchObject({ code: 0, stderr: '' });
    }
  });

  test('a missing tmux: the error says how to install it', async () => {
    const agent = place.program('agent', 'exec sleep 60');
    const env = { PATH: path.join(place.folder, 'bin'), CSD_CLAUDE_BIN: agent };
    const error = errorOf(await place.csd(['spawn', '--name', 'x'], { env }));
    expect(error.code).toBe('no_tmux');
    expect(error.error).toContain('tmux is not installed');
    expect(error.error).toMatch(/apt(-get)? install tmux/);
    expect(error.error).toContain('brew install tmux');
    place.sidecar('old', SIDECAR);
    const state = await place.csd(['state', 'old'], { env });
    expect(state.stdout + state.stderr).toContain('tmux is not installed');
  });

  test('a failing tmux is an error with the phrase that programs match on', async () => {
    const agent = place.program('agent', 'exec sleep 60');
    place.program('tmux', 'echo "protocol version mismatch (client 8, server 7)" >&2; exit 1');
    const env = { PATH: `${path.join(place.folder, 'bin')}:${place.env.PATH}`, CSD_CLAUDE_BIN: agent };
    const error = errorOf(await place.csd(['spawn', '--name', 'x'], { env }));
    expect(error).toMatchObject({ code: 'tmux_failed', error: expect.stringContaining('tmux command failed') });
    place.sidecar('old', SIDECAR);
    const { stdout } = await place.csd(['state', 'old'], { env });
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'unknown',
      reason: expect.stringContaining('protocol version'),
    });
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { controlSocket } from '../../../src/adapters/ssh/control.ts';
import { type Route, routeText } from '../../../src/adapters/ssh/kept-route.ts';
import { Place } from '../../faces/built.ts';
import { LAUNCHER, shells, version } from './shells.ts';

/** The output of the program `node` of these tests: the shell has left the line to it. */
const NODE = 'by Node: ';
const GREETING = '{"csd":{"version":"0.3.0","protocol":{"major":1,"minor":1}}}';
const STATE = '{"status":"idle_done","text":"$(touch x) `touch x` %s \\\\n “ü” · → 😀 *"}';

let place: Place;
let folder: string;
let route: Route;
let server: Server;
beforeEach(async () => {
  place = new Place();
  const run = path.join(place.folder, 'run');
  folder = path.join(run, 'csd/ssh');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  place.env.XDG_RUNTIME_DIR = run;
  place.env.PATH = `${path.join(place.folder, 'bin')}:${place.env.PATH}`;
  const socket = controlSocket(folder, 'build') ?? '';
  server = createServer();
  await new Promise<void>((done) => server.listen(socket, done));
  const config = { file: path.join(place.folder, 'home/.config/csd/config.json') };
  route = { version, config, socket, program: '/opt/$(here)/csd', args: ['-o', 'A=b c', '--', 'build', "exec 'x' $y"] };
  put();
  answers(`${GREETING}\n{"output":${STATE}}\n`);
});
afterEach(async () => {
  await new Promise((done) => server.close(done));
  place.dispose();
});

const fileOf = (host = 'build') => path.join(folder, `${host}.route`);
const put = (changed: Partial<Route> = {}, host = 'build') =>
  writeFileSync(fileOf(host), routeText({ ...route, ...changed }) ?? '');

/** What the other machine sends, and how `ssh` ends; it records its arguments and its input. */
function answers(bytes: string | Buffer, code = 0): void {
  const file = path.join(place.folder, 'answer');
  writeFileSync(file, bytes);
  const { folder: all } = place;
  place.program(
    'ssh',
    `printf '%s\\0' "$@" >'${all}/args'; for n in 1 2; do IFS= read -r line && printf '%s\\n' "$line"; done >'${all}/stdin'; cat '${file}'; exit ${code}`,
  );
}

/** Writes the configuration; returns its path. */
function configure(text: string): string {
  mkdirSync(path.dirname(route.config.file), { recursive: true });
  writeFileSync(route.config.file, text, { mode: 0o600 });
  return route.config.file;
}

type Outcome = { stdout: string; status: number | null };
type Way = (args?: string[], env?: Record<string, string>) => Outcome;
const byShell =
  (shell: string[]): Way =>
  (args = ['job@build'], env = {}) => {
    place.program('node', `shift; echo "${NODE}$*"`);
    const [program = '', ...words] = shell;
    const settings = { env: { ...place.env, ...env }, cwd: place.folder, encoding: 'utf8' as const, timeout: 15_000 };
    const { stdout, status } = spawnSync(program, [...words, LAUNCHER, 'state', ...args], settings);
    return { stdout, status };
  };
const given = () => readFileSync(path.join(place.folder, 'stdin'), 'utf8');
const answered: Outcome = { stdout: `${STATE}\n`, status: 0 };
const left = (args = ['job@build']): Outcome => ({ stdout: `${NODE}state ${args.join(' ')}\n`, status: 0 });

describe.each(shells.map((shell) => [shell.join(' '), byShell(shell)] as const))('by %s', (_, ask) => {
  test('the state comes by ssh, which gets the recorded arguments and the request on standard input', () => {
    for (const args of [['job@build'], ['--json', 'job@build'], ['job@build', '--json']])
      expect(ask(args)).toEqual(answered);
    const words = readFileSync(path.join(place.folder, 'args'), 'utf8').split('\0').slice(0, -1);
    expect(words).toEqual(route.args);
    const [program, request, ...more] = given().split('\n');
    expect([program, more]).toEqual([route.program, ['']]);
    expect(JSON.parse(request ?? '')).toEqual({
      protocol: { major: 1, minor: 1 },
      version,
      operation: 'state',
      input: { session: 'job' },
    });
  });

  test.each([{ LC_ALL: 'C' }, { LC_ALL: 'C.UTF-8' }])(
    'text is printed unchanged, without terminal control characters, in %o',
    (env) => {
      expect(ask(undefined, env)).toEqual(answered);
      for (const evil of ['\x1b[31m', '\x07', '\x7f', '\u009b31m', '\u0085', '\u0081', '\u0088', '\r']) {
        answers(`${GREETING}\n{"output":{"status":"idle_done","text":"${evil}"}}\n`);
        expect([evil, ask(undefined, env)]).toEqual([evil, left()]);
      }
    },
  );

  test('with an unchanged configuration', () => {
    const text = '{\n  "hosts": [\n    "build"\n  ]\n}\n';
    configure(text);
    expect(ask()).toEqual(left());
    put({ config: { ...route.config, text } });
    expect(ask()).toEqual(answered);
    configure('{ "hosts": ["build", "lab"] }');
    expect(ask()).toEqual(left());
    rmSync(route.config.file);
    expect(ask()).toEqual(left());
    put();
    expect(ask()).toEqual(answered);
    expect(ask(undefined, { XDG_CONFIG_HOME: '/elsewhere' })).toEqual(left());
  });

  test('an endless answer, and a host that is silent for too long, are left to Node, and ssh is ended', () => {
    const pid = path.join(place.folder, 'pid');
    const isEnded = () => spawnSync('kill', ['-0', readFileSync(pid, 'utf8').trim()]).status !== 0;
    place.program('ssh', `echo $$ >'${pid}'; printf '%s\\n' '${GREETING}'; exec yes '{"output":{"status":"x"}}'`);
    expect(ask()).toEqual(left());
    expect(isEnded()).toBe(true);
    place.program('sleep', '[ "$1" = 30 ] && exec /bin/sleep 1');
    place.program('ssh', `echo $$ >'${pid}'; printf '%s\\n' '${GREETING}'; exec /bin/sleep 600`);
    expect(ask()).toEqual(left());
    expect(isEnded()).toBe(true);
  });

  test('anything but a greeting and a state is left to Node', () => {
    const wrong = [
      '',
      GREETING,
      `{"output":${STATE}}`,
      `${GREETING}\n{"failure":{"error":"no","code":"no_such_session"}}`,
      `${GREETING}\n{"output":${STATE}}\n{"output":${STATE}}`,
      `noise\n${GREETING}\n{"output":${STATE}}`,
      `${GREETING}\n{"output":{"sessions":[]}}`,
      `${GREETING}\n{"output":${STATE}`.slice(0, -1),
    ];
    for (const text of wrong) {
      answers(text);
      expect([text, ask()]).toEqual([text, left()]);
    }
    // The whole program there sends its greeting again.
    answers(`${GREETING}\n${GREETING}\n{"output":${STATE}}\n`);
    expect(ask()).toEqual(answered);
    answers(`${GREETING}\n{"output":${STATE}}\n`, 255);
    expect(ask()).toEqual(left());
  });

  test('invalid names and hosts, and other command lines, are left to Node', () => {
    for (const args of [
      ['job@'],
      ['@build'],
      ['job@-build'],
      ['job@../build'],
      ['job@build/x'],
      ['../job@build'],
      ['.job@build'],
      ['a..b@build'],
      ['job@bu*'],
      ['jöb@build'],
      ['job@build', 'job@build'],
      ['job@build', '--explain'],
      ['job@build', '--mirrored'],
      ['--', 'job@build'],
      ['job"}}@build'],
    ])
      expect([args, ask(args)]).toEqual([args, left(args)]);
  });

  test('a user and a port of an address belong to the host', () => {
    for (const host of ['me@build', 'fe80::1', 'a.b_c-d']) {
      put({}, host);
      expect(ask([`job@${host}`])).toEqual(answered);
    }
  });
});

const ask = byShell(['sh']);

test.each<[string, () => void]>([
  ['if there is none', () => rmSync(fileOf())],
  ['if it is empty', () => writeFileSync(fileOf(), '')],
  ['if it belongs to another csd', () => put({ version: '0.0.1' })],
  ['if it is a symbolic link', () => asLink(fileOf())],
  ['if its folder is one', () => asLink(folder)],
  ['if the runtime folder is one', () => asLink(path.dirname(folder))],
  ['if it is a pipe', () => asPipe(fileOf())],
  ['if the connection is no longer kept', () => put({ socket: path.join(folder, 'gone') })],
  ['if the socket is a file', () => put({ socket: fileOf() })],
  ['if the configuration is a pipe', () => asPipe(configure(''))],
  [
    'if the configuration is a dangling link',
    () => {
      rmSync(configure(''));
      symlinkSync('/no', route.config.file);
    },
  ],
])('the recorded route is not used %s', (_, change) => {
  expect(ask()).toEqual(answered);
  rmSync(path.join(place.folder, 'stdin'));
  change();
  expect(ask()).toEqual(left());
  expect(existsSync(path.join(place.folder, 'stdin'))).toBe(false);
});

test.runIf(process.getuid?.() === 0)('nor if it belongs to another person', () => {
  execFileSync('chown', ['12345', fileOf()]);
  expect(ask()).toEqual(left());
});

test('CSD_REMOTE_BIN names another csd', () => {
  expect(ask(undefined, { CSD_REMOTE_BIN: 'other' })).toEqual(left());
});

test('a value that would not be one line is not recorded', () => {
  expect(routeText({ ...route, program: 'a\nb' })).toBeUndefined();
  expect(routeText({ ...route, config: { file: '/a', text: `{${' '.repeat(5000)}}` } })).toBeUndefined();
});

describe('by Node', () => {
  test('the state is the same, and terminal control characters are escaped', async () => {
    expect(await place.csd(['state', 'job@build'])).toMatchObject({ code: 0, stdout: `${STATE}\n` });
    expect(JSON.parse(given().split('\n')[1] ?? '').input).toEqual({ session: 'job' });
    answers(`${GREETING}\n{"output":{"status":"idle_done","text":"\u009b31m"}}\n`);
    expect((await place.csd(['state', 'job@build'])).stdout).toBe('{"status":"idle_done","text":"\\u009b31m"}\n');
  });

  test('any other answer makes the whole program ask again', async () => {
    answers(`${GREETING}\n{"failure":{"error":"no such session","code":"no_such_session"}}\n`);
    expect(await place.csd(['state', 'job@build'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"no_such_session"'),
    });
    expect(given()).toMatch(/^csd\n/);
  });
});

describe('csd call', () => {
  const call = (input: object) => place.csd(['call'], { input: `${JSON.stringify(input)}\n` });
  const request = { protocol: { major: 1, minor: 0 }, version: '9', operation: 'ps', input: {} };

  test('a look is answered for a caller that sends nothing more', async () => {
    const { stdout, code } = await call(request);
    expect([
      stdout
        .split('\n')
        .slice(0, 2)
        .map((line) => JSON.parse(line)),
      code,
    ]).toEqual([[{ csd: { version, protocol: { major: 1, minor: 1 } } }, { output: { sessions: [] } }], 0]);
  });

  test.each([
    [{ ...request, operation: 'state', input: { session: 'none' } }, 'no_such_session'],
    [{ ...request, operation: 'state', input: { session: '../x' } }, 'bad_input'],
    [{ ...request, operation: 'state', input: { session: ['a'] } }, 'bad_input'],
    [{ ...request, operation: 'ps', input: { nothing: 1 } }, 'bad_input'],
    [{ ...request, protocol: { major: 9, minor: 0 } }, 'version_mismatch'],
    [{ ...request, operation: 'fly' }, 'version_mismatch'],
    [{ operation: 'ps' }, 'bad_input'],
  ])('the whole program reads a request that the fast path leaves: %j', async (input, code) => {
    const lines = (await call(input)).stdout.trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ failure: { code } });
  });
});

function asLink(file: string): void {
  renameSync(file, `${file}-moved`);
  symlinkSync(`${file}-moved`, file);
}

function asPipe(file: string): void {
  rmSync(file);
  execFileSync('mkfifo', [file]);
}

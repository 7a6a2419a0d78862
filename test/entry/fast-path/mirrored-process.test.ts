import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MIRROR_BEAT_MS } from '../../../src/drive/watch/state-mirror.ts';
import { Place } from '../../faces/built.ts';
import { LAUNCHER, shells, version } from './shells.ts';

const hasProc = process.platform === 'linux';

/** The output of the program `node` of these tests: the launcher has left the line to a look. */
const LOOK = 'a look: ';

/** One mirrored answer, field by field. */
interface Answer {
  version: string;
  pid: number | string;
  mark: string;
  uptime: number | string;
  at: number | string;
  entry: number | string;
  length: string;
  folder: string;
  sidecar: string;
  state: string;
}

const SIDECAR = { name: 'job', session_id: 'x', cwd: '/a "b"\\n ü→\u0081', pane: '%3', pane_pid: 77 };
const STATE = {
  status: 'idle_done',
  text: '$(touch x) `touch x` %s \\n \u0081\u0086→“ü”😀 *',
  turn: 1_767_225_600_000,
};
/** As `send` writes it; the text of a prompt can be anything. */
const entry = (turn: number, outcome: string) =>
  `${JSON.stringify({ agent: 'a "turn":5,', turn, before: 7, outcome, at: turn, start: '"outcome":"submitted", "turn":1,' })}\n`;

let place: Place;
let run: string;
let server: ChildProcess;
let answer: Answer;
beforeAll(() => {
  server = spawn('sleep', ['1000']);
});
afterAll(() => void server.kill('SIGKILL'));
beforeEach(() => {
  place = new Place();
  run = path.join(place.folder, 'run');
  mkdirSync(path.join(run, 'csd/state'), { recursive: true, mode: 0o700 });
  place.env.XDG_RUNTIME_DIR = run;
  place.program('node', `shift; echo "${LOOK}$*"`);
  place.env.PATH = `${path.join(place.folder, 'bin')}:${place.env.PATH}`;
  place.sidecar('job', `${JSON.stringify(SIDECAR, null, 2)}\n`);
  answer = {
    version,
    pid: server.pid ?? 0,
    mark: hasProc ? markOf(server.pid) : '-',
    uptime: hasProc ? uptime() : '-',
    at: Math.floor(Date.now() / 1000),
    entry: '-',
    length: 'short',
    folder: place.sessions,
    sidecar: JSON.stringify(SIDECAR, null, 2).replaceAll('\n', ''),
    state: JSON.stringify(STATE),
  };
});
afterEach(() => place.dispose());

const markOf = (pid: number | undefined) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
};
const uptime = () => Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]));
const fileOf = (name = 'job') => path.join(run, 'csd/state', `${name}.line`);

/** The answer as a server writes it. */
function put(changed: Partial<Answer> = {}, name = 'job'): void {
  const { folder, sidecar, state, ...head } = { ...answer, ...changed };
  writeFileSync(fileOf(name), `${[Object.values(head).join(' '), folder, sidecar, state].join('\n')}\n`);
}

const enter = (text: string) => writeFileSync(path.join(place.sessions, 'job.entry'), text);

function ask(args = ['job', '--mirrored'], env: Record<string, string> = {}, shell: string[] = ['sh']) {
  const [program = '', ...words] = shell;
  const settings = { env: { ...place.env, ...env }, cwd: place.folder, encoding: 'utf8' as const, timeout: 15_000 };
  return spawnSync(program, [...words, LAUNCHER, 'state', ...args], settings);
}

const told = (args?: string[], env?: Record<string, string>, shell?: string[]) => {
  const { stdout, stderr, status } = ask(args, env, shell);
  return { stdout, stderr, status };
};
const mirrored = () => ({ stdout: `${answer.state}\n`, stderr: '', status: 0 });
const looked = (args = ['job', '--mirrored']) => ({
  stdout: `${LOOK}state ${args.join(' ')}\n`,
  stderr: '',
  status: 0,
});

describe.each(shells.map((shell) => [shell.join(' '), shell] as const))('by %s', (_, shell) => {
  test.each([{}, { LC_ALL: 'C' }, { LC_ALL: 'C.UTF-8' }, { LC_ALL: 'no_SUCH' }])(
    'a state is printed unchanged in %o',
    (env) => {
      put();
      // bash warns of a missing locale.
      expect(told(undefined, env, shell)).toMatchObject({ stdout: `${answer.state}\n`, status: 0 });
    },
  );

  test('a long state is printed whole', () => {
    answer.state = JSON.stringify({ ...STATE, text: '\u0081\u0086→“ü”😀 \\ '.repeat(4000) });
    put({ length: 'long' });
    expect(told(undefined, {}, shell)).toEqual(mirrored());
    put({ length: 'long', state: answer.state.slice(0, -1) });
    expect(told(undefined, {}, shell)).toEqual(looked());
    put({ length: 'long' });
    writeFileSync(fileOf(), readFileSync(fileOf(), 'utf8').slice(0, -1));
    expect(told(undefined, {}, shell)).toEqual(looked());
  });

  test('the newest prompt is the one that the state includes', () => {
    enter(entry(STATE.turn, 'submitted'));
    put({ entry: STATE.turn });
    expect(told(undefined, {}, shell)).toEqual(mirrored());
    enter(entry(STATE.turn, 'queued'));
    expect(told(undefined, {}, shell)).toEqual(mirrored());
    for (const other of [
      entry(STATE.turn, 'pending'),
      entry(STATE.turn + 1, 'submitted'),
      entry(1, 'submitted'),
      entry(STATE.turn, 'submitted').slice(0, 60),
      `{"turn":${STATE.turn}.5,"outcome":"submitted",}\n`,
      'null\n',
      '',
    ]) {
      enter(other);
      expect([other, told(undefined, {}, shell)]).toEqual([other, looked()]);
    }
  });

  test('a process that has ended is not a server', async () => {
    const child = spawn('sleep', ['1000']);
    put({ pid: child.pid ?? 0, mark: '-' });
    expect(told(undefined, {}, shell)).toEqual(mirrored());
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await ended;
    expect(told(undefined, {}, shell)).toEqual(looked());
  });

  test('the age is computed from the time of day if the machine does not report its uptime', () => {
    const now = Math.floor(Date.now() / 1000);
    put({ uptime: '-', at: now - 2 });
    expect(told(undefined, {}, shell)).toEqual(mirrored());
    for (const at of [now - 100, now + 100, 'x', '']) {
      put({ uptime: '-', at });
      expect([at, told(undefined, {}, shell)]).toEqual([at, looked()]);
    }
  });

  test('the other fields are right, or Node looks', () => {
    const wrong: Partial<Answer>[] = [
      { version: '0.0.1' },
      { pid: 0, mark: '-' },
      { pid: -1, mark: '-' },
      { pid: '1 2' },
      { pid: '99999999999999999999' },
      { length: 'short more' },
      { length: '' },
      { folder: '/elsewhere/csd/sessions' },
      { sidecar: answer.sidecar.replace('77', '78') },
      { state: '{"status":"idle_done"' },
      { state: '' },
      { state: 'oops' },
    ];
    if (hasProc) wrong.push({ mark: '12' }, { uptime: uptime() - 1000 }, { uptime: uptime() + 1000 }, { uptime: 'x' });
    put();
    expect(told(undefined, {}, shell)).toEqual(mirrored());
    for (const changed of wrong) {
      put(changed);
      expect([changed, told(undefined, {}, shell)]).toEqual([changed, looked()]);
    }
  });
});

describe('the mirror is not used', () => {
  test.each<[string, () => void]>([
    ['if there is none', () => rmSync(fileOf())],
    ['if it is empty', () => writeFileSync(fileOf(), '')],
    ['if it was cut off', () => writeFileSync(fileOf(), readFileSync(fileOf(), 'utf8').slice(0, -1))],
    ['if it ends before the state', () => writeFileSync(fileOf(), readFileSync(fileOf(), 'utf8').split('{')[0] ?? '')],
    ['if it contains only zeros', () => writeFileSync(fileOf(), Buffer.alloc(1000))],
    ['if it is a symbolic link', () => asLink(fileOf())],
    ['if its folder is a symbolic link', () => asLink(path.dirname(fileOf()))],
    ['if the runtime folder is a symbolic link', () => asLink(path.join(run, 'csd'))],
    ['if it is a folder', () => asFolder(fileOf())],
    ['if it is a pipe', () => asPipe(fileOf())],
    ['if the sidecar is gone', () => rmSync(path.join(place.sessions, 'job.json'))],
    ['if the sidecar is a symbolic link', () => asLink(path.join(place.sessions, 'job.json'))],
    ['if the sidecar is a pipe', () => asPipe(path.join(place.sessions, 'job.json'))],
    ['if the sidecar has an additional line', () => place.sidecar('job', `${JSON.stringify(SIDECAR, null, 2)}\n{}`)],
    [
      'if the sidecar has lines without end',
      () => place.sidecar('job', `${JSON.stringify(SIDECAR, null, 2)}${'\n'.repeat(500)}`),
    ],
    ['if the entry is a symbolic link', () => symlinkSync('/dev/null', path.join(place.sessions, 'job.entry'))],
    ['if the entry is a dangling link', () => symlinkSync('/no', path.join(place.sessions, 'job.entry'))],
    ['if the entry is a folder', () => mkdirSync(path.join(place.sessions, 'job.entry'))],
    ['if the entry is a pipe', () => asPipe(path.join(place.sessions, 'job.entry'), false)],
  ])('%s', (_, change) => {
    put();
    expect(told()).toEqual(mirrored());
    change();
    expect(told()).toEqual(looked());
  });

  test('if a prompt included in the state was forgotten', () => {
    put({ entry: STATE.turn });
    expect(told()).toEqual(looked());
  });

  test.runIf(hasProc)('if the server is stopped', async () => {
    const child = spawn('sleep', ['1000']);
    try {
      put({ pid: child.pid ?? 0, mark: markOf(child.pid) });
      expect(told()).toEqual(mirrored());
      child.kill('SIGSTOP');
      await expect.poll(() => readFileSync(`/proc/${child.pid}/stat`, 'utf8')).toMatch(/\) T /);
      expect(told()).toEqual(looked());
    } finally {
      child.kill('SIGKILL');
    }
  });

  test.runIf(hasProc)('after two missed beats, but is used after one', () => {
    put({ uptime: uptime() - MIRROR_BEAT_MS / 1000 });
    expect(told()).toEqual(mirrored());
    put({ uptime: uptime() - (2 * MIRROR_BEAT_MS) / 1000 });
    expect(told()).toEqual(looked());
  });

  test.runIf(process.getuid?.() === 0)('if it belongs to another person', () => {
    put();
    execFileSync('chown', ['12345', fileOf()]);
    expect(told()).toEqual(looked());
  });

  test.each([
    [['job']],
    [['--mirrored']],
    [['job', '--mirrored', '--explain']],
    [['job', '--mirrored=false']],
    [['job', 'job', '--mirrored']],
    [['', '--mirrored']],
    [['../state/job', '--mirrored']],
    [['.job', '--mirrored']],
    [['j..b', '--mirrored']],
    [['job*', '--mirrored']],
    [['jöb', '--mirrored']],
    [['--mirrored', '--', 'job']],
    [['-h', '--mirrored']],
  ])('for %j', (args) => {
    for (const name of ['job', 'jöb', 'j..b', '.job']) {
      place.sidecar(name, `${JSON.stringify(SIDECAR, null, 2)}\n`);
      put({}, name);
    }
    expect(told(args)).toEqual(looked(args));
  });

  test('if the caller silences warnings, has no home, or another state folder', () => {
    put();
    expect(told(undefined, { CSD_VERIFIED_VERSIONS: '9.9.9' })).toEqual(looked());
    expect(told(undefined, { HOME: '' })).toEqual(looked());
    const state = path.join(place.folder, 'other');
    mkdirSync(path.join(state, 'csd/sessions'), { recursive: true });
    writeFileSync(path.join(state, 'csd/sessions/job.json'), `${JSON.stringify(SIDECAR, null, 2)}\n`);
    expect(told(undefined, { XDG_STATE_HOME: state })).toEqual(looked());
  });
});

test.each([
  [['job', '--mirrored']],
  [['--mirrored', 'job']],
  [['--json', 'job', '--mirrored']],
  [['job', '--mirrored', '--json']],
])('it is used for %j', (args) => {
  put();
  expect(told(args)).toEqual(mirrored());
});

test('CSD_MIRROR=1 has the effect of the flag', () => {
  put();
  expect(told(['job'], { CSD_MIRROR: '1' })).toEqual(mirrored());
  expect(told(['job', '--json'], { CSD_MIRROR: '1' })).toEqual(mirrored());
  expect(told(['job'], { CSD_MIRROR: '0' })).toEqual(looked(['job']));
  expect(told(['job', '--explain'], { CSD_MIRROR: '1' })).toEqual(looked(['job', '--explain']));
});

test('folders with blanks, quotes and other letters, and without a runtime folder', () => {
  const home = path.join(place.folder, `o"dd 'h'ö$me *`);
  const state = path.join(home, '.local/state/csd');
  mkdirSync(state, { recursive: true });
  renameSync(place.sessions, path.join(state, 'sessions'));
  renameSync(path.join(run, 'csd'), path.join(state, 'run'));
  run = path.join(place.folder, 'made');
  mkdirSync(run);
  symlinkSync(path.join(state, 'run'), path.join(run, 'csd'));
  put({ folder: path.join(state, 'sessions') });
  for (const [shell] of shells.map((words) => [words]))
    for (const folder of ['', 'relative'])
      expect(told(undefined, { HOME: home, XDG_STATE_HOME: folder, XDG_RUNTIME_DIR: folder }, shell)).toEqual(
        mirrored(),
      );
});

function asLink(file: string): void {
  renameSync(file, `${file}-moved`);
  symlinkSync(`${file}-moved`, file);
}

function asFolder(file: string): void {
  rmSync(file);
  mkdirSync(file);
}

function asPipe(file: string, isThere = true): void {
  if (isThere) rmSync(file);
  execFileSync('mkfifo', [file]);
}

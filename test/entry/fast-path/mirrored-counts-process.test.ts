import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Watched } from '../../../src/contract/event.ts';
import { countsKeeper } from '../../../src/entry/fast-path/mirrored-counts.ts';
import { countStates, sayCounts } from '../../../src/operations/text/counts.ts';
import { Place } from '../../faces/built.ts';
import { createFakeContext } from '../../fakes/context.ts';
import { LAUNCHER, shells, version } from './shells.ts';

/** The output of the program `node` of these tests: the launcher has left the line to a look. */
const LOOK = 'a look\n';

let place: Place;
let folder: string;
let server: ChildProcess;
beforeAll(() => {
  server = spawn('sleep', ['1000']);
});
afterAll(() => void server.kill('SIGKILL'));
beforeEach(() => {
  place = new Place();
  folder = path.join(place.folder, 'run/csd');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  place.env.XDG_RUNTIME_DIR = path.dirname(folder);
  place.program('node', 'echo a look');
  place.env.PATH = `${path.join(place.folder, 'bin')}:${place.env.PATH}`;
});
afterEach(() => place.dispose());

const file = () => path.join(folder, 'counts.line');
function put(changed: Record<string, unknown> = {}): void {
  const head = { version, pid: server.pid, mark: '-', up: '-', at: Math.floor(Date.now() / 1000), need: 2, working: 3 };
  const { sessions = place.sessions, ...words } = { ...head, ...changed } as Record<string, unknown>;
  writeFileSync(file(), `${Object.values(words).join(' ')}\n${sessions}\n`);
}
function ask(shell = ['sh'], args: string[] = [], env: Record<string, string> = {}): string {
  const [program = '', ...words] = shell;
  const settings = { env: { ...place.env, ...env }, encoding: 'utf8' as const, timeout: 15_000 };
  return spawnSync(program, [...words, LAUNCHER, 'tmux-status', ...args], settings).stdout;
}

test.each(shells.map((shell) => [shell.join(' '), shell] as const))('by %s', (_, shell) => {
  for (const [need, working, said] of [
    [2, 3, '2 need you · 3 working\n'],
    [1, 0, '1 need you\n'],
    [0, 12, '12 working\n'],
    [0, 0, ''],
  ] as const) {
    put({ need, working });
    expect(ask(shell)).toBe(said);
    expect(said.trim()).toBe(sayCounts({ need, working }));
  }
});

test('if the file is in doubt, Node looks', () => {
  put();
  expect(ask()).toBe('2 need you · 3 working\n');
  const wrong = [
    { version: '0.0.1' },
    { pid: 0 },
    { pid: '99999999999999999999' },
    { at: Math.floor(Date.now() / 1000) - 100 },
    { at: Math.floor(Date.now() / 1000) + 100 },
    { need: '' },
    { need: '-1' },
    { need: '01' },
    { need: '#(touch' },
    { working: '3x' },
    { working: '3 4' },
    { sessions: '/elsewhere' },
  ];
  for (const changed of wrong) {
    put(changed);
    expect([changed, ask()]).toEqual([changed, LOOK]);
  }
  put();
  expect(ask(['sh'], ['--json'])).toBe(LOOK);
  expect(ask(['sh'], [], { HOME: '' })).toBe(LOOK);
  expect(ask(['sh'], [], { CSD_VERIFIED_VERSIONS: '1' })).toBe(LOOK);
  renameSync(file(), `${file()}.else`);
  symlinkSync(`${file()}.else`, file());
  expect(ask()).toBe(LOOK);
  rmSync(file());
  expect(ask()).toBe(LOOK);
});

test('the server writes what the shell reads, and removes it', async () => {
  const ctx = createFakeContext();
  const keeper = countsKeeper(ctx, '/run/csd', { version, pid: 7, mark: '123' });
  const states = ['blocked', 'working', 'plan_ready', 'awaiting_answer', 'idle_done', 'dead', 'unknown', 'spawning'];
  await keeper.write(states.map((status) => ({ state: { status } }) as unknown as Watched));
  const [head = '', sessions] = ((await ctx.files.read('/run/csd/counts.line')) ?? '').split('\n');
  expect(head.split(' ').slice(0, 3)).toEqual([version, '7', '123']);
  expect(head.split(' ').slice(5)).toEqual(['3', '1']);
  expect(sessions).toBe(ctx.sessionsDir);
  await keeper.remove();
  expect(await ctx.files.read('/run/csd/counts.line')).toBeUndefined();
});

test('a session with a question, a plan or a gate needs its person', () => {
  const count = (...statuses: string[]) => countStates(statuses.map((status) => ({ status }) as never));
  expect(count('blocked', 'plan_ready', 'awaiting_answer')).toEqual({ need: 3, working: 0 });
  expect(count('working', 'spawning', 'idle_done', 'dead', 'unknown')).toEqual({ need: 0, working: 1 });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProcesses } from '../../../src/adapters/process/create-processes.ts';
import { parseList } from '../../../src/adapters/process/process-table.ts';

const processes = createProcesses();

async function withChild(start: () => ChildProcess, body: (pid: number) => Promise<void>): Promise<void> {
  const child = start();
  try {
    await new Promise((done) => child.stdout?.once('data', done));
    await body(child.pid ?? 0);
  } finally {
    child.kill('SIGKILL');
  }
}

test('a process of this user is listed with its parent, arguments, start time and the requested variables', async () => {
  const before = Date.now();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'csd-table-')));
  const script = 'echo up; while :; do sleep 60; done';
  const start = () =>
    spawn('sh', ['-c', script, 'two words'], {
      cwd: folder,
      env: { PATH: process.env.PATH, WANTED: '/a b', SECRET: 'x' },
    });
  await withChild(start, async (pid) => {
    const facts = (await processes.list(['WANTED', 'MISSING'])).find((one) => one.pid === pid);
    expect(facts).toMatchObject({ parent: process.pid, standing: 'none', terminal: '' });
    expect(facts?.mark).toBe(await processes.startedAt(pid));
    expect(facts?.words.slice(0, 2)).toEqual(['sh', '-c']);
    expect(Math.abs((facts?.since ?? 0) - before)).toBeLessThan(10_000);
    if (process.platform === 'linux') {
      expect(facts?.words).toEqual(['sh', '-c', script, 'two words']);
      expect(facts?.environment).toEqual({ WANTED: '/a b' });
    }
    expect((await processes.place(pid)).folder).toBe(folder);
    expect(await processes.look(pid)).toEqual({ mark: facts?.mark, standing: 'none' });
  });
  rmSync(folder, { recursive: true });
});

test('a process that has ended is neither listed nor inspected', async () => {
  const child = spawn('true');
  await new Promise((done) => child.once('close', done));
  expect(await processes.look(child.pid ?? 0)).toBeUndefined();
  expect((await processes.list([])).some(({ pid }) => pid === child.pid)).toBe(false);
  expect(await processes.look(0)).toBeUndefined();
});

test('the ps output of other platforms is parsed: terminal, foreground, stopped, user', () => {
  const rows = [
    '  10     1   501 ??       Ss   Sat Nov 29 10:00:00 2026     /sbin/launchd',
    '  20    10   501 ttys001  S+   Sat Nov 29 10:00:01 2026     claude --resume x',
    '  21    10   501 ttys001  T    Sat Nov 29 10:00:02 2026     claude',
    '  22    10   501 ttys001  S    Sat Nov 29 10:00:02 2026     -zsh',
    '  23    10   501 ttys001  Z+   Sat Nov 29 10:00:02 2026     (claude)',
    '  30    10     0 ttys001  S+   Sat Nov 29 10:00:03 2026     other',
  ];
  const environment = new Map([[20, { HOME: '/Users/me' }]]);
  const read = parseList(rows.join('\n'), 501, environment);
  expect(read.map(({ pid, standing, terminal }) => [pid, standing, terminal])).toEqual([
    [10, 'none', ''],
    [20, 'foreground', 'ttys001'],
    [21, 'background', 'ttys001'],
    [22, 'background', 'ttys001'],
  ]);
  expect(read[1]).toMatchObject({
    parent: 10,
    mark: 'Sat Nov 29 10:00:01 2026',
    since: Date.parse('Sat Nov 29 10:00:01 2026'),
    words: ['claude', '--resume', 'x'],
    environment: { HOME: '/Users/me' },
  });
});

import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createProcesses } from '../../../src/adapters/process/create-processes.ts';
import { waitFor } from '../../conformance/wait.ts';

const processes = createProcesses();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'csd-processes-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const program = (name: string, body = 'exit 0', mode = 0o755) => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, mode);
  return file;
};

test('a program is the first executable file of its name on the path', async () => {
  program('one/agent', '', 0o644);
  mkdirSync(path.join(folder, 'two/agent'), { recursive: true });
  const file = program('three/agent');
  program('four/agent');
  const search = ['none', 'one', 'two', 'three', 'four'].map((name) => path.join(folder, name)).join(':');
  expect(await processes.find('agent', search)).toBe(file);
  expect(await processes.find('other', search)).toBeUndefined();
  expect(await processes.find('agent', undefined)).toBeUndefined();
});

test('a program with a folder is looked up only there', async () => {
  const file = program('one/agent');
  expect(await processes.find(file, undefined)).toBe(file);
  expect(await processes.find(path.join(folder, 'agent'), path.dirname(file))).toBeUndefined();
});

test('the output of a program is returned, and nothing if it fails, hangs or is missing', async () => {
  expect(await processes.output(program('ok', 'echo "$1"'), ['1.2 (x)'], 5000)).toBe('1.2 (x)\n');
  expect(await processes.output(program('reads', 'cat; echo end'), [], 5000)).toBe('end\n');
  expect(await processes.output(program('fails', 'echo 1; exit 3'), [], 5000)).toBeUndefined();
  expect(await processes.output(path.join(folder, 'missing'), [], 5000)).toBeUndefined();
  const before = Date.now();
  expect(await processes.output(program('hangs', 'echo 1; sleep 3'), [], 100)).toBeUndefined();
  expect(Date.now() - before).toBeLessThan(2000);
});

test('a process is alive until it ends, and has one start mark', async () => {
  const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  const pid = child.pid ?? 0;
  const ended = new Promise((done) => child.on('exit', (_code, signal) => done(signal)));
  expect(processes.isAlive(pid)).toBe(true);
  const mark = await processes.startedAt(pid);
  expect(mark).toMatch(/\d/);
  expect(await processes.startedAt(pid)).toBe(mark);
  expect(mark).not.toBe(await processes.startedAt(process.pid));
  processes.terminate(pid, 'SIGTERM');
  expect(await ended).toBe('SIGTERM');
  expect(processes.isAlive(pid)).toBe(false);
  expect(await processes.startedAt(pid)).toBeUndefined();
  processes.terminate(pid, 'SIGKILL');
});

test.runIf(process.platform === 'linux')('a zombie process is not alive', async () => {
  const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 20'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const pid = await new Promise<number>((done) => parent.stdout.on('data', (text) => done(Number(text))));
  await waitFor('the end of the child', () => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '));
  expect(processes.isAlive(pid)).toBe(false);
  expect(await processes.startedAt(pid)).toBeUndefined();
  parent.kill('SIGKILL');
});

test('an impossible id is not a process', async () => {
  for (const pid of [0, -1, 1.5, Number.NaN]) {
    expect(processes.isAlive(pid)).toBe(false);
    expect(await processes.startedAt(pid)).toBeUndefined();
    processes.terminate(pid, 'SIGKILL');
  }
});

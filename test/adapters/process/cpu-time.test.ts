import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseTimes } from '../../../src/adapters/process/cpu-time.ts';
import { createProcesses } from '../../../src/adapters/process/create-processes.ts';

const processes = createProcesses();

test('the processor time of a process is that of its children too, running or ended', async () => {
  const work = 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done';
  const child = spawn('sh', ['-c', `sh -c '${work}'; echo up; sleep 60 & wait`]);
  try {
    const before = await processes.cpuMs(child.pid ?? 0);
    await new Promise((done) => child.stdout.once('data', done));
    const after = await processes.cpuMs(child.pid ?? 0);
    expect(before).toBeGreaterThanOrEqual(0);
    expect(after).toBeGreaterThan((before ?? 0) + 10);
  } finally {
    child.kill('SIGKILL');
  }
});

test('a process that is gone, or none, has no time', async () => {
  const child = spawn('true');
  await new Promise((done) => child.once('close', done));
  expect(await processes.cpuMs(child.pid ?? 0)).toBeUndefined();
  expect(await processes.cpuMs(0)).toBeUndefined();
});

test('the times of ps are added, in each of its forms', () => {
  expect(parseTimes('  0:01.50\n 01:00:02\n1-00:00:01\n')).toBe(1500 + 3_602_000 + 86_401_000);
  expect(parseTimes('')).toBe(0);
});

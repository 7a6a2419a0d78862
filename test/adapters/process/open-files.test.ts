import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listOpenFiles, writtenOf } from '../../../src/adapters/process/open-files.ts';

const none = async () => undefined;

test.runIf(process.platform === 'linux')('files that a process or its child holds open are found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'csd-open-'));
  const file = join(folder, 'held');
  const fd = openSync(file, 'w');
  let reading: number | undefined;
  const child = spawn('sh', ['-c', `(exec 3>"${file}.child"; echo up; exec sleep 60) & wait`], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const wanted = (path: string) => path.startsWith(folder);
    expect(await listOpenFiles(process.pid, wanted, none)).toEqual([file]);
    expect(await listOpenFiles(child.pid ?? 0, wanted, none)).toEqual([`${file}.child`]);
    expect(await listOpenFiles(0, wanted, none)).toBeUndefined();
    writeFileSync(join(folder, 'read'), '');
    reading = openSync(join(folder, 'read'), 'r');
    expect(await listOpenFiles(process.pid, wanted, none), 'what is only read is not held').toEqual([file]);
  } finally {
    closeSync(fd);
    if (reading !== undefined) closeSync(reading);
    if (child.pid) process.kill(-child.pid);
    rmSync(folder, { recursive: true });
  }
});

test('files open only for reading in the output of lsof are left out', () => {
  const listed = [
    'p12',
    'fcwd',
    'a ',
    'n/work',
    'f3',
    'au',
    'n/a',
    'f4',
    'ar',
    'n/b',
    'f5',
    'aw',
    'n/c',
    'f6',
    'ar',
    'n/a',
  ];
  expect(writtenOf(listed.join('\n'))).toEqual(['/work', '/a', '/c']);
});

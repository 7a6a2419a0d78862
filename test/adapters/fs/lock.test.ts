import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  promises,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFiles } from '../../../src/adapters/fs/create-files.ts';
import { createProcesses } from '../../../src/adapters/process/create-processes.ts';
import { waitFor } from '../../conformance/wait.ts';

/** The code under test as one file that Node runs directly, for the processes that these tests start. */
const CODE = mkdtempSync(path.join(tmpdir(), 'csd-lock-code-'));
const FILES = path.join(CODE, 'files.mjs');
buildSync({
  entryPoints: [fileURLToPath(new URL('../../../src/adapters/fs/create-files.ts', import.meta.url))],
  outfile: FILES,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
});
let folder: string;
let lock: string;
const files = createFiles();
const processes = createProcesses();
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'csd-lock-'));
  lock = path.join(folder, 'made', 'a.lock');
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => rmSync(CODE, { recursive: true, force: true }));

/** Another process that runs this code with `files` and `lock` in scope. */
function other(code: string): ChildProcess {
  const program = `import { appendFileSync } from 'node:fs';
    const { createFiles } = await import(${JSON.stringify(FILES)});
    const files = createFiles();
    const lock = ${JSON.stringify(lock)};
    const log = (text) => appendFileSync(${JSON.stringify(path.join(folder, 'log'))}, text);
    ${code}`;
  const file = path.join(folder, `other${children.length}.mjs`);
  writeFileSync(file, program);
  const child = spawn(process.execPath, [file], { stdio: 'inherit' });
  children.push(child);
  return child;
}

const logged = () => (existsSync(path.join(folder, 'log')) ? readFileSync(path.join(folder, 'log'), 'utf8') : '');
const ended = (child: ChildProcess) => new Promise<void>((done) => child.on('exit', () => done()));

test('the lock is released after success and after failure, and nothing is left behind', async () => {
  expect(await files.withLock(lock, 0, async () => 'result')).toBe('result');
  const failing = files.withLock(lock, 0, async () => {
    throw new Error('inside');
  });
  await expect(failing).rejects.toThrow('inside');
  expect(await files.withLock(lock, 0, async () => readdirSync(path.dirname(lock)))).toEqual(['a.lock']);
  expect(readdirSync(path.dirname(lock))).toEqual([]);
});

test('holders in one process take turns; one that may not wait is refused', async () => {
  const order: string[] = [];
  let open = () => {};
  const gate = new Promise<void>((done) => {
    open = done;
  });
  const first = files.withLock(lock, 0, async () => {
    order.push('first in');
    await gate;
    order.push('first out');
  });
  await waitFor('the first holder', () => order.includes('first in'));
  const second = files.withLock(lock, 10_000, async () => void order.push('second'));
  await expect(files.withLock(lock, 0, async () => {})).rejects.toMatchObject({
    code: 'locked',
    message: expect.stringContaining(`process ${process.pid}`),
  });
  open();
  await Promise.all([first, second]);
  expect(order).toEqual(['first in', 'first out', 'second']);
});

test('the lock of a living process is respected; that of a killed one is taken over at once', async () => {
  const child = other(
    "await files.withLock(lock, 0, async () => { log('held'); await new Promise(() => setInterval(() => {}, 1e6)); });",
  );
  await waitFor('the other process to hold the lock', () => logged() === 'held');
  await expect(files.withLock(lock, 50, async () => {})).rejects.toMatchObject({
    code: 'locked',
    data: { pid: child.pid },
  });
  child.kill('SIGKILL');
  await ended(child);
  expect(await files.withLock(lock, 0, async () => 'taken over')).toBe('taken over');
  expect(readdirSync(path.dirname(lock))).toEqual([]);
});

test('a lock whose process id now belongs to a later process is taken over', async () => {
  await files.withLock(lock, 0, async () => {});
  writeFileSync(lock, JSON.stringify({ pid: process.pid, mark: 'an earlier process', token: 'x' }));
  expect(await files.withLock(lock, 0, async () => 'taken over')).toBe('taken over');
  writeFileSync(lock, JSON.stringify({ pid: process.pid, mark: await processes.startedAt(process.pid), token: 'x' }));
  await expect(files.withLock(lock, 0, async () => {})).rejects.toMatchObject({ code: 'locked' });
});

test('a lock without a holder is taken over once it is too old to be in creation', async () => {
  await files.withLock(lock, 0, async () => {});
  writeFileSync(lock, '');
  await expect(files.withLock(lock, 0, async () => {})).rejects.toMatchObject({ code: 'locked' });
  utimesSync(lock, 1, 1);
  expect(await files.withLock(lock, 0, async () => 'taken over')).toBe('taken over');
});

test('many processes that take over a dead lock never hold it together', async () => {
  await files.withLock(lock, 0, async () => {});
  let inside = 0;
  let most = 0;
  for (let round = 0; round < 10; round++) {
    writeFileSync(lock, JSON.stringify({ pid: 2 ** 22 + 1, mark: 'dead', token: String(round) }));
    const take = () =>
      files.withLock(lock, 10_000, async () => {
        most = Math.max(most, ++inside);
        await files.stat(lock);
        inside--;
      });
    await Promise.all(Array.from({ length: 8 }, take));
  }
  expect(most).toBe(1);
});

test('processes take turns, also after the holder was killed', async () => {
  const work =
    "for (let i = 0; i < 15; i++) await files.withLock(lock, 20_000, async () => { log('<'); await files.stat(lock); log('>'); });";
  const killed = other(`await files.withLock(lock, 20_000, async () => process.kill(process.pid, 'SIGKILL'));`);
  await ended(killed);
  appendFileSync(path.join(folder, 'log'), '');
  await Promise.all([other(work), other(work), other(work)].map(ended));
  expect(logged()).toBe('<>'.repeat(45));
});

test.each([
  ['a pipe', (file: string) => execFileSync('mkfifo', [file])],
  ['a folder', (file: string) => mkdirSync(file)],
  ['a link', (file: string) => symlinkSync('/dev/zero', file)],
])('%s in place of the lock is refused at once and left alone', async (_, make) => {
  mkdirSync(path.dirname(lock), { recursive: true });
  make(lock);
  await expect(files.withLock(lock, 5000, async () => 1)).rejects.toMatchObject({
    code: 'bad_sidecar',
    data: { path: lock },
  });
  expect(readdirSync(path.dirname(lock))).toEqual(['a.lock']);
});

test('a lock without a holder and with a time in the future is stale, too', async () => {
  mkdirSync(path.dirname(lock), { recursive: true });
  writeFileSync(lock, '');
  utimesSync(lock, Date.now() / 1000 + 3600, Date.now() / 1000 + 3600);
  expect(await files.withLock(lock, 0, async () => 'taken')).toBe('taken');
});

test('a file that is longer than any lock is refused unread', async () => {
  mkdirSync(path.dirname(lock), { recursive: true });
  writeFileSync(lock, '');
  truncateSync(lock, 1024 ** 3);
  const start = performance.now();
  await expect(files.withLock(lock, 0, async () => 1)).rejects.toMatchObject({
    code: 'bad_sidecar',
    data: { path: lock },
  });
  expect(performance.now() - start).toBeLessThan(500);
  expect(existsSync(lock)).toBe(true);
});

test('a wait ends in time when the clock is set back', async () => {
  mkdirSync(path.dirname(lock), { recursive: true });
  writeFileSync(lock, JSON.stringify({ pid: process.pid, token: 'x' }));
  let [now, elapsed] = [1_700_000_000_000, 0];
  const clock = {
    now: () => now,
    elapsed: () => elapsed,
    sinceBoot: () => elapsed,
    sleep: async () => {
      now -= 3_600_000;
      elapsed += 20;
    },
  };
  await expect(createFiles(clock).withLock(lock, 200, async () => 1)).rejects.toMatchObject({ code: 'locked' });
  expect(elapsed).toBe(200);
});

test('a full disk leaves no lock behind, and the error says so', { skip: !existsSync('/dev/full') }, async () => {
  mkdirSync(path.dirname(lock), { recursive: true });
  const real = promises.open;
  // Writes to this device fail as on a full disk.
  const open = vi.spyOn(promises, 'open').mockImplementation(async (file, ...rest) => {
    if (file !== lock || rest[0] !== 'wx') return real(file, ...rest);
    writeFileSync(lock, '');
    return real('/dev/full', 'w');
  });
  try {
    await expect(files.withLock(lock, 0, async () => 1)).rejects.toMatchObject({
      code: 'storage_failed',
      data: { errno: 'ENOSPC' },
    });
  } finally {
    open.mockRestore();
  }
  expect(readdirSync(path.dirname(lock))).toEqual([]);
});

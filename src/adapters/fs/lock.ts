import { constants, promises } from 'node:fs';
import { CsdError } from '../../contract/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Processes } from '../../ports/processes.ts';
import { randomName } from '../random.ts';
import { storageFailure } from './storage-errors.ts';

/** How often to retry a lock that another process holds, ms. */
const RETRY_MS = 20;
/** For this long (ms) a lock file without a readable holder counts as just being written; then it is stale. */
const WRITING_MS = 2000;
/** A longer file is not a lock, bytes: a lock names a process. */
const LONGEST_LOCK = 4096;

/**
 * Takes the lock file and returns its release. Takes over at once the lock of a process that is gone or whose id a
 * later process has reused; waits for a running holder up to `waitMs`, then throws `locked`. Throws `bad_sidecar` if
 * the path is not a lock file, and `storage_failed` if it cannot be written.
 */
export async function holdLock(
  file: string,
  waitMs: number,
  clock: Clock,
  processes: Processes,
): Promise<() => Promise<void>> {
  const mark = await processes.startedAt(process.pid);
  const own = JSON.stringify({ pid: process.pid, mark, token: randomName() });
  const attempt = (lock: string, depth: number): Promise<boolean> => tryLock(lock, { own, clock, processes }, depth);
  const giveUpAt = clock.elapsed() + waitMs;
  while (!(await attempt(file, 0))) {
    if (clock.elapsed() >= giveUpAt) {
      const pid = holderOf(await contents(file))?.pid;
      const who = pid === undefined ? 'another process' : `process ${pid}`;
      throw new CsdError('locked', `${who} is working on this session (${file}): try again when it is done`, { pid });
    }
    await clock.sleep(RETRY_MS);
  }
  return () => release(file, own);
}

/** Who wants a lock, and what tells whether its holder is alive; `own` is the content of its lock file. */
interface Taker {
  own: string;
  clock: Clock;
  processes: Processes;
}

/**
 * One attempt. A dead holder's file is removed only under a second lock (`file.reap`) and after a second check, so that
 * two processes that both saw the dead holder never remove the lock of a third.
 */
async function tryLock(file: string, taker: Taker, depth: number): Promise<boolean> {
  const { own, clock, processes } = taker;
  if (await create(file, own)) return true;
  if (depth > 2 || !(await isAbandoned(file, clock, processes))) return false;
  const reap = `${file}.reap`;
  if (!(await tryLock(reap, taker, depth + 1))) return false;
  try {
    if (await isAbandoned(file, clock, processes)) await promises.rm(file, { force: true });
    return await create(file, own);
  } finally {
    await release(reap, own);
  }
}

async function create(file: string, own: string): Promise<boolean> {
  let handle: promises.FileHandle;
  try {
    handle = await promises.open(file, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw storageFailure(error, file);
  }
  try {
    await handle.writeFile(own);
  } catch (error) {
    // An empty lock file on a full disk would keep others out.
    await promises.rm(file, { force: true }).catch(() => undefined);
    throw storageFailure(error, file);
  } finally {
    await handle.close();
  }
  return true;
}

async function isAbandoned(file: string, clock: Clock, processes: Processes): Promise<boolean> {
  const text = await contents(file);
  if (text === undefined) return false;
  const holder = holderOf(text);
  if (!holder) {
    const written = (await promises.stat(file).catch(() => undefined))?.mtimeMs;
    // For a time in the future (the clock was set back since) the distance counts as the age.
    return written !== undefined && Math.abs(clock.now() - written) > WRITING_MS;
  }
  if (!processes.isAlive(holder.pid)) return true;
  const mark = await processes.startedAt(holder.pid);
  return holder.mark !== undefined && mark !== undefined && mark !== holder.mark;
}

async function release(file: string, own: string): Promise<void> {
  if ((await contents(file)) === own) await promises.rm(file, { force: true });
}

/**
 * The content of the lock file; a pipe, which would block its reader, or anything else that is not a lock is refused.
 */
async function contents(file: string): Promise<string | undefined> {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  const handle = await promises.open(file, O_RDONLY | O_NONBLOCK | O_NOFOLLOW).catch(() => undefined);
  try {
    const facts = handle ? await handle.stat() : await promises.lstat(file).catch(() => undefined);
    if (facts !== undefined && (!facts.isFile() || facts.size > LONGEST_LOCK))
      throw new CsdError('bad_sidecar', `${file} is not a lock file: check what it is, then remove it`, { path: file });
    return await handle?.readFile('utf8').catch(() => undefined);
  } finally {
    await handle?.close();
  }
}

function holderOf(text: string | undefined): { pid: number; mark?: string } | undefined {
  try {
    const holder = JSON.parse(text ?? '') as { pid?: unknown; mark?: unknown };
    if (typeof holder.pid !== 'number') return undefined;
    return { pid: holder.pid, ...(typeof holder.mark === 'string' ? { mark: holder.mark } : {}) };
  } catch {
    return undefined;
  }
}

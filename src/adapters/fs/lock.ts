import { constants, promises } from 'node:fs';
import { CsdError } from '../../contract/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Processes } from '../../ports/processes.ts';
import { randomName } from '../random.ts';
import { storageFailure } from './storage-errors.ts';

/** How often a lock that another process holds is tried again, ms. */
const RETRY_MS = 20;
/** A lock file without a readable holder is one that is just being written, for this long (ms); then it is stale. */
const WRITING_MS = 2000;

/**
 * Takes the lock file and returns its release. A lock whose process is gone, or whose process id is reused by a later
 * process, is taken over at once; a living holder is waited for up to `waitMs`, then `locked`. Throws `bad_sidecar` where
 * something else than a lock has its place, and `storage_failed` where it cannot be written.
 */
export async function holdLock(
  file: string,
  waitMs: number,
  clock: Clock,
  processes: Processes,
): Promise<() => Promise<void>> {
  const mark = await processes.startedAt(process.pid);
  const own = JSON.stringify({ pid: process.pid, mark, token: randomName() });
  const attempt = (lock: string, depth: number): Promise<boolean> => tryLock(lock, own, depth, clock, processes);
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

/**
 * One try. A dead holder's file is removed only while holding a second lock (`file.reap`) and after a second look,
 * so that two processes that both saw the dead holder never remove the lock of a third.
 */
async function tryLock(file: string, own: string, depth: number, clock: Clock, processes: Processes): Promise<boolean> {
  if (await create(file, own)) return true;
  if (depth > 2 || !(await isAbandoned(file, clock, processes))) return false;
  const reap = `${file}.reap`;
  if (!(await tryLock(reap, own, depth + 1, clock, processes))) return false;
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
    // An empty lock on a full disk would keep others out.
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
    // One from the future is as old as it looks young: the clock has been set back since.
    return written !== undefined && Math.abs(clock.now() - written) > WRITING_MS;
  }
  if (!processes.isAlive(holder.pid)) return true;
  const mark = await processes.startedAt(holder.pid);
  return holder.mark !== undefined && mark !== undefined && mark !== holder.mark;
}

async function release(file: string, own: string): Promise<void> {
  if ((await contents(file)) === own) await promises.rm(file, { force: true });
}

/** What stands in the lock; a pipe, which would block its reader, or anything else that is not a lock is refused. */
async function contents(file: string): Promise<string | undefined> {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  const handle = await promises.open(file, O_RDONLY | O_NONBLOCK | O_NOFOLLOW).catch(() => undefined);
  try {
    const facts = handle ? await handle.stat() : await promises.lstat(file).catch(() => undefined);
    if (facts !== undefined && !facts.isFile())
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

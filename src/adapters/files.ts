import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../ports/clock.ts';
import type { FileFacts, Files, Slice } from '../ports/files.ts';
import type { Processes } from '../ports/processes.ts';
import { createClock } from './clock.ts';
import { holdLock } from './lock.ts';
import { createProcesses } from './processes.ts';

/** The disk of this machine. `clock` and `processes` serve the locks alone. */
export function createFiles(clock: Clock = createClock(), processes: Processes = createProcesses()): Files {
  return {
    stat: statFile,
    read: readWhole,
    isLink: async (file) => (await orUndefined(lstat(file)))?.isSymbolicLink() ?? false,
    readBack,
    list: async (folder) => (await orUndefined(readdir(folder))) ?? [],
    isFolder: async (folder) => (await orUndefined(stat(folder)))?.isDirectory() ?? false,
    realPath: async (file) => (await orUndefined(realpath(file))) ?? file,
    writeAtomic,
    remove: (file) => rm(file, { force: true }),
    removeFolder: (folder) => rm(folder, { force: true, recursive: true }),
    async withLock(file, waitMs, body) {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      const release = await holdLock(file, waitMs, clock, processes);
      try {
        return await body();
      } finally {
        await release();
      }
    },
  };
}

async function orUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch {
    return undefined;
  }
}

async function statFile(file: string): Promise<FileFacts | undefined> {
  const facts = await orUndefined(stat(file));
  return facts && { size: facts.size, modifiedAt: facts.mtimeMs };
}

/** Opens a regular file. A pipe would block until somebody writes, and a device may never end: both are closed again. */
async function openRegular(file: string): Promise<FileHandle | undefined> {
  const handle = await orUndefined(open(file, constants.O_RDONLY | constants.O_NONBLOCK));
  if (handle && (await orUndefined(handle.stat()))?.isFile()) return handle;
  await handle?.close();
  return undefined;
}

async function readWhole(file: string): Promise<string | undefined> {
  const handle = await openRegular(file);
  if (!handle) return undefined;
  try {
    return await orUndefined(handle.readFile('utf8'));
  } finally {
    await handle.close();
  }
}

/** Positional reads, so that the cost is that of the piece and not of the file. */
async function readBack(file: string, length: number, end?: number): Promise<Slice | undefined> {
  const handle = await openRegular(file);
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    const stop = Math.min(end ?? size, size);
    const start = Math.max(0, stop - length);
    const bytes = new Uint8Array(stop - start);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return { bytes: bytes.subarray(0, filled), start };
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

async function writeAtomic(file: string, text: string): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = path.join(folder, `.${path.basename(file)}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

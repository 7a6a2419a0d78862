import { promises, readdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { FileFacts, Files, Slice } from '../../ports/files.ts';
import type { Processes } from '../../ports/processes.ts';
import { createClock } from '../create-clock.ts';
import { createProcesses } from '../process/create-processes.ts';
import { randomName } from '../random.ts';
import { glob } from './glob.ts';
import { holdLock } from './lock.ts';
import { inRegular, readPiece, readRegular } from './read-regular.ts';
import { makeFolder, storageFailure } from './storage-errors.ts';
import { createTrust } from './trust.ts';

/**
 * The disk of this machine. Reads are synchronous: one takes a few microseconds, and Node's promises would cost more at
 * the start of a process than all the reads of a `state`. Only the locks use `clock` and `processes`.
 */
export function createFiles(clock: Clock = createClock(), processes: Processes = createProcesses()): Files {
  return {
    stat: async (file) => factsOf(file),
    read: async (file, most) => readRegular(file, most),
    readBack: async (file, length, end) =>
      inRegular(file, (fd, size): Slice => {
        const stop = Math.min(end ?? size, size);
        const start = Math.max(0, stop - length);
        return { bytes: readPiece(fd, start, stop - start), start };
      }),
    list: async (folder) => orUndefined(() => readdirSync(folder)) ?? [],
    glob,
    isFolder: async (folder) => orUndefined(() => statSync(folder, QUIET))?.isDirectory() ?? false,
    realPath: async (file) => orUndefined(() => realpathSync.native(file)) ?? file,
    writeAtomic: (file, text, mode) => orStorageFailure(file, () => writeAtomic(file, text, mode)),
    writeVolatile: (file, text) => orStorageFailure(file, () => writeVolatile(file, text)),
    ...createTrust(),
    move: (file, to) => orStorageFailure(file, () => promises.rename(file, to)),
    remove: (file) => orStorageFailure(file, () => promises.rm(file, { force: true })),
    removeFolder: (folder) => orStorageFailure(folder, () => promises.rm(folder, { force: true, recursive: true })),
    async withLock(file, waitMs, body) {
      await orStorageFailure(file, async () => makeFolder(path.dirname(file)));
      const release = await holdLock(file, waitMs, clock, processes);
      try {
        return await body();
      } finally {
        await release();
      }
    },
  };
}

async function orStorageFailure<T>(file: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw storageFailure(error, file);
  }
}

/** Missing files are usual here: this avoids creating an error for each. */
const QUIET = { throwIfNoEntry: false } as const;

function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function factsOf(file: string): FileFacts | undefined {
  const facts = orUndefined(() => statSync(file, QUIET));
  return facts && { size: facts.size, modifiedAt: facts.mtimeMs };
}

async function writeAtomic(file: string, text: string, mode = 0o600): Promise<void> {
  makeFolder(path.dirname(file));
  const draft = draftOf(file);
  try {
    const handle = await promises.open(draft, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await promises.rename(draft, file);
  } catch (error) {
    await promises.rm(draft, { force: true });
    throw error;
  }
}

/** Synchronous, like the reads: a third of the CPU time, without waiting for the disk. */
async function writeVolatile(file: string, text: string): Promise<void> {
  const draft = draftOf(file);
  const write = () => writeFileSync(draft, text, { flag: 'wx', mode: 0o600 });
  try {
    try {
      write();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      makeFolder(path.dirname(file));
      write();
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** The temporary name of a file before it is renamed into place. */
function draftOf(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.${randomName()}.tmp`);
}

import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';

/** The system's error codes, in words that tell a person what to do. */
const CAUSES: Record<string, string> = {
  ENOSPC: 'the disk is full: free some space',
  EDQUOT: 'the disk quota is used up: free some space',
  EFBIG: 'a limit on the size of files is reached: raise it with `ulimit -f`',
  EROFS: 'the file system is read-only: choose another state folder with XDG_STATE_HOME',
  EACCES: 'no permission: check who owns the folder and its mode',
  EPERM: 'the system does not allow it: check who owns the folder and its mode',
  ENOTDIR: 'a part of the path is not a folder: check what it is, then remove it',
  EEXIST: 'a file has the name of a folder that csd needs: check what it is, then remove it',
  EISDIR: 'a folder has this name: check what it is, then remove it',
  ENAMETOOLONG: 'the path is too long: choose a shorter name or folder',
  ELOOP: 'its symbolic links form a loop: check where they lead',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  EIO: 'the disk fails',
};

/**
 * A failed write as an expected failure: `storage_failed` with the path and the system's code; any other error
 * unchanged.
 */
export function storageFailure(error: unknown, file: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) return error;
  const cause = CAUSES[code] ?? `the system says ${code}`;
  return new CsdError(
    'storage_failed',
    `cannot write ${file}: ${cause}`,
    { path: file, errno: code },
    { cause: error },
  );
}

type Make = (folder: string, options: { mode: number }) => void;

/**
 * Makes a folder and those above it that are missing. Throws what the system says of the first that cannot be made: `mkdir` with
 * `recursive` says `ENOENT` of a read-only file system. `make` is for tests.
 */
export function makeFolder(folder: string, mode = 0o700, make: Make = mkdirSync): void {
  // Before nearly every write it is there already.
  if (isFolder(folder)) return;
  try {
    makeOne(folder, mode, make);
  } catch (error) {
    const above = path.dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === folder) throw error;
    makeFolder(above, mode, make);
    makeOne(folder, mode, make);
  }
}

/** Another process may make the folder at the same time. */
function makeOne(folder: string, mode: number, make: Make): void {
  try {
    make(folder, { mode });
  } catch (error) {
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}

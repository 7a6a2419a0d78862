/** What a path is, without reading it. `modifiedAt` in ms since 1970, `size` in bytes. */
export interface FileFacts {
  size: number;
  modifiedAt: number;
}

/** What can be wrong with a file or folder that csd wants to trust. */
export type FlawKind = 'missing' | 'link' | 'not_a_folder' | 'not_a_file' | 'foreign' | 'open' | 'parent';

/** Why a file or folder cannot be trusted: `text` names the path, the problem and the remedy. */
export interface Flaw {
  kind: FlawKind;
  path: string;
  text: string;
}

/** What a path must be: `private` gives no other user any access, `guarded` gives no other user write access. */
export interface Demand {
  is: 'folder' | 'file';
  closed: 'private' | 'guarded';
}

/** A piece of a file: `start` is the byte at which it begins, 0 if it reaches back to the beginning. */
export interface Slice {
  bytes: Uint8Array;
  start: number;
}

/** The disk. Readers return `undefined` for a path that is missing or unreadable; writers throw. */
export interface Files {
  stat(path: string): Promise<FileFacts | undefined>;
  /**
   * A regular file of at most `most` bytes, decoded as UTF-8. A larger one is not read; pipes and devices are closed
   * again at once.
   */
  read(path: string, most: number): Promise<string | undefined>;
  /** The last `length` bytes of a regular file before byte `end` (default: the end of the file). */
  readBack(path: string, length: number, end?: number): Promise<Slice | undefined>;
  /** Names in a folder, unsorted; empty when there is no such folder. */
  list(folder: string): Promise<string[]>;
  /**
   * Paths below a folder, sorted; empty if there are none. In the pattern `*` stands for any part of a name; a pattern
   * with other special characters of a shell matches nothing. It loads a library, so `state` must not need it.
   */
  glob(folder: string, pattern: string): Promise<string[]>;
  isFolder(path: string): Promise<boolean>;
  /** The path with symbolic links resolved; the path itself if it cannot be resolved. */
  realPath(path: string): Promise<string>;
  /** Writes atomically, mode 0600 unless given; creates the folder (0700) if missing. */
  writeAtomic(path: string, text: string, mode?: number): Promise<void>;
  /** The same, mode 0600, for small files that nobody needs after a crash of the machine: not synced to disk. */
  writeVolatile(path: string, text: string): Promise<void>;
  /**
   * Appends text to a regular file of the user's, in one write and not through a link; creates the file (0600) if
   * missing.
   */
  append(path: string, text: string): Promise<void>;
  /**
   * What is wrong with a path that must be the user's own: the first flaw, or `undefined`. Links are never followed. A
   * folder is checked together with the folders above it, `parent`: a flaw if one belongs to a user other than the
   * administrator, or if everyone may rename in it. For a file, check its folder first.
   */
  examine(path: string, demand: Demand): Promise<Flaw | undefined>;
  /** Creates the folder (0700) if missing, and removes the permissions of others if it is the user's own. */
  makePrivate(folder: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Renames a file within its folder, atomically, replacing any file of that name. */
  move(path: string, to: string): Promise<void>;
  /** Removes a folder with its contents, following no link; does nothing if it is missing. */
  removeFolder(path: string): Promise<void>;
  /**
   * Runs `body` while holding the lock file. Waits for another holder up to `waitMs`, then throws `locked`; takes over
   * the lock of a process that is gone.
   */
  withLock<T>(path: string, waitMs: number, body: () => Promise<T>): Promise<T>;
}

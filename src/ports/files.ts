/** What a path is, without reading it. `modifiedAt` in ms since 1970, `size` in bytes. */
export interface FileFacts {
  size: number;
  modifiedAt: number;
}

/** What can be wrong with a file or folder that is to be relied on. */
export type FlawKind = 'missing' | 'link' | 'not_a_folder' | 'not_a_file' | 'foreign' | 'open' | 'parent';

/** Why a file or folder may not be relied on: `text` names the path, what is wrong and what to do about it. */
export interface Flaw {
  kind: FlawKind;
  path: string;
  text: string;
}

/** What a path must be: `private` lets nobody but the user in, `guarded` lets nobody else write. */
export interface Demand {
  is: 'folder' | 'file';
  closed: 'private' | 'guarded';
}

/** A piece of a file: `start` is the byte it begins at, 0 when it reaches back to the beginning. */
export interface Slice {
  bytes: Uint8Array;
  start: number;
}

/** The disk. Readers answer `undefined` for what is not there or not readable; writers throw. */
export interface Files {
  stat(path: string): Promise<FileFacts | undefined>;
  /** A regular file, decoded as UTF-8; a pipe or device is never opened for long. */
  read(path: string): Promise<string | undefined>;
  /** Of a regular file, the last `length` bytes before byte `end` (default: the end of the file). */
  readBack(path: string, length: number, end?: number): Promise<Slice | undefined>;
  /** Names in a folder, unsorted; empty when there is no such folder. */
  list(folder: string): Promise<string[]>;
  /**
   * Paths below a folder, sorted; empty when there are none. In the pattern `*` stands for any part of a name; one with
   * other special characters of a shell fits nothing. Not for what every `state` needs: it loads a library.
   */
  glob(folder: string, pattern: string): Promise<string[]>;
  isFolder(path: string): Promise<boolean>;
  /** The path with symbolic links resolved; the path itself when it cannot be. */
  realPath(path: string): Promise<string>;
  /** Writes whole or not at all, mode 0600 unless given, making the folder (0700) where missing. */
  writeAtomic(path: string, text: string, mode?: number): Promise<void>;
  /** The same, mode 0600, for what is small and needed by nobody after a crash of the machine: it is not forced to the disk. */
  writeVolatile(path: string, text: string): Promise<void>;
  /** Adds text to the end of a regular file of the caller's own, in one write and through no link; makes the file (0600) where missing. */
  append(path: string, text: string): Promise<void>;
  /**
   * What is wrong with a path that must be the caller's own: the first flaw, `undefined` when there is none. A link is never
   * followed. A folder is judged with the folders it lies in, `parent`: one of another user but the administrator, or one in
   * which everybody may rename. A file is judged alone: its folder is to be judged first.
   */
  examine(path: string, demand: Demand): Promise<Flaw | undefined>;
  /** Makes the folder, 0700, where missing, and removes the permissions of others from one of the caller's own. */
  makePrivate(folder: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Gives a file another name in its folder, at once, in place of what has that name. */
  move(path: string, to: string): Promise<void>;
  /** Removes a folder with all that is in it, following no link; nothing happens when it is not there. */
  removeFolder(path: string): Promise<void>;
  /**
   * Runs `body` while holding the lock file. Another holder is waited for up to `waitMs`, then `locked`;
   * a lock whose process is gone is taken over.
   */
  withLock<T>(path: string, waitMs: number, body: () => Promise<T>): Promise<T>;
}

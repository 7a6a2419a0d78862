/** What a path is, without reading it. `modifiedAt` in ms since 1970, `size` in bytes. */
export interface FileFacts {
  size: number;
  modifiedAt: number;
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
  /** True for a symbolic link itself, wherever it leads. */
  isLink(path: string): Promise<boolean>;
  isFolder(path: string): Promise<boolean>;
  /** The path with symbolic links resolved; the path itself when it cannot be. */
  realPath(path: string): Promise<string>;
  /** Writes whole or not at all, mode 0600 unless given, making the folder (0700) where missing. */
  writeAtomic(path: string, text: string, mode?: number): Promise<void>;
  /** The same, mode 0600, for what is small and needed by nobody after a crash of the machine: it is not forced to the disk. */
  writePassing(path: string, text: string): Promise<void>;
  /** Adds text to the end of a regular file, in one write; makes the file (0600) where missing. */
  append(path: string, text: string): Promise<void>;
  /** Why this folder is not the caller's alone to write in (a link, another person's, open to others); `undefined` when it is. */
  distrust(folder: string): Promise<string | undefined>;
  /** Makes the folder, 0700, where missing, and takes the leave of others from one of the caller's own. */
  claimFolder(folder: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Removes a folder with all that is in it, following no link; nothing happens when it is not there. */
  removeFolder(path: string): Promise<void>;
  /**
   * Runs `body` while holding the lock file. Another holder is waited for up to `waitMs`, then `locked`;
   * a lock whose process is gone is taken over.
   */
  withLock<T>(path: string, waitMs: number, body: () => Promise<T>): Promise<T>;
}

import path from 'node:path';
import type { Watch, WatchFailure } from '../../ports/watch.ts';

/** Gets the name that changed in a folder; `undefined` if any may have. */
export type FolderChange = (name: string | undefined) => void;

interface Folder {
  path: string;
  listeners: Set<FolderChange>;
  /** Ends the watch; absent while there is none. */
  end?: (() => void) | undefined;
  /** Why there is no watch. */
  failure?: WatchFailure | undefined;
  /** Stops waiting in the parent for a folder that does not exist. */
  leaveParent?: (() => void) | undefined;
}

/**
 * Folders that are watched for sessions: each once, however many sessions share it. For a folder that does not exist
 * (any longer), its nearest existing parent is watched. One that cannot be watched is reported to `refused` and tried
 * again with `retry`.
 */
export class Folders {
  private readonly folders = new Map<string, Folder>();

  constructor(
    private readonly watcher: Watch,
    private readonly refused: (failure: WatchFailure) => void,
  ) {}

  /** Watches the folder until the returned function is called. */
  watch(place: string, listener: FolderChange): () => void {
    let folder = this.folders.get(place);
    if (!folder) {
      folder = { path: place, listeners: new Set([listener]) };
      this.folders.set(place, folder);
      this.open(folder);
    } else folder.listeners.add(listener);
    return () => this.leave(folder, listener);
  }

  /** True if changes in the folder, or its creation, are reported. */
  isWatched(place: string): boolean {
    const folder = this.folders.get(place);
    if (!folder) return false;
    return folder.end !== undefined || (folder.leaveParent !== undefined && this.isWatched(path.dirname(place)));
  }

  /** Tries the folders that are not watched again. */
  retry(): void {
    for (const folder of [...this.folders.values()]) if (!folder.end) this.open(folder);
  }

  /** Ends every watch. */
  close(): void {
    for (const folder of this.folders.values()) folder.end?.();
    this.folders.clear();
  }

  private leave(folder: Folder, listener: FolderChange): void {
    folder.listeners.delete(listener);
    if (folder.listeners.size > 0 || this.folders.get(folder.path) !== folder) return;
    this.folders.delete(folder.path);
    folder.end?.();
    folder.leaveParent?.();
  }

  private open(folder: Folder): void {
    this.begin(folder);
    if (folder.failure?.kind === 'absent' && !folder.leaveParent && folder.path !== path.dirname(folder.path)) {
      folder.leaveParent = this.watch(path.dirname(folder.path), (name) => {
        if (!folder.end && (name === undefined || name === path.basename(folder.path))) this.begin(folder);
      });
      // It may have been created before its parent was watched.
      this.begin(folder);
    }
  }

  private begin(folder: Folder): void {
    const wasAbsent = folder.failure !== undefined;
    folder.failure = undefined;
    const end = this.watcher.folder(folder.path, {
      changed: (name) => this.tell(folder, name),
      failed: (failure) => this.lose(folder, failure),
    });
    // Set by `lose`, which may have been called at once.
    if (folder.failure as WatchFailure | undefined) return;
    folder.end = end;
    folder.leaveParent?.();
    folder.leaveParent = undefined;
    if (wasAbsent) this.tell(folder, undefined);
  }

  private lose(folder: Folder, failure: WatchFailure): void {
    const wasWatched = folder.end !== undefined;
    folder.end = undefined;
    folder.failure = failure;
    if (failure.kind !== 'absent') this.refused(failure);
    if (!wasWatched || !this.folders.has(folder.path)) return;
    this.tell(folder, undefined);
    this.open(folder);
  }

  private tell(folder: Folder, name: string | undefined): void {
    for (const listener of [...folder.listeners]) listener(name);
  }
}

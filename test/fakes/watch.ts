import type { FolderListener, Watch, WatchFailure } from '../../src/ports/watch.ts';

/** Watches of folders that a test plays: `change` reports a change, `refuse` says why a folder cannot be watched. */
export class FakeWatch implements Watch {
  /** Listeners by folder. */
  readonly folders = new Map<string, Set<FolderListener>>();
  /** Why a folder is not watched; `undefined` if it is. */
  refuse: (folder: string) => WatchFailure | undefined = () => undefined;

  folder(path: string, listener: FolderListener): () => void {
    const failure = this.refuse(path);
    if (failure) {
      listener.failed(failure);
      return () => undefined;
    }
    const listeners = this.folders.get(path) ?? new Set();
    this.folders.set(path, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.folders.delete(path);
    };
  }

  /** Notifies every watcher of the file's folder. */
  change(file: string): void {
    const cut = file.lastIndexOf('/');
    for (const listener of this.folders.get(file.slice(0, cut)) ?? []) listener.changed(file.slice(cut + 1));
  }
}

import { type FSWatcher, statSync, watch } from 'node:fs';
import path from 'node:path';
import type { FolderListener, Watch, WatchFailure } from '../../ports/watch.ts';

/** Error codes of a system that has no more watches (inotify) or open files (inotify instances, kqueue) to give. */
const LIMITS = new Set(['ENOSPC', 'EMFILE', 'ENFILE', 'ENOMEM']);
const ABSENT = new Set(['ENOENT', 'ENOTDIR']);

/** Watches folders with `fs.watch`, which loses no change of a file in them (decision 0011). Keeps no process alive. */
export function createWatch(): Watch {
  return { folder: watchFolder };
}

function watchFolder(folder: string, listener: FolderListener): () => void {
  let watcher: FSWatcher | undefined;
  const end = () => {
    watcher?.close();
    watcher = undefined;
  };
  const fail = (error: NodeJS.ErrnoException) => {
    end();
    listener.failed(failureOf(error, folder));
  };
  try {
    const identity = identityOf(folder);
    watcher = watch(folder, { persistent: false }, (_kind, name) => {
      if (!watcher) return;
      // A folder that was removed or moved away tells so under its own name, and then falls silent.
      const moved = name === path.basename(folder) && identityOf(folder) !== identity;
      if (moved) fail(Object.assign(new Error('the folder was removed'), { code: 'ENOENT' }));
      else listener.changed(name ?? undefined);
    });
    watcher.on('error', fail);
  } catch (error) {
    fail(error as NodeJS.ErrnoException);
  }
  return end;
}

function failureOf(error: NodeJS.ErrnoException, folder: string): WatchFailure {
  const code = error.code ?? '';
  const kind = LIMITS.has(code) ? 'limit' : ABSENT.has(code) ? 'absent' : 'other';
  return { kind, reason: `${path.resolve(folder)}: ${code || error.message}` };
}

function identityOf(folder: string): string | undefined {
  const facts = statSync(folder, { throwIfNoEntry: false });
  return facts && `${facts.dev}:${facts.ino}`;
}

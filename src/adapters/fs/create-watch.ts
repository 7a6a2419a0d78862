import { statSync } from 'node:fs';
import path from 'node:path';
import type { FSWatcher } from 'chokidar';
import type { FolderListener, Watch, WatchFailure } from '../../ports/watch.ts';

/** Error codes of a system without free watches (inotify) or open files (inotify instances, kqueue). */
const LIMITS = new Set(['ENOSPC', 'EMFILE', 'ENFILE', 'ENOMEM']);
const ABSENT = new Set(['ENOENT', 'ENOTDIR']);

/** Watches folders through chokidar's `raw` event, which loses no change of a file in them (decision 0019). */
export function createWatch(): Watch {
  return { folder: watchFolder };
}

function watchFolder(folder: string, listener: FolderListener): () => void {
  let watcher: FSWatcher | undefined;
  let isOver = false;
  const end = () => {
    isOver = true;
    watcher?.close().catch(() => undefined);
  };
  const fail = (error: unknown) => {
    if (isOver) return;
    end();
    listener.failed(failureOf(error as NodeJS.ErrnoException, folder));
  };
  const identity = identityOf(folder);
  if (identity === undefined) {
    fail(missing());
    return end;
  }
  const isElsewhere = () => identityOf(folder) !== identity;
  const open = async () => {
    // Imported on demand: most commands watch nothing.
    const { watch } = await import('chokidar');
    if (isOver) return;
    // Only the folder: its own watch reports its files, and their number costs nothing.
    watcher = watch(folder, { depth: 0, ignoreInitial: true, ignored: (place) => place !== folder });
    watcher.on('error', fail);
    watcher.on('raw', (_kind, name) => {
      // A folder that was removed or moved away reports that under its own name, and then nothing more.
      if (name === path.basename(folder) && isElsewhere()) fail(missing());
      else if (!isOver) listener.changed(name || undefined);
    });
    watcher.on('ready', () => {
      if (isElsewhere()) fail(missing());
      else if (!isOver) listener.changed(undefined);
    });
  };
  open().catch(fail);
  return end;
}

function missing(): NodeJS.ErrnoException {
  return Object.assign(new Error('there is no such folder'), { code: 'ENOENT' });
}

function failureOf(error: NodeJS.ErrnoException, folder: string): WatchFailure {
  const code = error.code ?? '';
  const kind = LIMITS.has(code) ? 'limit' : ABSENT.has(code) ? 'absent' : 'other';
  return { kind, reason: `${path.resolve(folder)}: ${code || error.message}` };
}

/** Includes the birth time: a folder that is created again can get the inode number of the removed one. */
function identityOf(folder: string): string | undefined {
  const facts = statSync(folder, { throwIfNoEntry: false, bigint: true });
  return facts?.isDirectory() ? `${facts.dev}:${facts.ino}:${facts.birthtimeNs}` : undefined;
}

/** Receives the changes of a watched folder. Several changes may come as one, and a change may come twice. */
export interface FolderListener {
  /**
   * The name of the file that was written, created, renamed or removed; `undefined` if the platform does not report it,
   * and once as soon as the folder is watched: earlier changes are not reported.
   */
  changed(name: string | undefined): void;
  /** The folder cannot be watched any longer; no more changes come. */
  failed(failure: WatchFailure): void;
}

/**
 * Why a folder is not watched: it does not exist, the system's limit of watches or open files is reached, or another
 * reason.
 */
export interface WatchFailure {
  kind: 'absent' | 'limit' | 'other';
  reason: string;
}

/** Reports changes of files as they happen. */
export interface Watch {
  /**
   * Watches the direct contents of a folder until the returned function is called. If the folder cannot be watched,
   * `failed` is called, at once or later; nothing is thrown.
   */
  folder(path: string, listener: FolderListener): () => void;
}

/** What a watched folder tells. Several changes may come as one, and a change may come twice. */
export interface FolderListener {
  /**
   * The name in the folder that was written, made, renamed or removed; `undefined` where the platform does not tell, and
   * once as soon as the folder is watched: what changed before then is told of no more.
   */
  changed(name: string | undefined): void;
  /** Nothing more is told: the folder cannot be watched any longer. */
  failed(failure: WatchFailure): void;
}

/** Why a folder is not watched: it is not there, the system's limit of watches or files is reached, or another reason. */
export interface WatchFailure {
  kind: 'absent' | 'limit' | 'other';
  reason: string;
}

/** Changes of files, told as they happen. */
export interface Watch {
  /**
   * Watches what is directly in a folder until the returned function is called. A folder that cannot be watched is
   * told to `failed`, at once or later; nothing is thrown.
   */
  folder(path: string, listener: FolderListener): () => void;
}

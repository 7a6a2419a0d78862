/** Programs and processes outside tmux. */
export interface Processes {
  /** The absolute path of an executable, looked up in `path` (a PATH value), or `undefined`. */
  find(program: string, path: string | undefined): Promise<string | undefined>;
  /** Runs a program to its end and returns its stdout; `undefined` on any failure or after `timeoutMs`. */
  output(program: string, args: string[], timeoutMs: number): Promise<string | undefined>;
  /** True while a process of this id runs; one that ended and that its parent has not noticed yet does not. */
  isAlive(pid: number): boolean;
  /** When the process started, as the platform tells it (clock ticks on Linux), to tell a reused pid; `undefined` where unknown. */
  startedAt(pid: number): Promise<string | undefined>;
  /**
   * The files that a process holds open, or, where `wanted` is true of none of them, those of its descendants; `undefined`
   * where the platform does not tell.
   */
  openFiles(pid: number, wanted: (path: string) => boolean): Promise<string[] | undefined>;
  /** Sends the signal to this one process; nothing happens when it is gone or not ours. */
  terminate(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void;
}

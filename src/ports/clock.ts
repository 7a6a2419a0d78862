/** Time, injected: an aborted sleep throws the signal's reason. */
export interface Clock {
  /** ms since 1970, comparable with times in files. It jumps when the machine's clock is set. */
  now(): number;
  /** Whole ms since an arbitrary moment, for measuring durations: it never jumps. */
  elapsed(): number;
  /**
   * Whole ms since the machine was started, the same for all processes, to about 10 ms. Nobody can set it; it only
   * begins again when the machine does.
   */
  sinceBoot(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

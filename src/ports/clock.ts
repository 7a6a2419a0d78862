/** Time, injected: a sleep that an abort ends early throws the signal's reason. */
export interface Clock {
  /** ms since 1970, to compare with what others have written down. It jumps when the machine's clock is set. */
  now(): number;
  /** Whole ms since some moment, to measure how long something takes: it never jumps. */
  elapsed(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Time, injected: ms since 1970, and a sleep that an abort ends early (it then throws the signal's reason). */
export interface Clock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

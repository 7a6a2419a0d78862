/** A signal that follows all of these, until `release` lets go of them: a long life must not collect listeners. */
export function follow(signals: (AbortSignal | undefined)[]): { signal: AbortSignal; release(): void } {
  const own = new AbortController();
  const sources = signals.filter((signal) => signal !== undefined);
  const abort = (event: Event) => own.abort((event.target as AbortSignal).reason);
  for (const source of sources) {
    if (source.aborted) own.abort(source.reason);
    source.addEventListener('abort', abort);
  }
  return {
    signal: own.signal,
    release: () => {
      for (const source of sources) source.removeEventListener('abort', abort);
    },
  };
}

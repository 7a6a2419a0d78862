/**
 * A signal that is aborted with any of these, until it is released. Not `AbortSignal.any`: on Node 20 what that makes may be
 * collected before it fires, where nothing else holds it.
 */
export function joinSignals(signals: readonly (AbortSignal | undefined)[]): { signal: AbortSignal; release(): void } {
  const joined = new AbortController();
  const ends = signals.flatMap((signal) => {
    if (!signal) return [];
    const end = () => joined.abort(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    return [() => signal.removeEventListener('abort', end)];
  });
  return {
    signal: joined.signal,
    release: () => {
      for (const end of ends) end();
    },
  };
}

/** The items; `release` is called when they end, fail or are left. */
export async function* releasing(items: AsyncIterable<unknown>, release: () => void): AsyncGenerator<unknown> {
  try {
    yield* items;
  } finally {
    release();
  }
}

/**
 * A signal that aborts with any of these, until it is released. `AbortSignal.any` does not work here: on Node 20 its
 * result can be garbage-collected before it fires if nothing else references it.
 */
export function joinSignals(signals: readonly (AbortSignal | undefined)[]): { signal: AbortSignal; release(): void } {
  const joined = new AbortController();
  const ends = signals.flatMap((signal) => {
    if (!signal) return [];
    const end = () => joined.abort(signal.reason);
    if (signal.aborted) end();
    return [onAbort(signal, end)];
  });
  return {
    signal: joined.signal,
    release: () => {
      for (const end of ends) end();
    },
  };
}

/** What happens when a signal aborts, and the one listener that does it. */
interface Joint {
  ends: Set<() => void>;
  listener: () => void;
}

const joints = new WeakMap<AbortSignal, Joint>();

/**
 * Like `addEventListener`; the returned function undoes it. Each signal gets one listener however many callers wait for
 * it: Node warns of a leak at the eleventh listener.
 */
function onAbort(signal: AbortSignal, end: () => void): () => void {
  const joint = joints.get(signal) ?? begin(signal);
  joint.ends.add(end);
  return () => {
    joint.ends.delete(end);
    if (joint.ends.size > 0 || joints.get(signal) !== joint) return;
    joints.delete(signal);
    signal.removeEventListener('abort', joint.listener);
  };
}

function begin(signal: AbortSignal): Joint {
  const ends = new Set<() => void>();
  const joint = {
    ends,
    listener: () => {
      for (const end of ends) end();
    },
  };
  joints.set(signal, joint);
  signal.addEventListener('abort', joint.listener, { once: true });
  return joint;
}

/** Yields the items; `release` is called when they end, fail or the consumer leaves. */
export async function* releasing(items: AsyncIterable<unknown>, release: () => void): AsyncGenerator<unknown> {
  try {
    yield* items;
  } finally {
    release();
  }
}

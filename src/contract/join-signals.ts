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
    return [onAbort(signal, end)];
  });
  return {
    signal: joined.signal,
    release: () => {
      for (const end of ends) end();
    },
  };
}

/** What happens when a signal is aborted, and the one listener of it that sees to that. */
interface Joint {
  ends: Set<() => void>;
  listener: () => void;
}

const joints = new WeakMap<AbortSignal, Joint>();

/**
 * Like `addEventListener`, undone by what it returns; but a signal has one listener however many wait for it, as many calls of one
 * process do, since Node warns of a leak at the eleventh.
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

/** The items; `release` is called when they end, fail or are left. */
export async function* releasing(items: AsyncIterable<unknown>, release: () => void): AsyncGenerator<unknown> {
  try {
    yield* items;
  } finally {
    release();
  }
}

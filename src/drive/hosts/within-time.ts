import { joinSignals } from '../../contract/join-signals.ts';
import type { Context } from '../session/context.ts';

/** A time limit, in ms, and the error of what takes longer; `signal` ends it earlier. */
export interface TimeLimit {
  ms: number;
  late: () => Error;
  signal: AbortSignal | undefined;
}

/** What `body` returns; it gets a signal that aborts at the limit, or with the given one. */
export async function withinTime<Result>(
  ctx: Context,
  { ms, late, signal }: TimeLimit,
  body: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const over = new AbortController();
  const tooLate = new AbortController();
  const { signal: either, release } = joinSignals([tooLate.signal, signal]);
  const waiting = ctx.clock.sleep(ms, over.signal).then(
    () => tooLate.abort(late()),
    () => undefined,
  );
  try {
    return await body(either);
  } finally {
    release();
    over.abort();
    await waiting;
  }
}

import type { Notifiers } from '../../ports/notifiers.ts';

/** A receiver that does not answer within this time, ms, counts as down. */
const TIMEOUT_MS = 10_000;

/** One request. The failure's text contains no part of the address, which can be a secret. */
export const post: Notifiers['post'] = async ({ url, ...request }, signal) => {
  const bound = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const either = signal ? AbortSignal.any([signal, bound]) : bound;
    const answer = await fetch(url, { ...request, redirect: 'manual', signal: either });
    await answer.body?.cancel();
    const wait = Number(answer.headers.get('retry-after'));
    return { status: answer.status, ...(wait > 0 && { retryAfterMs: wait * 1000 }) };
  } catch (error) {
    return { failure: bound.aborted ? `no answer within ${TIMEOUT_MS / 1000} s` : sayFailure(error) };
  }
};

function sayFailure(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: unknown }; name?: string };
  const code = cause?.code;
  return typeof code === 'string' && /^[A-Z_]{2,60}$/.test(code) ? code : (name ?? 'it failed');
}

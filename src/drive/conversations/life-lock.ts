import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { refuseUntrusted } from '../session/files/private-files.ts';
import { findSidecar, lifeLockOf, loadSidecar } from '../session/sidecars/sidecar-store.ts';

/** How long ending a session waits for another process that ends or starts it, ms. */
export const END_WAIT_MS = 30_000;

/**
 * Runs `body` while no other process ends, pauses or resumes the session; waits for another one up to `waitMs`, then
 * throws `locked`.
 */
export async function withLifeLock<T>(ctx: Context, name: string, waitMs: number, body: () => Promise<T>): Promise<T> {
  const lock = lifeLockOf(ctx, name);
  await refuseUntrusted(ctx, lock);
  return ctx.files.withLock(lock, waitMs, body);
}

/** The session of this name or id, if this caller keeps its sidecar; throws `no_such_session`. */
export async function loadOwn(ctx: Context, handle: string): Promise<Sidecar> {
  const { name } = await loadSidecar(ctx, handle);
  const own = await findSidecar(ctx, name);
  if (own) return own;
  const message = `session ${name} belongs to another home folder or another tool: end or continue it there`;
  throw new CsdError('no_such_session', message, { session: name });
}

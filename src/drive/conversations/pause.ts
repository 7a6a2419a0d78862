import { CsdError } from '../../contract/errors.ts';
import type { Paused, Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import { interrupt } from '../acts/interrupt.ts';
import { lookAt } from '../observe/look-at.ts';
import { withInputLock } from '../screen/preconditions.ts';
import type { Context } from '../session/context.ts';
import { findSidecar, saveSidecar, withSidecarLock } from '../session/sidecars/sidecar-store.ts';
import { END_WAIT_MS, loadOwn, withLifeLock } from './life-lock.ts';

/** A paused session. `already`: it was paused before; by whom and since when is unchanged. */
export interface PausedSession {
  sidecar: Sidecar;
  paused: Paused;
  already: boolean;
  /** A turn was interrupted. */
  interrupted: boolean;
  state: State;
}

/**
 * Pauses a session: once this returns, nobody types into it until `resume`. A prompt that is being sent is sent first.
 * The agent continues its turn unless `cutOff`; an open gate stays open. Throws `dead` if there is no agent to pause.
 */
export async function pauseSession(
  ctx: Context,
  handle: string,
  { by, cutOff }: { by: string; cutOff: boolean },
): Promise<PausedSession> {
  const { name } = await loadOwn(ctx, handle);
  return withLifeLock(ctx, name, END_WAIT_MS, async () => {
    const before = await loadOwn(ctx, name);
    const seen = await lookAt(ctx, before);
    if (!seen.alive) {
      const message = `session ${name} has no agent to pause: it has ended`;
      throw new CsdError('dead', message, { state: seen.verdict.state });
    }
    const paused = before.paused ?? { at: ctx.clock.now(), by };
    const sidecar = before.paused ? before : await withInputLock(ctx, before, () => write(ctx, name, paused));
    const cut = cutOff && seen.verdict.state.status === 'working' ? await interrupt(ctx, sidecar, 'queue') : undefined;
    const state = cut?.state ?? (await lookAt(ctx, sidecar)).verdict.state;
    return { sidecar, paused, already: before.paused !== undefined, interrupted: cut?.interrupted ?? false, state };
  });
}

/** Lifts the pause; the caller must hold the session's life lock. */
export async function liftPause(ctx: Context, { name }: Sidecar): Promise<Sidecar> {
  return write(ctx, name, undefined);
}

async function write(ctx: Context, name: string, paused: Paused | undefined): Promise<Sidecar> {
  return withSidecarLock(ctx, name, async () => {
    const now = await findSidecar(ctx, name);
    if (!now) throw new CsdError('no_such_session', `session ${name} was killed in the meantime`);
    const { paused: _, ...rest } = now;
    const sidecar = { ...rest, ...(paused && { paused }) };
    await saveSidecar(ctx, sidecar);
    return sidecar;
  });
}

import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import { lookAt } from '../observe/look-at.ts';
import type { Context } from '../session/context.ts';
import { findSidecar, withSidecarLock } from '../session/sidecars/sidecar-store.ts';
import { endAndForget } from '../spawn/kill/kill.ts';
import { type ReleasedWorktree, releaseWorktree } from '../spawn/worktree.ts';
import { loadOwn, withLifeLock } from './life-lock.ts';

/** A forgotten session, and what happened to its worktree. */
export interface Forgotten {
  sidecar: Sidecar;
  worktree?: ReleasedWorktree;
}

/**
 * Forgets a session whose agent has ended. Its conversation and its folder stay, except a worktree that csd created and
 * whose removal loses nothing. Throws `not_ended` if the agent runs or may run, and `locked` while another process ends
 * or starts it.
 */
export async function forgetSession(ctx: Context, handle: string): Promise<Forgotten> {
  const { name } = await loadOwn(ctx, handle);
  return withLifeLock(ctx, name, 0, async () => {
    const sidecar = await loadOwn(ctx, name);
    const { alive, verdict } = await lookAt(ctx, sidecar);
    if (alive) {
      const message = `session ${name} has not ended (${verdict.state.status}): end it with \`csd end ${name}\`, or end and forget it with \`csd kill ${name}\``;
      throw new CsdError('not_ended', message, { session: name, state: verdict.state });
    }
    await withSidecarLock(ctx, name, async () => {
      const now = await findSidecar(ctx, name);
      if (now) await endAndForget(ctx, now);
    });
    const worktree = sidecar.worktree && (await releaseWorktree(ctx, sidecar.worktree));
    return { sidecar, ...(worktree && { worktree }) };
  });
}

import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import type { Context } from '../session/context.ts';
import { OverBudget } from '../session/files/look-budget.ts';
import { letOthersRun } from '../session/pauses.ts';
import { readBaseTurn } from '../signals/base-record.ts';
import { locateTranscript } from '../signals/locate-transcript.ts';
import { readTurn } from '../signals/read-last-turn.ts';

/** The state with facts from the sidecar: a pause, and for a dead session whether `resume` can start it again. */
export async function withLife(ctx: Context, sidecar: Sidecar, backend: Backend, state: State): Promise<State> {
  const { ended, paused } = sidecar;
  if (state.status !== 'dead') return paused ? { ...state, paused } : state;
  // What continues in the background is resumed by nobody: there would be two of it.
  const resumable = state.background_session === undefined && (await isResumable(ctx, sidecar, backend));
  return ended || resumable ? { ...state, resumable } : state;
}

/** True if its folder exists, and its conversation with at least one prompt. */
export async function isResumable(ctx: Context, sidecar: Sidecar, backend: Backend): Promise<boolean> {
  const path = await locateTranscript(ctx, sidecar, backend, sidecar.conversation);
  if (path === undefined || !(await ctx.files.isFolder(sidecar.cwd))) return false;
  return hasTurn(ctx, path, backend);
}

/** True for a transcript, of any size, of a conversation with a prompt. */
export async function hasTurn(ctx: Context, path: string, backend: Backend): Promise<boolean> {
  try {
    const own = await readTurn(ctx.files, path, backend, { pause: () => letOthersRun(ctx) });
    if (own?.phase !== 'none') return own !== undefined;
    return (await readBaseTurn(ctx, path, backend, { own, entry: undefined })).phase !== 'none';
  } catch (error) {
    if (error instanceof OverBudget) return true;
    throw error;
  }
}

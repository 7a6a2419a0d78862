import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { loadSidecar } from '../session/sidecars/sidecar-store.ts';
import type { LaunchRequest } from '../spawn/request.ts';
import { launch } from '../spawn/spawn.ts';

/**
 * Starts a session for a run. A gate before the trust gate that cannot be declined is not an error here: the run ends
 * at it as at any other gate.
 */
export async function startOwn(ctx: Context, request: LaunchRequest): Promise<Sidecar> {
  try {
    return (await launch(ctx, request)).sidecar;
  } catch (error) {
    if (!(error instanceof CsdError && error.code === 'gated' && typeof error.data.session === 'string')) throw error;
    return loadSidecar(ctx, error.data.session);
  }
}

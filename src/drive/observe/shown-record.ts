import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import { transcriptPathOf } from '../../detect/verdict/signals.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import { locateTranscript } from '../signals/locate-transcript.ts';
import { locateHeld, locateOnlyOpen } from '../signals/open-transcript.ts';
import { lookOnce } from './look-at.ts';

/**
 * The record of the conversation in the pane, the same as a verdict's, for an agent that chooses its own ids: the only
 * one that its process has open, or else the one on its screen, at which it looks only then. `undefined` if none is
 * known, and for any other agent; without tmux the one that the session was known to have last.
 */
export async function findShownRecord(ctx: Context, sidecar: Sidecar): Promise<string | undefined> {
  const backend = backendOf(ctx, sidecar);
  const { held: grammar } = backend.transcript;
  if (!grammar) return undefined;
  const pinned = () => locateTranscript(ctx, sidecar, backend, undefined);
  const pid = sidecar.agent_pid ?? sidecar.pane_pid;
  if (pid !== undefined) {
    if (!ctx.processes.isAlive(pid)) return pinned();
    const agent = { backend, grammar, pid, shown: undefined };
    if (isStream(sidecar)) return (await locateHeld(ctx, sidecar, agent))?.path ?? pinned();
    const only = await locateOnlyOpen(ctx, sidecar, agent);
    if (only !== undefined) return only;
  }
  const seen = await lookOnce(ctx, sidecar).catch((error: unknown) => {
    if (error instanceof CsdError && error.code === 'no_tmux') return undefined;
    throw error;
  });
  return (seen?.alive ? transcriptPathOf(seen.signals.transcript) : undefined) ?? pinned();
}

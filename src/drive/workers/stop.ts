import type { Sidecar } from '../../contract/session.ts';
import { lookAt } from '../observe/look-at.ts';
import { typeExitCommand } from '../screen/exit-command.ts';
import type { Context } from '../session/context.ts';
import { pollUntil } from '../session/poll-until.ts';
import { withSidecarLock } from '../session/sidecars/sidecar-store.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import { removeWorkerFiles } from '../session/sidecars/worker-files.ts';
import { endAndForget } from '../spawn/kill/kill.ts';
import { isRunning, notConfirmed } from '../spawn/kill/kill-tracked.ts';
import { countLines, readEvents } from './event-file.ts';
import { contextOf, type Worker } from './find-worker.ts';

/** How long the agent may take to exit by itself, in ms. */
const EXIT_MS = 10_000;
const POLL_MS = 100;

/**
 * Ends a worker: with the agent's own exit command, so that its last hook runs, and after 10 s by force. Removes its
 * meta, events and shim, even if the agent was already gone. True if the agent exited by itself.
 */
export async function stopWorker(caller: Context, worker: Worker): Promise<{ byItself: boolean }> {
  const ctx = contextOf(caller, worker);
  const { sidecar } = worker;
  if (sidecar.tracked && (await isRunning(ctx, sidecar))) throw notConfirmed(sidecar);
  const byItself = await exit(ctx, worker);
  await withSidecarLock(ctx, sidecar.name, () => endAndForget(ctx, sidecar));
  await removeWorkerFiles(ctx, worker.dir, sidecar.session_id, sidecar);
  return { byItself };
}

async function stopHosted(ctx: Context, sidecar: Sidecar): Promise<boolean> {
  const seen = await lookAt(ctx, sidecar);
  if (!seen.alive) return true;
  return (await import('../stream/request-end.ts')).askHostToEnd(ctx, seen);
}

/** Asks the agent to exit; if a gate, a draft or an unknown screen prevents that, force is left. */
async function exit(ctx: Context, worker: Worker): Promise<boolean> {
  const { sidecar, events } = worker;
  if (isStream(sidecar)) return stopHosted(ctx, sidecar);
  const seen = await lookAt(ctx, sidecar);
  if (seen.verdict.state.status === 'dead') return true;
  const before = await countLines(ctx, events);
  if (!(await typeExitCommand(ctx, seen, ['dead']))) return false;
  const hasEnded = await pollUntil(ctx, { withinMs: EXIT_MS, everyMs: POLL_MS }, async () => {
    const fresh = (await readEvents(ctx, events))?.filter(({ line }) => line > before) ?? [];
    if (fresh.some(({ event }) => event.event === 'session_end')) return true;
    const now = await lookAt(ctx, sidecar);
    return now.verdict.state.status === 'dead' || undefined;
  });
  return hasEnded ?? false;
}

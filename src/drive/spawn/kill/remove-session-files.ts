import type { Sidecar } from '../../../contract/session.ts';
import { removeGuard } from '../../guard/plan-guard.ts';
import type { Context } from '../../session/context.ts';
import { filesName } from '../../session/sidecars/files-name.ts';
import { openFile } from '../../session/sidecars/open-record.ts';
import { removeSidecar } from '../../session/sidecars/sidecar-store.ts';
import { isStream, streamFiles } from '../../session/sidecars/stream-files.ts';
import { removeWorkerFiles } from '../../session/sidecars/worker-files.ts';
import { removeEntry } from '../../signals/entries.ts';
import { removeHooks } from '../../signals/hooks.ts';
import { removeTap, tapFiles } from '../../usage/tap-files.ts';

/** Removes everything that csd keeps of a session, and leaves its pane alone; the caller holds the session's lock. */
export async function forget(ctx: Context, sidecar: Sidecar): Promise<void> {
  const files = filesName(sidecar);
  if (sidecar.events_path !== undefined) await removeHooks(ctx, files);
  // Also what it left behind when it continued with the other driver.
  if (sidecar.usage_path !== undefined || (await ctx.files.isFolder(tapFiles(ctx, files).folder)))
    await removeTap(ctx, files);
  if (isStream(sidecar) || (await ctx.files.isFolder(streamFiles(ctx, files).folder)))
    await (await import('../start-stream.ts')).removeStream(ctx, files);
  if (sidecar.worker_dir !== undefined) await removeWorkerFiles(ctx, sidecar.worker_dir, sidecar.session_id, sidecar);
  if (sidecar.guarded) await removeGuard(ctx, files);
  if (sidecar.budget ?? sidecar.delegate) await ctx.files.remove(openFile(ctx, sidecar.name));
  await removeEntry(ctx, sidecar);
  await removeSidecar(ctx, sidecar.name);
}

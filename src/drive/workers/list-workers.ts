import type { Context } from '../session/context.ts';
import { listMetas, sessionOf } from '../session/sidecars/worker-files.ts';
import { toWorker } from './find-worker.ts';
import { reportOn } from './worker-status.ts';

/** Every worker in this caller's folder, with its status. */
export async function reportOnAll(ctx: Context) {
  const metas = await listMetas(ctx);
  return reportOn(
    ctx,
    metas.map((meta) => toWorker(ctx, sessionOf(meta))),
  );
}

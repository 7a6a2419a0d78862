import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { loadSidecar } from '../session/sidecar-store.ts';
import { findMeta, workerDirOf, workerFiles } from '../session/worker-files.ts';

/** A session as the commands of workers take it. */
export interface Worker {
  sidecar: Sidecar;
  /** Its folder, its event file and its shim, whether they are there or not. */
  dir: string;
  events: string;
  shim: string;
  /** Where its sidecar lies, when that is not where this caller's lie. */
  sessionsDir?: string;
}

/** The worker of this tmux name or session id; throws `no_such_session` with what there is. */
export async function loadWorker(ctx: Context, handle: string): Promise<Worker> {
  const sidecar = await loadSidecar(ctx, handle);
  const sessionsDir = (await findMeta(ctx, sidecar.session_id))?.sessions_dir;
  return toWorker(ctx, sidecar, sessionsDir);
}

/** A session seen as a worker. */
export function toWorker(ctx: Context, sidecar: Sidecar, sessionsDir?: string): Worker {
  const dir = sidecar.worker_dir ?? workerDirOf(ctx);
  const { events, shim } = workerFiles(dir, sidecar.session_id, sidecar.name);
  return { sidecar, dir, events, shim, ...(sessionsDir === undefined ? {} : { sessionsDir }) };
}

/** `ctx` with the sidecars of this worker, which another home may hold. */
export function contextOf(ctx: Context, { sessionsDir }: Worker): Context {
  return sessionsDir === undefined ? ctx : { ...ctx, sessionsDir };
}

/** The error for a worker without an event file. */
export function noEvents({ sidecar, events }: Worker): CsdError {
  const message = `no event file for session ${sidecar.session_id} (${events}): it was started without hooks, or has not begun`;
  return new CsdError('no_such_session', message, { path: events });
}

import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { loadSidecar } from '../session/sidecars/sidecar-store.ts';
import { findMeta, workerDirOf, workerFiles } from '../session/sidecars/worker-files.ts';

/** A session in the form that the worker commands use. */
export interface Worker {
  sidecar: Sidecar;
  /** Its folder, its event file and its shim, whether they exist or not. */
  dir: string;
  events: string;
  shim: string;
  /** The folder of its sidecar, if that differs from this caller's. */
  sessionsDir?: string;
}

/** The worker with this tmux name or session id; throws `no_such_session`. */
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

/** `ctx` with the sidecar folder of this worker, which may belong to another home. */
export function contextOf(ctx: Context, { sessionsDir }: Worker): Context {
  return sessionsDir === undefined ? ctx : { ...ctx, sessionsDir };
}

/** The error for a worker without an event file. */
export function noEvents({ sidecar, events }: Worker): CsdError {
  const message = `no event file for session ${sidecar.session_id} (${events}): it was started without hooks, or has not begun`;
  return new CsdError('no_such_session', message, { path: events });
}

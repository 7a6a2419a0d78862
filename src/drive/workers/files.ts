import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import { SESSION_NAME } from '../../contract/names.ts';
import type { Sidecar } from '../../contract/session.ts';
import { WorkerMeta } from '../../contract/worker.ts';
import type { Context } from '../context.ts';

/** Where the tools before csd put the files of workers; scripts look there. */
const DEFAULT_DIR = '/tmp/claude-workers';

/** The folder of workers' files of this caller. */
export function workerDirOf(ctx: Context): string {
  return ctx.env.CSD_WORKER_DIR ? path.resolve(ctx.cwd, ctx.env.CSD_WORKER_DIR) : DEFAULT_DIR;
}

/** The files of one worker. */
export function workerFiles(dir: string, sessionId: string, name: string) {
  return {
    meta: path.join(dir, `${sessionId}.meta`),
    events: path.join(dir, `${sessionId}.events.jsonl`),
    shim: path.join(dir, 'bin', name),
  };
}

/** Makes the folder, private to the caller, where missing; throws `bad_input` for one that others can reach. */
export async function claimWorkerDir(ctx: Context): Promise<string> {
  const dir = workerDirOf(ctx);
  for (const folder of [dir, path.join(dir, 'bin')]) {
    const before = await ctx.files.distrust(folder);
    if (before === undefined || before === 'it is not there' || before === 'others may write in it')
      await ctx.files.claimFolder(folder);
    const reason = await ctx.files.distrust(folder);
    if (reason !== undefined) throw unusable(folder, reason);
  }
  return dir;
}

/** The worker of this session id, or of this tmux name; `undefined` when none is known. Throws as `listMetas` does. */
export async function findMeta(ctx: Context, handle: string): Promise<WorkerMeta | undefined> {
  const metas = await listMetas(ctx);
  return metas.find((meta) => meta.session_id === handle) ?? metas.find((meta) => meta.tmux_name === handle);
}

/**
 * Every worker that the folder knows, by session id. Files that are no metas are left out; throws `bad_input` for a folder
 * that is not the caller's, because what stands in it decides where csd types.
 */
export async function listMetas(ctx: Context): Promise<WorkerMeta[]> {
  const dir = workerDirOf(ctx);
  const names = (await ctx.files.list(dir)).filter((file) => /^[\w][\w.-]*\.meta$/.test(file)).sort();
  if (names.length === 0) return [];
  const reason = await ctx.files.distrust(dir);
  if (reason !== undefined) throw unusable(dir, reason);
  const metas = await Promise.all(names.map((file) => readMeta(ctx, path.join(dir, file))));
  return metas.filter((meta) => meta !== undefined);
}

async function readMeta(ctx: Context, file: string): Promise<WorkerMeta | undefined> {
  if (await ctx.files.isLink(file)) return undefined;
  try {
    const meta = WorkerMeta.parse(JSON.parse((await ctx.files.read(file)) ?? ''));
    // The name is part of tmux commands and of paths, the id of paths.
    const named = SESSION_NAME.test(meta.tmux_name) && `${meta.session_id}.meta` === path.basename(file);
    return named ? meta : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the meta of a worker, so that its hook begins to report; again with the session when that is known. */
export async function registerWorker(
  ctx: Context,
  { dir, invocation }: { dir: string; invocation: string[] },
  { name, sessionId, realCwd }: { name: string; sessionId: string; realCwd: string },
  session?: Sidecar,
): Promise<void> {
  const { meta: file, events } = workerFiles(dir, sessionId, name);
  // A conversation that is taken up again begins a new file.
  if (!session) await ctx.files.remove(events);
  const meta: WorkerMeta = {
    tmux_name: name,
    session_id: sessionId,
    cwd: realCwd,
    started_at: new Date(ctx.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    invocation,
    own_hook: true,
    ...(session ? { session, sessions_dir: ctx.sessionsDir } : {}),
  };
  await ctx.files.writeAtomic(file, `${JSON.stringify(meta, null, 2)}\n`);
}

/** Forgets a worker: its meta, its events and its shim; nothing happens for what is not there. */
export async function removeWorkerFiles(ctx: Context, dir: string, sessionId: string, name: string): Promise<void> {
  const { meta, events, shim } = workerFiles(dir, sessionId, name);
  // The meta first: without it no hook writes any more.
  for (const file of [meta, events, shim]) await ctx.files.remove(file);
}

/** The session of a worker: the one csd started, or what is known of one that another tool started. */
export function sessionOf(ctx: Context, meta: WorkerMeta): Sidecar {
  if (meta.session) return meta.session;
  return {
    name: meta.tmux_name,
    session_id: meta.session_id,
    cwd: meta.cwd,
    backend: 'claude',
    jsonl_path: null,
    permission_mode: null,
    backend_version: null,
    created: meta.started_at ?? '',
    tmux_session: meta.tmux_name,
    worker_dir: workerDirOf(ctx),
  };
}

function unusable(folder: string, reason: string): CsdError {
  return new CsdError(
    'bad_input',
    `the folder of workers ${folder} cannot be used: ${reason}; remove it, or set CSD_WORKER_DIR to a folder of your own`,
    { path: folder },
  );
}

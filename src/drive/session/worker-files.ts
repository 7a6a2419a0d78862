import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import { WorkerMeta } from '../../contract/worker.ts';
import type { Flaw } from '../../ports/files.ts';
import { DEFAULT_BACKEND } from './backend-of.ts';
import type { Context } from './context.ts';
import { isTooDeep, readSmall } from './look-budget.ts';
import { isOwnFile } from './private-files.ts';
import { tmuxNameOf } from './session-names.ts';
import { checkValues } from './sidecar-check.ts';

/** A worker's meta, and the folder it stands in. */
export type PlacedMeta = WorkerMeta & { dir: string };

/** The folder of workers' files of this caller: the one that the caller names, else one for each user. */
export function workerDirOf(ctx: Context): string {
  const named = ctx.env.CSD_WORKER_DIR;
  return named ? path.resolve(ctx.cwd, named) : `${sharedDirOf(ctx)}-${ctx.processes.userId}`;
}

/** The folder of the tools before csd, whose workers are still found: of the agent that can be a worker. */
function sharedDirOf({ backends }: Context): string {
  const grammars = [...backends.values()].flatMap(({ worker }) => worker ?? []);
  return grammars[0]?.sharedDir ?? '/tmp/csd-workers';
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
    const before = await examineFolder(ctx, folder);
    // One that was open before is closed: what others have put there is not theirs to decide, see `readMeta`.
    if (before === undefined || before.kind === 'missing' || before.kind === 'open')
      await ctx.files.makePrivate(folder);
    const flaw = await examineFolder(ctx, folder);
    if (flaw) throw unusable(folder, flaw);
  }
  return dir;
}

/** The worker of this session id, or of this tmux name; `undefined` when none is known. Throws as `listMetas` does. */
export async function findMeta(ctx: Context, handle: string): Promise<PlacedMeta | undefined> {
  const metas = await listMetas(ctx);
  return metas.find((meta) => meta.session_id === handle) ?? metas.find((meta) => meta.tmux_name === handle);
}

/**
 * Every worker of the caller's, by session id: those of the caller's folder and, where none is named, those that other tools
 * have put into the shared one, if that is the caller's. Files that are not metas are left out; throws `bad_input` where the
 * caller's folder is another's, because what stands in it decides where csd types.
 */
export async function listMetas(ctx: Context): Promise<PlacedMeta[]> {
  const own = await metasIn(ctx, workerDirOf(ctx));
  if (own.flaw) throw unusable(workerDirOf(ctx), own.flaw);
  if (ctx.env.CSD_WORKER_DIR) return own.metas;
  const shared = await metasIn(ctx, sharedDirOf(ctx));
  const known = new Set(own.metas.map(({ session_id }) => session_id));
  return [...own.metas, ...shared.metas.filter(({ session_id }) => !known.has(session_id))];
}

async function metasIn(ctx: Context, dir: string): Promise<{ metas: PlacedMeta[]; flaw?: Flaw }> {
  const files = await ctx.files.glob(dir, '*.meta');
  if (files.length === 0) return { metas: [] };
  const flaw = await examineFolder(ctx, dir);
  if (flaw) return { metas: [], flaw };
  const metas = await Promise.all(files.map((file) => readMeta(ctx, file)));
  return { metas: metas.filter((meta) => meta !== undefined) };
}

/** A meta of the caller's own, checked as a sidecar is; the name is a part of tmux commands and of paths, the id of paths. */
async function readMeta(ctx: Context, file: string): Promise<PlacedMeta | undefined> {
  if (!(await isOwnFile(ctx, file))) return undefined;
  const text = await readSmall(ctx.files, file);
  if (text === undefined || isTooDeep(text)) return undefined;
  try {
    const meta = { ...WorkerMeta.parse(JSON.parse(text)), dir: path.dirname(file) };
    const named = `${meta.session_id}.meta` === path.basename(file);
    const isPlaced = meta.sessions_dir === undefined || path.isAbsolute(meta.sessions_dir);
    return named && isPlaced && checkValues(sessionOf(meta)) === undefined ? meta : undefined;
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

/** A worker whose session has another name is known by that; its shim has the new name too, and the old one continues calling it. */
export async function renameWorker(ctx: Context, sidecar: Sidecar): Promise<void> {
  const { worker_dir: dir, session_id, name } = sidecar;
  if (dir === undefined || (await examineFolder(ctx, dir))) return;
  const { meta: file } = workerFiles(dir, session_id, name);
  const meta = await readMeta(ctx, file);
  if (!meta || meta.tmux_name === name) return;
  const { dir: _, ...rest } = meta;
  const renamed: WorkerMeta = { ...rest, tmux_name: name, ...(meta.session && { session: sidecar }) };
  await ctx.files.writeAtomic(file, `${JSON.stringify(renamed, null, 2)}\n`);
  const { shim } = workerFiles(dir, session_id, name);
  if (await examineFolder(ctx, path.dirname(shim))) return;
  for (const former of sidecar.former_names ?? []) {
    const old = workerFiles(dir, session_id, former).shim;
    const text = await shimOf(ctx, old, meta.tmux_name);
    if (text === undefined) continue;
    const called = text.replace(callsWorker(meta.tmux_name), callsWorker(name));
    for (const file of [old, shim]) await ctx.files.writeAtomic(file, called, 0o700);
  }
}

/** What a shim says of the worker that it calls. */
export function callsWorker(name: string): string {
  return `--worker "${name}"`;
}

/** The text of a shim that calls this worker; `undefined` where it is another's, or not there. */
async function shimOf(ctx: Context, file: string, name: string): Promise<string | undefined> {
  const text = (await isOwnFile(ctx, file)) ? await ctx.files.read(file) : undefined;
  return text?.includes(callsWorker(name)) ? text : undefined;
}

/**
 * Forgets a worker: its meta, its events and its shim; nothing happens for what is not there, nor in a folder that does not
 * know this worker, no matter who named it.
 */
export async function removeWorkerFiles(
  ctx: Context,
  dir: string,
  sessionId: string,
  { name, former_names: former = [] }: Pick<Sidecar, 'name' | 'former_names'>,
): Promise<void> {
  const { meta, events, shim } = workerFiles(dir, sessionId, name);
  if (await examineFolder(ctx, dir)) return;
  if ((await readMeta(ctx, meta))?.tmux_name !== name) return;
  // The meta first: without it no hook writes any more.
  for (const file of [meta, events]) await ctx.files.remove(file);
  if (await examineFolder(ctx, path.dirname(shim))) return;
  await ctx.files.remove(shim);
  for (const one of former) {
    const old = workerFiles(dir, sessionId, one).shim;
    if ((await shimOf(ctx, old, name)) !== undefined) await ctx.files.remove(old);
  }
}

/** The session of a worker: the one csd started, or what is known of one that another tool started. */
export function sessionOf(meta: PlacedMeta): Sidecar {
  if (meta.session) return meta.session;
  return {
    name: meta.tmux_name,
    session_id: meta.session_id,
    cwd: meta.cwd,
    backend: DEFAULT_BACKEND,
    jsonl_path: null,
    permission_mode: null,
    backend_version: null,
    created: meta.started_at ?? '',
    tmux_session: tmuxNameOf(meta.tmux_name),
    worker_dir: meta.dir,
  };
}

function examineFolder(ctx: Context, folder: string): Promise<Flaw | undefined> {
  return ctx.files.examine(folder, { is: 'folder', closed: 'guarded' });
}

function unusable(folder: string, { text }: Flaw): CsdError {
  return new CsdError(
    'bad_input',
    `the folder of workers ${folder} cannot be used: ${text}; or set CSD_WORKER_DIR to a folder of your own`,
    { path: folder },
  );
}

import path from 'node:path';
import { CsdError } from '../../../contract/errors.ts';
import { isTooDeep } from '../../../contract/json.ts';
import type { Sidecar } from '../../../contract/session.ts';
import { WorkerMeta } from '../../../contract/worker.ts';
import type { Flaw } from '../../../ports/files.ts';
import { DEFAULT_BACKEND } from '../backend-of.ts';
import type { Context } from '../context.ts';
import { readSmall } from '../files/look-budget.ts';
import { isOwnFile } from '../files/private-files.ts';
import { tmuxNameOf } from './session-names.ts';
import { checkValues } from './sidecar-check.ts';

/** A worker's meta, and its folder. */
export type PlacedMeta = WorkerMeta & { dir: string };

/** The folder of this caller's worker files: the one that the caller names, or else one per user. */
export function workerDirOf(ctx: Context): string {
  const named = ctx.env.CSD_WORKER_DIR;
  return named ? path.resolve(ctx.cwd, named) : `${sharedDirOf(ctx)}-${ctx.processes.userId}`;
}

/** The folder of the tools before csd, whose workers are still found. */
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

/** Creates the folder, private to the caller, if missing; throws `bad_input` for one that others can access. */
export async function claimWorkerDir(ctx: Context): Promise<string> {
  const dir = workerDirOf(ctx);
  for (const folder of [dir, path.join(dir, 'bin')]) {
    const before = await examineFolder(ctx, folder);
    // A folder that was open is closed; files that others have put there are checked again, see `readMeta`.
    if (before === undefined || before.kind === 'missing' || before.kind === 'open')
      await ctx.files.makePrivate(folder);
    const flaw = await examineFolder(ctx, folder);
    if (flaw) throw unusable(folder, flaw);
  }
  return dir;
}

/** The worker with this session id, or this tmux name; `undefined` if none is known. Throws as `listMetas` does. */
export async function findMeta(ctx: Context, handle: string): Promise<PlacedMeta | undefined> {
  const metas = await listMetas(ctx);
  return metas.find((meta) => meta.session_id === handle) ?? metas.find((meta) => meta.tmux_name === handle);
}

/**
 * Every worker of the caller, by session id: those in the caller's folder and, if none is named, those that other tools
 * have put into the shared folder, if that belongs to the caller. Ignores files that are not metas. Throws `bad_input`
 * if the caller's folder belongs to another user, because its files decide where csd types.
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

/**
 * A meta file of the caller, checked like a sidecar; its name becomes part of tmux commands and paths, its id of paths.
 */
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

/** Writes the meta of a worker, so that its hook begins to report; again with the session once that is known. */
export async function registerWorker(
  ctx: Context,
  { dir, invocation }: { dir: string; invocation: string[] },
  { name, sessionId, realCwd }: { name: string; sessionId: string; realCwd: string },
  session?: Sidecar,
): Promise<void> {
  const { meta: file, events } = workerFiles(dir, sessionId, name);
  // A resumed conversation begins a new file.
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

/**
 * Updates a worker after its session was renamed; its shim gets the new name too, and the old shim keeps calling it.
 */
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

/** The line of a shim that identifies its worker. */
export function callsWorker(name: string): string {
  return `--worker "${name}"`;
}

/** The text of a shim that calls this worker; `undefined` if it is another worker's, or missing. */
async function shimOf(ctx: Context, file: string, name: string): Promise<string | undefined> {
  const text = (await isOwnFile(ctx, file)) ? await readSmall(ctx.files, file) : undefined;
  return text?.includes(callsWorker(name)) ? text : undefined;
}

/**
 * Forgets a worker: its meta, its events and its shim. Does nothing for missing files, nor in a folder that does not
 * know this worker, whatever named that folder.
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

/** The session of a worker: the one that csd started, or the known facts about one that another tool started. */
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

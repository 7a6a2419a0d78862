import { parseJson } from '../../contract/json.ts';
import { CONVERSATION_ID } from '../../contract/names.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend, StatusFact } from '../../detect/agent/backend.ts';
import type { StatusFileSignal } from '../../detect/verdict/signals.ts';
import type { Context } from '../session/context.ts';
import { MOST_DOCUMENT_BYTES } from '../session/files/look-budget.ts';
import { isOwnFile, isTrusted, readOwn } from '../session/files/private-files.ts';
import { configDirOf, locateTranscript } from './locate-transcript.ts';

/**
 * How much of a transcript to read, from its beginning for who wrote it, or from its end for where it continues; in
 * bytes.
 */
const PART_BYTES = 262_144;

/** How long the agent's daemon may take to start a background session, ms: 100 s were seen at a load of 20. */
const STARTING_MS = 180_000;

/** The status of the background session that a pane shows, with `parked`; foreign if it does not run. */
export async function readParked(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  { parked = '', sessionId: origin }: Pick<StatusFact, 'parked' | 'sessionId'>,
): Promise<StatusFileSignal> {
  const job = (await listJobs(ctx, sidecar, backend)).find(({ background }) => background === parked);
  if (job) return { kind: 'read', status: { ...job, parked, origin } };
  const reason = `its conversation was moved to the background session ${parked}, which does not run`;
  return { kind: 'foreign', reason, parked };
}

/**
 * The background session to which the agent of a dead pane has moved the conversation: the one named on its last
 * screen (or that was there when the session was ended), or the one whose transcript continues this session's.
 * `undefined` if none runs, and the named one is not about to.
 */
export async function findLeftBehind(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  rows: string[],
): Promise<string | undefined> {
  if (!backend.background) return undefined;
  const { moved } = backend.background;
  const drawn = rows.map((row) => moved.exec(row)?.[1]).findLast((id) => id !== undefined);
  const { background: kept } = sidecar.ended ?? {};
  // It becomes part of paths.
  const named = drawn ?? (kept !== undefined && CONVERSATION_ID.test(kept) ? kept : undefined);
  const jobs = await listContinuing(ctx, sidecar, backend);
  if (jobs.some(({ background }) => background === named)) return named;
  if (named !== undefined && (await isStarting(ctx, sidecar, backend, named))) return named;
  if (jobs.length === 0) return undefined;
  const wanted = await findContinued(ctx, sidecar, backend);
  for (const { background: job, sessionId } of jobs)
    if (sessionId === wanted || (await continues(ctx, sidecar, backend, sessionId))) return job;
  return findInRoster(ctx, sidecar, backend, jobs);
}

/** True for one that the daemon has still to start: it has a record, and no process yet. */
async function isStarting(ctx: Context, sidecar: Sidecar, backend: Backend, id: string): Promise<boolean> {
  const record = await readJob(ctx, sidecar, backend, id);
  const begunAt = backend.background?.isCopy(record) ? undefined : backend.background?.begunAt(record);
  return begunAt !== undefined && Math.abs(ctx.clock.now() - begunAt) < STARTING_MS;
}

/** The daemon's record of a background session. */
async function readJob(ctx: Context, sidecar: Sidecar, backend: Backend, id: string): Promise<unknown> {
  const file = backend.background?.job(configDirOf(ctx, sidecar, backend), id);
  return file === undefined ? undefined : parseJson((await readOwn(ctx, file)) ?? '');
}

/**
 * The one that, according to the agent's daemon, was begun from this session's conversation: an agent that ends at once
 * has not recorded where it continues.
 */
async function findInRoster(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  jobs: StatusFact[],
): Promise<string | undefined> {
  const { background } = backend;
  if (!background) return undefined;
  const file = background.roster(configDirOf(ctx, sidecar, backend));
  const roster = (await isTrusted(ctx, file))
    ? parseJson((await ctx.files.read(file, MOST_DOCUMENT_BYTES)) ?? '')
    : undefined;
  const path = await locateTranscript(ctx, sidecar, backend, undefined);
  return jobs.find(({ background: id }) => {
    const from = id === undefined ? undefined : background.begunFrom(roster, id);
    return from !== undefined && (from === sidecar.session_id || from === path);
  })?.background;
}

/** The running background sessions without copies of a conversation that continues elsewhere. */
async function listContinuing(ctx: Context, sidecar: Sidecar, backend: Backend): Promise<StatusFact[]> {
  const jobs = await listJobs(ctx, sidecar, backend);
  const records = await Promise.all(jobs.map(({ background = '' }) => readJob(ctx, sidecar, backend, background)));
  return jobs.filter((_, n) => !backend.background?.isCopy(records[n]));
}

/** The status files of the agent's running background sessions. */
export async function listJobs(ctx: Context, sidecar: Sidecar, backend: Backend): Promise<StatusFact[]> {
  const running = await listRunning(ctx, backend, configDirOf(ctx, sidecar, backend));
  // It becomes an argument of the agent's own command.
  return running.filter(({ background }) => background !== undefined && CONVERSATION_ID.test(background));
}

/** The status files of the agent's running processes, from the agent's configuration folder. */
export async function listRunning(ctx: Context, backend: Backend, configDir: string): Promise<StatusFact[]> {
  const { statusFile, background } = backend;
  if (!statusFile || !background) return [];
  const folder = background.folder(configDir);
  const running: StatusFact[] = [];
  for (const name of await ctx.files.list(folder)) {
    if (!name.endsWith('.json')) continue;
    const status = statusFile.read(parseJson((await readOwn(ctx, `${folder}/${name}`)) ?? ''));
    if (status && ctx.processes.isAlive(status.pid) && (await isItself(ctx, status))) running.push(status);
  }
  return running;
}

/** False for a later process with the same id, if the system reports the start time in the agent's format, a number. */
async function isItself(ctx: Context, { pid, processStart }: StatusFact): Promise<boolean> {
  const started = processStart === undefined ? undefined : await ctx.processes.startedAt(pid);
  return started === undefined || !/^\d+$/.test(started) || started === processStart;
}

/** The conversation as which, according to its transcript, this session's conversation continues. */
async function findContinued(ctx: Context, sidecar: Sidecar, backend: Backend): Promise<string | undefined> {
  const path = await locateTranscript(ctx, sidecar, backend, undefined);
  const tail =
    path === undefined || !(await isOwnFile(ctx, path)) ? undefined : await ctx.files.readBack(path, PART_BYTES);
  const lines = new TextDecoder().decode(tail?.bytes).split('\n');
  return lines.map((line) => backend.background?.continuedIn(parseJson(line))).findLast((id) => id !== undefined);
}

/** True if the transcript of a conversation has records written by the process of this session. */
async function continues(ctx: Context, sidecar: Sidecar, backend: Backend, sessionId: string): Promise<boolean> {
  if (sessionId === sidecar.session_id) return true;
  // It becomes part of paths and patterns.
  if (!CONVERSATION_ID.test(sessionId)) return false;
  const place = {
    configDir: configDirOf(ctx, sidecar, backend),
    cwd: await ctx.files.realPath(sidecar.cwd),
    sessionId,
  };
  const [path] = backend.transcript.candidates(place);
  const size = path === undefined ? undefined : (await ctx.files.stat(path))?.size;
  if (path === undefined || size === undefined || !(await isOwnFile(ctx, path))) return false;
  const end = Math.min(size, PART_BYTES);
  const head = await ctx.files.readBack(path, end, end);
  const lines = new TextDecoder().decode(head?.bytes).split('\n');
  return lines.some((line) => backend.transcript.writer?.(parseJson(line)) === sidecar.session_id);
}

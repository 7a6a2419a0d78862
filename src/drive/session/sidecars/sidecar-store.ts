import path from 'node:path';
import { CsdError } from '../../../contract/errors.ts';
import { isTooDeep, MOST_LEVELS } from '../../../contract/json.ts';
import { SESSION_NAME } from '../../../contract/names.ts';
import type { Sidecar } from '../../../contract/session.ts';
import type { Context } from '../context.ts';
import { MOST_SMALL_BYTES, readSmall } from '../files/look-budget.ts';
import { refuseUntrusted, refuseUntrustedFolder, writePrivate } from '../files/private-files.ts';
import { checkName } from './session-names.ts';
import { checkValues } from './sidecar-check.ts';
import { readFields } from './sidecar-fields.ts';

const UNREADABLE = `no permission, not a file, or larger than ${MOST_SMALL_BYTES / 1024 / 1024} MiB`;

/** How long a change of a session's sidecar waits for another one, ms. */
const LOCK_WAIT_MS = 20_000;

/** A sidecar that cannot be read: it is reported and left alone. */
export type BrokenSidecar = {
  name: string;
  path: string;
  error: string;
};

/**
 * The session of this name or id, or the worker known by it; throws `bad_input` for an invalid name, `no_such_session`,
 * or `bad_sidecar` with its path.
 */
export async function loadSidecar(ctx: Context, name: string): Promise<Sidecar> {
  const sidecar = (await findSidecar(ctx, name)) ?? (await findByHandle(ctx, name));
  if (sidecar) return sidecar;
  const shown = JSON.stringify(name);
  const heir = await findHeir(ctx, name);
  if (heir)
    throw new CsdError('no_such_session', `no session named ${shown}: it was renamed to ${heir.name}`, {
      renamed_to: heir.name,
    });
  throw new CsdError('no_such_session', `no session named ${shown}, and no worker: \`csd ps\` lists the sessions`);
}

/** The session that had this name before it was renamed; of several, the one that had it last. */
export async function findHeir(ctx: Context, name: string): Promise<Sidecar | undefined> {
  const { sidecars } = await listSidecars(ctx);
  const heirs = sidecars.filter(({ former_names = [] }) => former_names.includes(name));
  const ageOf = ({ former_names = [] }: Sidecar) => former_names.length - former_names.lastIndexOf(name);
  return heirs.sort((a, b) => ageOf(a) - ageOf(b))[0];
}

/**
 * The present sidecar of a session, also after a rename; `undefined` if it is gone, or its name belongs to another one.
 */
export async function findSelf(ctx: Context, known: Sidecar): Promise<Sidecar | undefined> {
  const isSelf = (other: Sidecar | undefined) => other !== undefined && isSameAgent(known, other);
  const named = await findSidecar(ctx, known.name);
  if (isSelf(named)) return named;
  const { sidecars } = await listSidecars(ctx);
  return sidecars.find((other) => other.former_names?.includes(known.name) && isSelf(other)) ?? named;
}

/** False if another agent has taken the session's name; the sidecar of a starting session is written more than once. */
export function isSameAgent(before: Sidecar, now: Sidecar): boolean {
  const samePane =
    before.pane_pid === undefined || (before.pane_pid === now.pane_pid && before.agent_pid === now.agent_pid);
  // An agent that chooses its own ids has none before its first prompt.
  const isNamedNow = before.session_id === '' && before.pane_pid !== undefined;
  return samePane && (isNamedNow || before.session_id === now.session_id) && before.backend === now.backend;
}

/**
 * The session of this name as `loadSidecar` finds it; without a name the only session, where ended sessions count only
 * if all have ended. Throws `bad_input` if there are several, `no_such_session` if there is none.
 */
export async function loadSole(ctx: Context, name: string | undefined): Promise<Sidecar> {
  if (name !== undefined) return loadSidecar(ctx, name);
  const { sidecars: all } = await listSidecars(ctx);
  const running = all.filter(({ ended }) => ended === undefined);
  const sidecars = running.length > 0 ? running : all;
  const [sole, ...more] = sidecars;
  if (sole === undefined) throw new CsdError('no_such_session', 'there is no session: start one with `csd spawn`');
  if (more.length === 0) return sole;
  const names = sidecars.map((sidecar) => sidecar.name);
  throw new CsdError('bad_input', `<session> is missing: name one of ${names.join(', ')}`);
}

/** The session with this id, or the worker with this id or tmux name that another home or another tool started. */
export async function findByHandle(ctx: Context, handle: string): Promise<Sidecar | undefined> {
  const { sidecars } = await listSidecars(ctx);
  const own = sidecars.find(({ session_id }) => session_id === handle);
  if (own) return own;
  // Imported on demand: a command for a session of this caller does not need it.
  const { findMeta, sessionOf } = await import('./worker-files.ts');
  const meta = await findMeta(ctx, handle);
  return meta && sessionOf(meta);
}

/** The sidecar of a session, or `undefined` if there is none; throws as `loadSidecar` does. */
export async function findSidecar(ctx: Context, name: string): Promise<Sidecar | undefined> {
  const file = sidecarPath(ctx, name);
  await refuseUntrustedFolder(ctx, ctx.sessionsDir);
  const read = await readSidecar(ctx, file, name);
  if (typeof read !== 'string') return read;
  throw new CsdError('bad_sidecar', `the sidecar ${file} cannot be read: ${read}; repair or remove it`, { path: file });
}

/** Writes the sidecar under its own name, atomically. */
export async function saveSidecar(ctx: Context, sidecar: Sidecar): Promise<void> {
  await writePrivate(ctx, sidecarPath(ctx, sidecar.name), `${JSON.stringify(sidecar, null, 2)}\n`);
}

/** Forgets a session; does nothing if it is unknown. */
export async function removeSidecar(ctx: Context, name: string): Promise<void> {
  await ctx.files.remove(sidecarPath(ctx, name));
}

/**
 * All sessions by name, and the sidecars that cannot be read. Ignores files that are not sidecars. Throws `bad_sidecar`
 * for a folder that others could write to, because its files decide where csd types.
 */
export async function listSidecars(ctx: Context): Promise<{ sidecars: Sidecar[]; broken: BrokenSidecar[] }> {
  const sidecars: Sidecar[] = [];
  const broken: BrokenSidecar[] = [];
  await refuseUntrustedFolder(ctx, ctx.sessionsDir);
  const names = (await ctx.files.list(ctx.sessionsDir)).flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []);
  for (const name of names.filter((candidate) => SESSION_NAME.test(candidate)).sort()) {
    const file = sidecarPath(ctx, name);
    const read = await readSidecar(ctx, file, name);
    if (typeof read === 'string') broken.push({ name, path: file, error: read });
    else if (read) sidecars.push(read);
  }
  return { sidecars, broken };
}

/** Runs `body` while no other process starts, ends or rewrites the session of this name. Not re-entrant. */
export async function withSidecarLock<T>(ctx: Context, name: string, body: () => Promise<T>): Promise<T> {
  const lock = lockOf(ctx, name);
  await refuseUntrusted(ctx, lock);
  return ctx.files.withLock(lock, LOCK_WAIT_MS, body);
}

/** The lock file that exists while a process starts, ends or rewrites the session of this name. */
export function lockOf(ctx: Context, name: string): string {
  return `${sidecarPath(ctx, name)}.lock`;
}

/**
 * The lock file that exists while a process ends, pauses or resumes the session of this name, from before it asks its
 * agent.
 */
export function lifeLockOf(ctx: Context, name: string): string {
  return path.join(ctx.sessionsDir, `${checkName(name)}.life.lock`);
}

/** The file of the session of this name; throws `bad_input` for an invalid one. */
export function sidecarPath(ctx: Context, name: string): string {
  return `${ctx.sessionsDir}/${checkName(name)}.json`;
}

/** The sidecar, `undefined` if there is no file, or what is wrong with it. The file's name is the session's name. */
async function readSidecar(ctx: Context, file: string, name: string): Promise<Sidecar | string | undefined> {
  const flaw = await ctx.files.examine(file, { is: 'file', closed: 'guarded' });
  if (flaw) return flaw.kind === 'missing' ? undefined : flaw.text;
  const text = await readSmall(ctx.files, file);
  if (text === undefined) return (await ctx.files.stat(file)) === undefined ? undefined : UNREADABLE;
  if (isTooDeep(text)) return `nested deeper than ${MOST_LEVELS} levels`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not JSON: ${(error as Error).message}`;
  }
  const sidecar = readFields(value);
  if (typeof sidecar === 'string') return sidecar;
  const wrong = checkValues({ ...sidecar, name });
  if (wrong !== undefined) return wrong;
  return { ...sidecar, name };
}

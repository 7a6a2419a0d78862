import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import { SESSION_NAME } from '../../contract/names.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { refuseUntrustedFolder } from '../session/files/private-files.ts';
import { filesName } from '../session/sidecars/files-name.ts';
import { sessionIdOf } from '../session/sidecars/session-id-of.ts';
import { listSidecars, sidecarPath, withSidecarLock } from '../session/sidecars/sidecar-store.ts';
import { removeHooks } from '../signals/hooks.ts';
import { type ReleasedWorktree, whyKept } from '../spawn/worktree.ts';
import { removeTap } from '../usage/tap-files.ts';
import { forgetSession } from './forget.ts';

const DAY_MS = 86_400_000;
/** A file without a session may belong to one that is being started; not if it is older than this, ms. */
const STARTING_MS = 3_600_000;
/** The files that csd keeps of a session besides its sidecar, by suffix. */
const KEPT_FILES = ['.entry', '.input.lock', '.life.lock', '.json.lock'];

/** What was forgotten and removed, or would be. */
export interface Cleaned {
  sessions: { session: string; ended_at: number; session_id: string; worktree?: ReleasedWorktree }[];
  files: string[];
  /** Sessions that could not be forgotten, and why. */
  failed: { session: string; code: string; error: string }[];
}

/**
 * Forgets the sessions that ended at least so many days ago, and removes csd's files of sessions that it does not know.
 * Never touches an agent's files, nor anything with a sidecar of that name, readable or not. With `dryRun` it changes
 * nothing.
 */
export async function cleanUp(ctx: Context, { days, dryRun }: { days: number; dryRun: boolean }): Promise<Cleaned> {
  const { sidecars } = await listSidecars(ctx);
  const before = ctx.clock.now() - days * DAY_MS;
  const old = sidecars.filter(({ ended }) => ended !== undefined && ended.at <= before);
  const cleaned: Cleaned = { sessions: [], files: [], failed: [] };
  for (const sidecar of old) await forgetOld(ctx, sidecar, dryRun, cleaned);
  for (const place of await findOrphans(ctx)) {
    if (!dryRun && !(await removeOrphan(ctx, place))) continue;
    cleaned.files.push(place.path);
  }
  return cleaned;
}

async function forgetOld(
  ctx: Context,
  sidecar: Sidecar,
  dryRun: boolean,
  { sessions, failed }: Cleaned,
): Promise<void> {
  const { name, ended } = sidecar;
  try {
    const worktree = dryRun ? await wouldRelease(ctx, sidecar) : (await forgetSession(ctx, name)).worktree;
    const about = { session: name, ended_at: ended?.at ?? 0, session_id: sessionIdOf(sidecar) };
    sessions.push({ ...about, ...(worktree && { worktree }) });
  } catch (error) {
    if (!(error instanceof CsdError)) throw error;
    failed.push({ session: name, code: error.code, error: error.message });
  }
}

async function wouldRelease(ctx: Context, { name, worktree }: Sidecar): Promise<ReleasedWorktree | undefined> {
  if (!worktree) return undefined;
  const { path: folder, branch } = worktree;
  const kept = await whyKept(ctx, worktree, name);
  return { path: folder, branch, removed: kept === undefined, ...(kept !== undefined && { kept }) };
}

/** A file or folder of a session of this name. */
interface Place {
  name: string;
  path: string;
  kind: 'file' | 'hooks' | 'usage';
}

/** Files of sessions without a sidecar, at least an hour old. */
async function findOrphans(ctx: Context): Promise<Place[]> {
  const folder = path.dirname(ctx.sessionsDir);
  const files = (await ctx.files.list(ctx.sessionsDir)).flatMap((file): Place[] => {
    const end = KEPT_FILES.find((one) => file.endsWith(one));
    return end === undefined
      ? []
      : [{ name: file.slice(0, -end.length), path: path.join(ctx.sessionsDir, file), kind: 'file' }];
  });
  const kept = (['hooks', 'usage'] as const).map(async (kind) => {
    const names = await ctx.files.list(path.join(folder, kind));
    return names.map((name): Place => ({ name, path: path.join(folder, kind, name), kind }));
  });
  const places = [...files, ...(await Promise.all(kept)).flat()].filter(({ name }) => SESSION_NAME.test(name));
  const orphans: Place[] = [];
  const lent = await lentNames(ctx);
  for (const place of places) if (!lent.has(place.name) && (await isOrphan(ctx, place))) orphans.push(place);
  return orphans;
}

/** Names whose files belong to renamed sessions. */
async function lentNames(ctx: Context): Promise<Set<string>> {
  const { sidecars } = await listSidecars(ctx);
  return new Set(sidecars.map(filesName));
}

async function isOrphan(ctx: Context, { name, path: place }: Place): Promise<boolean> {
  const stat = await ctx.files.stat(place);
  if (stat === undefined || ctx.clock.now() - stat.modifiedAt < STARTING_MS) return false;
  return (await ctx.files.stat(sidecarPath(ctx, name))) === undefined;
}

/**
 * Removes it while nobody starts a session of that name; false if one has been started since. A held lock is left
 * alone.
 */
async function removeOrphan(ctx: Context, place: Place): Promise<boolean> {
  const remove = async () => {
    if (place.kind === 'hooks') await removeHooks(ctx, place.name);
    else if (place.kind === 'usage') await removeTap(ctx, place.name);
    else {
      await refuseUntrustedFolder(ctx, ctx.sessionsDir);
      await ctx.files.remove(place.path);
    }
  };
  // A lock file is held by a running process or stale: taking the lock and releasing it removes the file.
  if (place.path.endsWith('.lock')) {
    await ctx.files.withLock(place.path, 0, async () => undefined).catch(() => undefined);
    return (await ctx.files.stat(place.path)) === undefined;
  }
  return withSidecarLock(ctx, place.name, async () => {
    if ((await lentNames(ctx)).has(place.name) || !(await isOrphan(ctx, place))) return false;
    await remove();
    return true;
  });
}

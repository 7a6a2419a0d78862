import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { readSmall } from '../session/files/look-budget.ts';
import { writePrivate } from '../session/files/private-files.ts';
import { addressOf, isOurPane, tmuxSessionOf } from '../session/panes/pane.ts';
import { filesName } from '../session/sidecars/files-name.ts';
import { openFile } from '../session/sidecars/open-record.ts';
import { checkName, tmuxNameOf } from '../session/sidecars/session-names.ts';
import {
  findHeir,
  findSidecar,
  listSidecars,
  saveSidecar,
  sidecarPath,
  withSidecarLock,
} from '../session/sidecars/sidecar-store.ts';
import { renameWorker } from '../session/sidecars/worker-files.ts';
import { END_WAIT_MS, loadOwn, withLifeLock } from './life-lock.ts';

/** How many former names of a session to keep. */
const MOST_FORMER = 20;

/** A renamed session. `already`: it already had the name. */
export interface Renamed {
  from: string;
  sidecar: Sidecar;
  already: boolean;
}

/**
 * Renames a session, running or ended, and its tmux session if csd created that. Its sidecar is moved atomically, so it
 * always exists under exactly one name; calling this again finishes an interrupted rename. Its other files stay where
 * its agent writes to them. Throws `name_taken`, and `locked` while another process ends, resumes or starts it.
 */
export async function renameSession(ctx: Context, handle: string, to: string): Promise<Renamed> {
  checkName(to);
  const begun = await findCutOff(ctx, handle, to);
  if (begun) return { from: handle, sidecar: await settle(ctx, handle, begun), already: false };
  const { name } = await loadOwn(ctx, handle);
  return withLifeLock(ctx, name, END_WAIT_MS, async () => {
    const sidecar = await loadOwn(ctx, name);
    if (name === to) return { from: name, sidecar, already: true };
    const moved = await withBothLocks(ctx, name, to, () => move(ctx, name, to));
    return { from: name, sidecar: await settle(ctx, name, moved), already: false };
  });
}

/** A session that an earlier, possibly interrupted call gave the name. */
async function findCutOff(ctx: Context, handle: string, to: string): Promise<Sidecar | undefined> {
  if (await findSidecar(ctx, checkName(handle))) return undefined;
  const heir = await findHeir(ctx, handle);
  return heir?.name === to ? heir : undefined;
}

/** Takes both locks in a fixed order, so that two renames cannot deadlock. */
function withBothLocks<T>(ctx: Context, one: string, other: string, body: () => Promise<T>): Promise<T> {
  const [first = one, second = other] = [one, other].sort();
  return withSidecarLock(ctx, first, () => withSidecarLock(ctx, second, body));
}

async function move(ctx: Context, name: string, to: string): Promise<Sidecar> {
  const now = await findSidecar(ctx, name);
  if (!now) throw new CsdError('no_such_session', `session ${name} was killed in the meantime`);
  const taken = (what: string) =>
    new CsdError('name_taken', `${what} named ${JSON.stringify(to)} already exists: choose another name`);
  if (await findSidecar(ctx, to)) throw taken('a session');
  if (isOwnTmux(now) && tmuxSessionOf(now) !== tmuxNameOf(to)) {
    if (await ctx.tmux.hasSession(tmuxNameOf(to), now.tmux_socket)) throw taken('a tmux session');
  }
  const former_names = [...(now.former_names ?? []).filter((one) => one !== name), name].slice(-MOST_FORMER);
  await saveSidecar(ctx, { ...now, files_name: filesName(now), former_names });
  await ctx.files.move(sidecarPath(ctx, name), sidecarPath(ctx, to));
  return { ...now, name: to };
}

/** Everything except the move itself; each step can be repeated. */
async function settle(ctx: Context, from: string, { name }: Sidecar): Promise<Sidecar> {
  const sidecar = await withSidecarLock(ctx, name, async () => {
    const now = await findSidecar(ctx, name);
    if (!now) throw new CsdError('no_such_session', `session ${name} was killed or renamed in the meantime`);
    const { files_name = name, ...rest } = now;
    const former_names = now.former_names?.filter((one) => one !== name);
    const tmux_session = await renameTmux(ctx, now);
    const settled: Sidecar = {
      ...rest,
      ...(files_name !== name && { files_name }),
      ...(former_names && { former_names }),
      ...(tmux_session !== undefined && { tmux_session }),
    };
    await saveSidecar(ctx, settled);
    await renameWorker(ctx, settled);
    return settled;
  });
  await handLimitsOn(ctx, from, sidecar);
  await renameInOthers(ctx, from, name);
  return sidecar;
}

/** True if csd created the tmux session for this session only. */
function isOwnTmux({ tracked, opened, pane }: Sidecar): boolean {
  return pane !== undefined && (!tracked || opened === true);
}

/** The current name of its tmux session; a tmux session into which a person moved the pane keeps its name. */
async function renameTmux(ctx: Context, sidecar: Sidecar): Promise<string | undefined> {
  const to = tmuxNameOf(sidecar.name);
  const from = tmuxSessionOf(sidecar);
  if (!isOwnTmux(sidecar)) return sidecar.tmux_session;
  if (sidecar.ended || from === to) return to;
  const [look] = await ctx.tmux.look([addressOf(sidecar)]).catch(() => []);
  if (look?.kind !== 'seen' || !isOurPane(look.capture, sidecar)) return sidecar.tmux_session;
  if (look.capture.session === to) return to;
  if (look.capture.session !== from) return sidecar.tmux_session;
  try {
    await ctx.tmux.renameSession(from, to, sidecar.tmux_socket);
    return to;
  } catch (error) {
    // The session has its new name; the tmux name is only for people.
    if (error instanceof CsdError) return sidecar.tmux_session;
    throw error;
  }
}

/** The file that records its cost limit is named after it. */
async function handLimitsOn(ctx: Context, from: string, { name, budget }: Sidecar): Promise<void> {
  const open = budget && (await readSmall(ctx.files, openFile(ctx, from)));
  if (open === undefined || (await findSidecar(ctx, from))) return;
  await writePrivate(ctx, openFile(ctx, name), open);
  await ctx.files.remove(openFile(ctx, from));
}

/** Updates its name in forks of it and in sessions that it asked for. */
async function renameInOthers(ctx: Context, from: string, to: string): Promise<void> {
  // Another session has got the old name since: references to that name now mean it.
  if (await findSidecar(ctx, from)) return;
  const { sidecars } = await listSidecars(ctx);
  const isAbout = ({ parent, creator }: Sidecar) => parent === from || creator === from;
  for (const { name } of sidecars.filter(isAbout)) {
    await withSidecarLock(ctx, name, async () => {
      const now = await findSidecar(ctx, name);
      if (!now || !isAbout(now)) return;
      await saveSidecar(ctx, {
        ...now,
        ...(now.parent === from && { parent: to }),
        ...(now.creator === from && { creator: to }),
      });
    });
  }
}

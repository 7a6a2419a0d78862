import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { filesName } from '../session/files-name.ts';
import { openFile } from '../session/open-record.ts';
import { addressOf, isOurPane, tmuxSessionOf } from '../session/pane.ts';
import { writePrivate } from '../session/private-files.ts';
import { checkName, tmuxNameOf } from '../session/session-names.ts';
import {
  findHeir,
  findSidecar,
  listSidecars,
  saveSidecar,
  sidecarPath,
  withSidecarLock,
} from '../session/sidecar-store.ts';
import { renameWorker } from '../session/worker-files.ts';
import { END_WAIT_MS, loadOwn, withLifeLock } from './life-lock.ts';

/** So many names that a session had are remembered. */
const MOST_FORMER = 20;

/** A session that has another name. `already`: it had it before. */
export interface Renamed {
  from: string;
  sidecar: Sidecar;
  already: boolean;
}

/**
 * Gives a session another name, whether it runs or has ended, on its tmux session too where csd made that. Its file is moved at once, so that at every moment
 * it is there under one name; what was cut off after that is done by the same call again. Its other files stay where its
 * agent writes to them. Throws `name_taken`, and `locked` while another process ends, resumes or starts it.
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

/** A session that was given the name by a call like this one, which may have been cut off. */
async function findCutOff(ctx: Context, handle: string, to: string): Promise<Sidecar | undefined> {
  if (await findSidecar(ctx, checkName(handle))) return undefined;
  const heir = await findHeir(ctx, handle);
  return heir?.name === to ? heir : undefined;
}

/** Two that rename at once take the locks in one order. */
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

/** All but the move itself: each step may be done again. */
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

/** True where csd made the tmux session, for this session alone. */
function isOwnTmux({ tracked, opened, pane }: Sidecar): boolean {
  return pane !== undefined && (!tracked || opened === true);
}

/** The name of its tmux session by now; one in which a person has put its pane keeps its name. */
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
    // The session has its name; that of tmux is for people alone.
    if (error instanceof CsdError) return sidecar.tmux_session;
    throw error;
  }
}

/** That its cost is limited stands in a file of its name. */
async function handLimitsOn(ctx: Context, from: string, { name, budget }: Sidecar): Promise<void> {
  const open = budget && (await ctx.files.read(openFile(ctx, from)));
  if (open === undefined || (await findSidecar(ctx, from))) return;
  await writePrivate(ctx, openFile(ctx, name), open);
  await ctx.files.remove(openFile(ctx, from));
}

/** Forks of it and sessions that it has asked for name it by its new name. */
async function renameInOthers(ctx: Context, from: string, to: string): Promise<void> {
  // One that has got the old name since is meant by what names it now.
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

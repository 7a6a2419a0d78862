import path from 'node:path';
import type { Context } from './context.ts';
import { isOurPane } from './panes/pane.ts';
import { listSidecars } from './sidecars/sidecar-store.ts';

/**
 * Where a command was called from: the name of the tmux session, and of the csd session whose agent runs in that pane.
 */
export interface Caller {
  tmux: string;
  session?: string;
}

/**
 * The pane that this command was called from, from the variables that tmux sets. `undefined` if there is none, or if
 * its server is gone: a later server gives the same ids to other panes.
 */
export async function findCaller(ctx: Context): Promise<Caller | undefined> {
  if (ctx.isServer) return undefined;
  const { TMUX = '', TMUX_PANE: pane = '' } = ctx.env;
  const [, socket, server] = /^(\/.*),(\d{1,10}),[^,]*$/.exec(TMUX) ?? [];
  if (socket === undefined || !/^%\d{1,10}$/.test(pane) || !ctx.processes.isAlive(Number(server))) return undefined;
  const [look] = await ctx.tmux.look([{ socket, target: pane }]).catch(() => []);
  if (look?.kind !== 'seen') return undefined;
  const { capture } = look;
  const { sidecars } = await listSidecars(ctx);
  const place = await ctx.files.realPath(socket);
  for (const sidecar of sidecars) {
    const isThere = sidecar.ended === undefined && (sidecar.pane ?? capture.pane) === capture.pane;
    if (!isThere || !isOurPane(capture, sidecar)) continue;
    const own = sidecar.tmux_socket ?? ctx.tmux.ownServer();
    if ((await ctx.files.realPath(path.resolve(own))) === place)
      return { tmux: capture.session, session: sidecar.name };
  }
  return { tmux: capture.session };
}

/** The creator of a session, from the caller's pane: the csd session, or else the tmux session. */
export async function findCreator(ctx: Context): Promise<string | undefined> {
  const caller = await findCaller(ctx);
  return caller && (caller.session ?? (caller.tmux || undefined));
}

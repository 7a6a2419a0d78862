import path from 'node:path';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { tmuxSessionOf } from '../session/panes/pane.ts';
import { shellWord } from '../session/shell-words.ts';

/** The arguments with which a person's tmux reaches the session: names its server unless it is their default one. */
export function tmuxTarget(ctx: Context, sidecar: Sidecar): string {
  const { tmux_socket: socket, pane, tracked } = sidecar;
  // The session of a pane that csd did not create can have any name.
  const target = tracked && pane !== undefined ? shellWord(pane) : tmuxSessionOf(sidecar);
  const folder = ctx.env.TMUX_TMPDIR || '/tmp';
  const usual = socket === undefined || (path.basename(socket) === 'default' && socket.startsWith(`${folder}/tmux-`));
  return `${usual ? '' : `-S ${shellWord(socket)} `}attach -t ${target}`;
}

import { isDeepStrictEqual } from 'node:util';
import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import { isResumable } from '../../observe/resumable.ts';
import type { Context } from '../../session/context.ts';
import { isOurPane, lookAtPanes } from '../../session/panes/pane.ts';
import { tmuxNameOf } from '../../session/sidecars/session-names.ts';
import { findSidecar } from '../../session/sidecars/sidecar-store.ts';
import { endAgent, endAndForget } from '../kill/kill.ts';
import { forget } from '../kill/remove-session-files.ts';
import type { LaunchRequest } from '../request.ts';

/** What is left of a dead session that had the name: its conversation can be resumed by its id. */
export interface Replaced {
  session_id: string;
  cwd: string;
}

/**
 * Makes sure that the name is free. Removes what is left of a dead session of that name; `replaced` has its
 * conversation. With `respawn`, a tmux session may have the name: `inPlace` if one has.
 */
export async function freeName(
  ctx: Context,
  name: string,
  { respawn = false, again }: Pick<LaunchRequest, 'respawn' | 'again'>,
): Promise<{ inPlace: boolean; replaced: Replaced | undefined }> {
  const taken = (what: string, remedy: string) =>
    new CsdError('name_taken', `${what} named ${JSON.stringify(name)} already exists: choose another name${remedy}`);
  const old = await findSidecar(ctx, name);
  let replaced: Replaced | undefined;
  if (old) {
    if (again && !isDeepStrictEqual(old, again)) throw taken('another session', '');
    if (await isAlive(ctx, old)) throw taken('a session', `, or end it with \`csd kill ${name}\``);
    if (old.ended && !again)
      throw taken('a session that has ended', `, or let csd forget that one with \`csd forget ${name}\``);
    replaced = again ? undefined : await whatIsLeft(ctx, old);
    await (again ? endAgent(ctx, old) : respawn ? forget(ctx, old) : endAndForget(ctx, old));
  }
  const exists = await ctx.tmux.hasSession(tmuxNameOf(name));
  if (exists && !respawn) throw taken('a tmux session', '');
  return { inPlace: exists, replaced };
}

/** True if the session's pane is in use; the pane of an agent that csd did not start can outlive it. */
async function isAlive(ctx: Context, old: Sidecar): Promise<boolean> {
  if (old.tracked) return (await import('../kill/kill-tracked.ts')).isRunning(ctx, old);
  const [look] = await lookAtPanes(ctx, [old]);
  return look?.kind === 'seen' && isOurPane(look.capture, old) && !look.capture.dead;
}

/** The conversation of a removed session, if it can be resumed. */
async function whatIsLeft(ctx: Context, old: Sidecar): Promise<Replaced | undefined> {
  const backend = ctx.backends.get(old.backend);
  const { session_id, conversation = session_id, cwd } = old;
  return backend && conversation !== '' && (await isResumable(ctx, old, backend))
    ? { session_id: conversation, cwd }
    : undefined;
}

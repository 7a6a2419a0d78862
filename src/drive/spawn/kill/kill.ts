import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import type { PaneFacts } from '../../../ports/tmux.ts';
import type { Context } from '../../session/context.ts';
import { addressOf, isOurPane, processOf, tmuxSessionOf } from '../../session/panes/pane.ts';
import { findByHandle, findSidecar, withSidecarLock } from '../../session/sidecars/sidecar-store.ts';
import { isStream } from '../../session/sidecars/stream-files.ts';
import { findConversation } from '../../signals/open-transcript.ts';
import { type BackgroundSession, findBackground, stopBackground } from './end-background.ts';
import { endProcess, type Sure } from './end-process.ts';
import { forget } from './remove-session-files.ts';

/** Error codes of a lock that cannot be created. */
const NO_LOCK = ['storage_failed', 'bad_sidecar'];

/** A session that was ended, and the background session that its agent had, if any. */
export interface Killed {
  sidecar: Sidecar;
  background: BackgroundSession | undefined;
}

/**
 * Ends the session and forgets it; does nothing if there is none. Touches only what is provably this session's, and an
 * agent that csd did not start only if the caller `isSure` (else `not_confirmed`). Returns what was kept of the
 * session. Throws `tmux_failed` if tmux cannot say what exists, and then keeps the sidecar; `storage_failed` if the
 * session has ended and its files could not be removed.
 */
export async function killSession(ctx: Context, name: string, isSure: Sure = false): Promise<Killed | undefined> {
  const kill = async () => {
    const sidecar = (await findSidecar(ctx, name)) ?? (await findByHandle(ctx, name));
    if (!sidecar) return undefined;
    const session_id = sidecar.session_id || (await findId(ctx, sidecar));
    return { sidecar: { ...sidecar, session_id }, background: await endAndForget(ctx, sidecar, isSure) };
  };
  let locked = false;
  try {
    return await withSidecarLock(ctx, name, () => {
      locked = true;
      return kill();
    });
  } catch (error) {
    // A full disk, or something else at the lock's path, must not keep an agent running. Whether the session's own
    // files can be trusted is checked again.
    if (locked || !(error instanceof CsdError) || !NO_LOCK.includes(error.code)) throw error;
    return kill();
  }
}

/** The id of a conversation that was begun and that no look has seen yet; empty if there is none. */
async function findId(ctx: Context, { backend: name, pane_pid: pid }: Sidecar): Promise<string> {
  const backend = ctx.backends.get(name);
  return (backend && pid !== undefined && (await findConversation(ctx, backend, pid))) || '';
}

/**
 * `killSession` for a caller that holds the session's lock. An agent that csd did not start is ended only for a caller
 * that `isSure`; else `not_confirmed`. A background conversation that the pane shows is ended too; one that was left
 * there by an agent that has ended continues, and is returned with `stopped` false.
 */
export async function endAndForget(
  ctx: Context,
  sidecar: Sidecar,
  isSure: Sure = false,
): Promise<BackgroundSession | undefined> {
  const background = await endAgent(ctx, sidecar, isSure);
  await forget(ctx, sidecar).catch((error: unknown) => {
    if (!(error instanceof CsdError)) throw error;
    const message = `session ${JSON.stringify(sidecar.name)} has ended, but not all that csd keeps of it could be removed: ${error.message}`;
    throw new CsdError(error.code, message, { ...error.data, ended: true }, { cause: error });
  });
  return background;
}

/** The same, but everything that csd keeps of the session stays. */
export async function endAgent(
  ctx: Context,
  sidecar: Sidecar,
  isSure: Sure = false,
): Promise<BackgroundSession | undefined> {
  if (sidecar.tracked) {
    const { endTracked } = await import('./kill-tracked.ts');
    await endTracked(ctx, sidecar, isSure);
    return undefined;
  }
  const [look] = await ctx.tmux.look([addressOf(sidecar)]);
  if (look?.kind === 'failed') throw new CsdError('tmux_failed', look.reason);
  const pane = look?.kind === 'seen' && isOurPane(look.capture, sidecar) ? look.capture : undefined;
  const backend = ctx.backends.get(sidecar.backend);
  const parked = backend?.background && (await findBackground(ctx, sidecar, backend, pane));
  if (pane) await endPane(ctx, sidecar, pane);
  if (isStream(sidecar)) await (await import('./left-behind.ts')).endLeftAgent(ctx, sidecar);
  const background =
    backend && parked && (parked.shown ? await stopBackground(ctx, sidecar, backend, parked.id) : parked.session);
  return background;
}

/** Of a session into which a person moved the pane, only the pane is ended. */
async function endPane(ctx: Context, sidecar: Sidecar, facts: PaneFacts): Promise<void> {
  const pid = processOf(facts, sidecar);
  const mark = await ctx.processes.startedAt(pid);
  if (facts.session === tmuxSessionOf(sidecar)) await ctx.tmux.killSession(facts.session, sidecar.tmux_socket);
  else await ctx.tmux.killPane(addressOf(sidecar));
  // Once tmux has reported how the process ended, its id may belong to another one.
  const ended = facts.dead && (facts.exitCode !== undefined || facts.signal !== undefined);
  if (!ended) await endProcess(ctx, { pid, mark });
}

import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import { screenOf } from '../../detect/verdict/signals.ts';
import { lookAt } from '../observe/look-at.ts';
import { isResumable } from '../observe/resumable.ts';
import { typeExitCommand } from '../screen/exit-command.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { pollUntil } from '../session/poll-until.ts';
import { findSidecar, saveSidecar, withSidecarLock } from '../session/sidecars/sidecar-store.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import { findLeftBehind } from '../signals/background-sessions.ts';
import type { BackgroundSession } from '../spawn/kill/end-background.ts';
import type { Sure } from '../spawn/kill/end-process.ts';
import { endAgent } from '../spawn/kill/kill.ts';
import { isRunning, notConfirmed } from '../spawn/kill/kill-tracked.ts';
import { askHostToEnd } from '../stream/request-end.ts';
import { type Conversation, currentConversation } from './current.ts';
import { END_WAIT_MS, loadOwn, withLifeLock } from './life-lock.ts';

/** How long the agent may take to exit by itself, ms. */
const EXIT_MS = 10_000;
const POLL_MS = 100;

/** An ended session that is kept. `draft`: the text that was in its composer and is lost. */
export interface EndedSession {
  sidecar: Sidecar & { ended: NonNullable<Sidecar['ended']> };
  /** It had already ended. */
  already: boolean;
  resumable: boolean;
  draft?: string;
  background?: BackgroundSession;
}

/**
 * Ends the agent of a session, with its own exit command and after 10 s by force, and keeps everything that `resume`
 * needs. An agent that csd did not start is ended only if the caller `isSure` (`not_confirmed`). Does nothing if it has
 * already ended. `atOnce`: by force, without asking the agent.
 */
export async function endSession(
  ctx: Context,
  handle: string,
  isSure: Sure = false,
  atOnce = false,
): Promise<EndedSession> {
  const { name } = await loadOwn(ctx, handle);
  return withLifeLock(ctx, name, END_WAIT_MS, async () => {
    const sidecar = await loadOwn(ctx, name);
    const { ended } = sidecar;
    if (ended) {
      const backend = backendOf(ctx, sidecar);
      const goesOn = (await findLeftBehind(ctx, sidecar, backend, [])) !== undefined;
      const resumable = !goesOn && (await isResumable(ctx, sidecar, backend));
      return { sidecar: { ...sidecar, ended }, already: true, resumable };
    }
    await confirm(ctx, sidecar, isSure);
    const seen = await lookAt(ctx, sidecar);
    if (seen.signals.liveness.kind === 'unsure' && !seen.pane)
      throw new CsdError('tmux_failed', `tmux command failed: ${seen.signals.liveness.reason}`);
    const conversation = await currentConversation(ctx, seen);
    const draft = draftOf(seen);
    const how = !seen.alive ? 'itself' : !atOnce && (await askToEnd(ctx, seen)) ? 'command' : 'force';
    const { kept, background } = await keep(ctx, sidecar, conversation, how);
    return {
      sidecar: kept,
      already: false,
      resumable: background?.stopped !== false && (await isResumable(ctx, kept, backendOf(ctx, kept))),
      ...(draft && { draft }),
      ...(background && { background }),
    };
  });
}

async function confirm(ctx: Context, sidecar: Sidecar, isSure: Sure): Promise<void> {
  if (!sidecar.tracked || !(await isRunning(ctx, sidecar))) return;
  if (!(typeof isSure === 'function' ? await isSure() : isSure)) throw notConfirmed(sidecar);
}

/** Makes sure that the agent has ended, removes its pane and records how it ended. */
async function keep(ctx: Context, { name }: Sidecar, { id, path }: Conversation, how: 'command' | 'force' | 'itself') {
  return withSidecarLock(ctx, name, async () => {
    const now = await findSidecar(ctx, name);
    if (!now) throw new CsdError('no_such_session', `session ${name} was killed in the meantime`);
    const background = await endAgent(ctx, now, true);
    const { paused: _, conversation: __, ...rest } = now;
    // For an agent that chooses its own ids, the id from the start is not a conversation.
    const held = ctx.backends.get(now.backend)?.transcript.held;
    const known = held ? { session_id: id, ...(path && { jsonl_path: path }) } : {};
    const kept = {
      ...rest,
      ...known,
      ...(id !== rest.session_id && !held && { conversation: id }),
      ended: {
        at: ctx.clock.now(),
        how,
        begun: path !== undefined,
        ...(background && !background.stopped && { background: background.id }),
      },
    };
    await saveSidecar(ctx, kept);
    return { kept, background };
  });
}

function draftOf({ signals }: Observation): string | undefined {
  const composer = screenOf(signals.screen)?.composer;
  return composer?.draft;
}

/** Asks the agent to exit; if a gate, a draft or an unknown screen prevents that, force is left. */
async function askToEnd(ctx: Context, seen: Observation): Promise<boolean> {
  const { sidecar } = seen;
  if (isStream(sidecar)) return askHostToEnd(ctx, seen);
  // The agent may exit before csd has seen that it accepted the command.
  if (!(await typeExitCommand(ctx, seen, ['dead', 'not_accepted', 'not_an_agent', 'tmux_failed']))) return false;
  const hasEnded = await pollUntil(ctx, { withinMs: EXIT_MS, everyMs: POLL_MS }, async () => {
    const now = await lookAt(ctx, sidecar);
    if (!now.alive) return true;
    // The agent asks what to do with its background work; the caller who ends the session has decided that.
    return now.signals.screen.kind === 'seen' && now.signals.screen.screen.menu ? false : undefined;
  });
  return hasEnded ?? false;
}

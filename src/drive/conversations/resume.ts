import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import { lookAt } from '../observe/look-at.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { pollUntil } from '../session/poll-until.ts';
import { earlierThan } from '../session/sidecars/earlier-conversations.ts';
import { loadSidecar, saveSidecar, withSidecarLock } from '../session/sidecars/sidecar-store.ts';
import { workerFiles } from '../session/sidecars/worker-files.ts';
import { unhurried } from '../session/unhurried.ts';
import { readEntry, writeEntry } from '../signals/entries.ts';
import { endAgent } from '../spawn/kill/kill.ts';
import type { LaunchRequest, RepeatableLaunch } from '../spawn/request.ts';
import { launch } from '../spawn/spawn.ts';
import { asStarted } from './config-folder.ts';
import { type Conversation, currentConversation } from './current.ts';
import { keepTurnNumber } from './keep-turn-number.ts';
import { loadOwn, withLifeLock } from './life-lock.ts';
import { liftPause } from './pause.ts';
import { proveConversation, type ResumedSession } from './prove-conversation.ts';

const POLL_MS = 100;
/** How long a message may take to appear in the transcript of a running agent, ms. */
const WRITTEN_MS = 3000;

/** How a session is driven from now on; unchanged if left out. */
export type Driver = NonNullable<LaunchRequest['driver']>;

/**
 * Makes a session ready for prompts: lifts its pause, or starts its agent again in its folder, with the same start
 * options, in its own conversation, with or without a screen. Throws `locked` while another process does the same,
 * `folder_gone`, `conversation_gone`, `no_conversation`, `already_open`, `wrong_conversation`, `bad_input` for a driver
 * that it cannot change to, or what a start throws; the session is unchanged then.
 */
export async function resumeSession(ctx: Context, handle: string, driver?: Driver): Promise<ResumedSession> {
  const { name } = await loadOwn(ctx, handle);
  return withLifeLock(ctx, name, 0, async () => {
    const sidecar = await loadOwn(ctx, name);
    const seen = await lookAt(ctx, sidecar);
    if (driver !== undefined && driver !== driverOf(sidecar)) refuseChange(sidecar, driver, seen.alive);
    if (!seen.alive) return startAgain(ctx, seen, driver);
    if (seen.signals.liveness.kind === 'unsure' && !seen.pane)
      throw new CsdError('tmux_failed', `tmux command failed: ${seen.signals.liveness.reason}`);
    const { state } = seen.verdict;
    if (!sidecar.paused) return { outcome: 'running', sidecar, state };
    const lifted = await liftPause(ctx, sidecar);
    const { paused: _, ...rest } = state;
    return { outcome: 'unpaused', sidecar: lifted, state: rest as State };
  });
}

const driverOf = ({ driver }: Sidecar): Driver => driver ?? 'screen';

/** Throws for a session that cannot change its driver. */
function refuseChange({ name, delegate, budget }: Sidecar, driver: Driver, isAlive: boolean): void {
  const say = (why: string) => {
    throw new CsdError('bad_input', `driver: ${why}; nothing was started`, { session: name, driver });
  };
  if (isAlive)
    say(`the agent of session ${name} is running: end it first (\`csd end ${name}\`), then resume it with --driver`);
  // Each driver counts only its own usage.
  if (delegate) say(`the delegate ${name} keeps its driver: its limits count what it has used with that driver`);
  if (budget) say(`session ${name} keeps its driver: its cost limit counts what it has used with that driver`);
}

async function startAgain(ctx: Context, seen: Observation, driver?: Driver): Promise<ResumedSession> {
  const { sidecar } = seen;
  const backend = backendOf(ctx, sidecar);
  const conversation = await requireConversation(ctx, seen);
  refuseInBackground(seen, conversation.id);
  if (!(await ctx.files.isFolder(sidecar.cwd))) {
    const message = `the folder of session ${sidecar.name} is gone: ${sidecar.cwd}; nothing was started`;
    throw new CsdError('folder_gone', message, { cwd: sidecar.cwd, session_id: conversation.id });
  }
  const caller = asStarted(ctx, sidecar, backend);
  const entry = await readEntry(ctx, sidecar);
  const { sidecar: started } = await launch(caller, toRequest(sidecar, conversation.id, backend, driver));
  const resumed = await keepTurnNumber(ctx, started, entry, conversation.path)
    .then(() => proveConversation(ctx, started, conversation, backend))
    .catch(async (error: unknown) => {
      const calm = unhurried(ctx);
      await withSidecarLock(calm, sidecar.name, async () => {
        await endAgent(calm, started, true);
        await saveSidecar(calm, sidecar);
        if (entry) await writeEntry(calm, sidecar, entry);
      });
      throw error;
    });
  await removeEarlierFiles(ctx, sidecar, started);
  return resumed;
}

/** Throws `already_open` if the agent has moved the conversation to its own background, where it continues. */
function refuseInBackground({ sidecar, verdict }: Observation, sessionId: string): void {
  const { background_session } = verdict.state;
  if (!background_session) return;
  const message = `the conversation of session ${sidecar.name} continues in the agent's own background as ${background_session.id}: open it with \`${background_session.attach}\`, or stop it there first; nothing was started`;
  throw new CsdError('already_open', message, { session: sidecar.name, session_id: sessionId, background_session });
}

/** The conversation of an ended session; it must exist and contain a turn. */
export async function requireConversation(ctx: Context, seen: Observation): Promise<Conversation & { path: string }> {
  const { sidecar } = seen;
  const read = () => currentConversation(ctx, seen);
  let { id, path } = await read();
  // The screen may be ahead of the transcript for a moment.
  if (path === undefined && seen.alive && wasBegun(seen, backendOf(ctx, sidecar)))
    ({ id, path } = (await pollUntil(ctx, { withinMs: WRITTEN_MS, everyMs: POLL_MS }, async () => {
      const now = await read();
      return now.path === undefined ? undefined : now;
    })) ?? { id, path });
  if (path !== undefined) return { id, path };
  const data = { session: sidecar.name, session_id: id };
  if (wasBegun(seen, backendOf(ctx, sidecar))) {
    const message = `the conversation ${id} of session ${sidecar.name} is gone: the agent no longer has its transcript; nothing was started`;
    throw new CsdError('conversation_gone', message, data);
  }
  const earlier =
    id !== '' && sidecar.session_id !== '' && id !== sidecar.session_id
      ? `; the one before it was cleared is ${sidecar.session_id}: \`csd spawn --resume ${sidecar.session_id}\``
      : '';
  const message = `the conversation of session ${sidecar.name} has no prompt yet, so there is nothing to continue${earlier}`;
  throw new CsdError('no_conversation', message, data);
}

/** True if a conversation without a transcript is known to have had a prompt. */
function wasBegun({ sidecar, signals, stream }: Observation, { transcript }: Backend): boolean {
  const { ended, jsonl_path } = sidecar;
  if (ended) return ended.begun === true;
  // An agent that was killed at its first prompt may not have written it.
  if (stream?.promptAt !== undefined) return true;
  const { entry } = signals;
  // If csd was interrupted while it typed, no prompt is known to have been sent; an entry before that is another
  // matter.
  const wasTaken = entry !== undefined && (entry.outcome !== 'pending' || entry.transcript !== undefined);
  return wasTaken || (transcript.held !== undefined && jsonl_path !== null);
}

function toRequest(sidecar: Sidecar, sessionId: string, backend: Backend, driver?: Driver): LaunchRequest {
  const { name, cwd, parent, parent_session_id, worktree, description, creator, tags, delegate } = sidecar;
  return {
    ...launchAgain(sidecar, backend),
    ...(driver && { driver }),
    name,
    cwd,
    sessionId,
    resume: true,
    again: sidecar,
    mark: {
      ...(parent && { parent }),
      ...(parent_session_id && { parent_session_id }),
      ...(description !== undefined && { description }),
      ...(creator !== undefined && { creator }),
      ...(tags && { tags }),
      ...(worktree && { worktree }),
      ...earlierThan(sidecar, sessionId),
      ...(delegate && { delegate }),
    },
  };
}

/** A session's start options without the choice of the conversation; if the sidecar has none, derived from its fields. */
export function launchAgain(sidecar: Sidecar, backend: Backend): RepeatableLaunch {
  const { permission_mode, events_path, worker_dir } = sidecar;
  const older: RepeatableLaunch = {
    ...(permission_mode !== null && { permissionMode: permission_mode }),
    ...((events_path !== undefined || worker_dir !== undefined) && { hooks: true }),
  };
  const before = (sidecar.launch ?? older) as RepeatableLaunch;
  return {
    ...before,
    ...(before.agentArgs && { agentArgs: backend.launch.repeatable(before.agentArgs) }),
    backend: sidecar.backend,
  };
}

/** A worker's meta and event files are named after the conversation: those of an earlier one are obsolete. */
async function removeEarlierFiles(ctx: Context, before: Sidecar, { session_id }: Sidecar): Promise<void> {
  if (before.worker_dir === undefined || before.session_id === session_id) return;
  const { meta, events } = workerFiles(before.worker_dir, before.session_id, before.name);
  for (const file of [meta, events]) await ctx.files.remove(file);
}

/** Starts a session again if its agent has ended; a paused session stays paused. Throws as `resumeSession` does. */
export async function resumeIfEnded(ctx: Context, handle: string): Promise<void> {
  const sidecar = await loadSidecar(ctx, handle);
  if (!(await lookAt(ctx, sidecar)).alive) await resumeSession(ctx, sidecar.name);
}

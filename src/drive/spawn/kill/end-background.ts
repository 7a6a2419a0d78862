import stripAnsi from 'strip-ansi';
import type { Sidecar } from '../../../contract/session.ts';
import type { Backend } from '../../../detect/agent/backend.ts';
import { parkedIn } from '../../../detect/verdict/signals.ts';
import type { PaneCapture } from '../../../ports/tmux.ts';
import type { Context } from '../../session/context.ts';
import { pollUntil } from '../../session/poll-until.ts';
import { findLeftBehind, listJobs } from '../../signals/background-sessions.ts';
import { configDirOf, readStatusFile } from '../../signals/locate-transcript.ts';
import { findProgram } from '../plan.ts';

/** One of the agent's own background sessions, and how to reach it. `stopped`: this caller has ended it. */
export interface BackgroundSession {
  id: string;
  attach: string;
  stopped: boolean;
}

/** How long the agent may take to end a background session, in ms. */
const STOP_MS = 15_000;
const POLL_MS = 50;

/** The background session of a conversation: the one that a living pane shows, or the one that was left behind. */
export async function findBackground(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  pane: PaneCapture | undefined,
): Promise<{ id: string; shown: boolean; session: BackgroundSession } | undefined> {
  const shown = pane !== undefined && !pane.dead;
  const id = shown
    ? parkedIn(await readStatusFile(ctx, sidecar, backend, pane.pid))
    : await findLeftBehind(ctx, sidecar, backend, stripAnsi(pane?.screen ?? '').split('\n'));
  if (id === undefined) return undefined;
  return { id, shown, session: { id, attach: backend.background?.attach(id) ?? id, stopped: false } };
}

/** Ends a background session by the agent's own command, which keeps its conversation. */
export async function stopBackground(
  ctx: Context,
  sidecar: Sidecar,
  backend: Backend,
  id: string,
): Promise<BackgroundSession> {
  const { background } = backend;
  const end = backend.processes.background?.end;
  const runs = async () => (await listJobs(ctx, sidecar, backend)).some((job) => job.background === id);
  const told = { id, attach: background?.attach(id) ?? id };
  // The agent finds its daemon through the configuration folder, which comes from the caller's environment.
  if (!end || configDirOf(ctx, sidecar, backend) !== backend.launch.configDir(ctx.env, ctx.home))
    return { ...told, stopped: false };
  const program = await findProgram(ctx, backend).catch(() => undefined);
  if (program !== undefined) await ctx.processes.output(program, end(id), STOP_MS);
  const patience = { withinMs: program === undefined ? 0 : STOP_MS, everyMs: POLL_MS, signal: null };
  const ended = await pollUntil(ctx, patience, async () => !(await runs()) || undefined);
  return { ...told, stopped: ended === true };
}

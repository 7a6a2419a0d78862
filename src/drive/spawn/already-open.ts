import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Backend } from '../../detect/agent/backend.ts';
import { observe } from '../observe/observe.ts';
import type { Context } from '../session/context.ts';
import { pollUntil } from '../session/poll-until.ts';
import { listSidecars } from '../session/sidecars/sidecar-store.ts';
import { listRunning } from '../signals/background-sessions.ts';

/** How long an agent that has lost its pane may take to end, ms. */
const ENDING_MS = 10_000;
const POLL_MS = 100;

/**
 * Refuses to resume a conversation that an agent has open: two agents would write one transcript. Throws `already_open`
 * with the `session` or, for an agent without one, its `pid`. An agent whose pane is gone ends by itself, and is waited
 * for.
 */
export async function refuseOpen(ctx: Context, backend: Backend, sessionId: string): Promise<void> {
  const { sidecars } = await listSidecars(ctx);
  const ended: Sidecar[] = [];
  for (const { sidecar, alive, signals } of await observe(
    ctx,
    sidecars.filter((one) => one.backend === backend.name),
  )) {
    const { statusFile } = signals;
    const current = statusFile.kind === 'read' ? statusFile.status.sessionId : sidecar.session_id;
    if (!alive) ended.push(sidecar);
    // If a session's pane cannot be read, it is unknown whether it has ended.
    if (!alive || current !== sessionId) continue;
    const message = `the conversation ${sessionId} is open in session ${sidecar.name}: use that one, or end it first with \`csd kill ${sidecar.name}\``;
    throw new CsdError('already_open', message, { session: sidecar.name, session_id: sessionId });
  }
  let pid = await findProcess(ctx, backend, sessionId);
  const owner = ended.find((one) => pid !== undefined && (one.agent_pid ?? one.pane_pid) === pid);
  if (owner)
    await pollUntil(ctx, { withinMs: ENDING_MS, everyMs: POLL_MS }, async () => {
      pid = await findProcess(ctx, backend, sessionId);
      return pid === undefined || undefined;
    });
  if (pid === undefined) return;
  const message = owner
    ? `the agent that session ${owner.name} had (process ${pid}) has lost its pane and still has the conversation ${sessionId} open: try again once it has ended, or end it by hand`
    : `the conversation ${sessionId} is open in an agent that csd did not start (process ${pid}): end that one first, or take it over with \`csd track ${sessionId}\``;
  throw new CsdError('already_open', message, {
    ...(owner && { session: owner.name }),
    pid,
    session_id: sessionId,
  });
}

/** The running process that reports the conversation as its own; `undefined` if there is none. */
async function findProcess(ctx: Context, backend: Backend, sessionId: string): Promise<number | undefined> {
  const running = await listRunning(ctx, backend, backend.launch.configDir(ctx.env, ctx.home));
  return running.find((status) => status.sessionId === sessionId)?.pid;
}

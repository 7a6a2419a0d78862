import type { Sidecar } from '../../../contract/session.ts';
import type { Context } from '../../session/context.ts';
import { listSidecars } from '../../session/sidecars/sidecar-store.ts';
import { isStream } from '../../session/sidecars/stream-files.ts';
import { type Published, readPublished } from '../../signals/stream-state.ts';
import { endProcess } from './end-process.ts';

/** How long an agent without a host may take to end by itself, and then after SIGTERM, ms. */
const ENDS_MS = 5000;

/**
 * Ends the agent that had a conversation without a screen and whose host was killed. It ends by itself once its input
 * has closed and its turn is over; one that works longer is terminated, because no one could answer or stop it.
 */
export async function endLeftBehind(ctx: Context, sessionId: string): Promise<void> {
  const { sidecars } = await listSidecars(ctx);
  for (const sidecar of sidecars.filter(isStream)) {
    const published = await readPublished(ctx, sidecar);
    const { session_id, conversation = session_id } = sidecar;
    const has = published?.stream.conversation ?? conversation;
    if (published === undefined || has !== sessionId || ctx.processes.isAlive(published.host)) continue;
    const agent = await agentOf(ctx, published);
    if (agent) await endProcess(ctx, agent, { graceMs: ENDS_MS });
  }
}

/** Ends the agent of a session whose host was killed, without waiting for it to end by itself. */
export async function endLeftAgent(ctx: Context, sidecar: Sidecar): Promise<void> {
  const published = await readPublished(ctx, sidecar);
  if (published === undefined || published.host !== sidecar.pane_pid) return;
  const agent = await agentOf(ctx, published);
  if (agent) await endProcess(ctx, agent, { askFirst: true });
}

/** The agent's process while it runs; `undefined` also for another process with that id, or if that is unknown. */
async function agentOf(ctx: Context, { agent: pid, agentStart: mark }: Published) {
  if (!pid || mark === undefined || !ctx.processes.isAlive(pid)) return undefined;
  return (await ctx.processes.startedAt(pid)) === mark ? { pid, mark } : undefined;
}

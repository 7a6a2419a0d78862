import type { Context } from '../session/context.ts';
import { pollUntil } from '../session/poll-until.ts';
import { listSidecars } from '../session/sidecar-store.ts';
import { isStream } from '../session/stream-files.ts';
import { type Published, readPublished } from '../signals/stream-state.ts';

/** How long an agent that nobody speaks to any more may take to end by itself, and then to end when it is told to, ms. */
const ENDS_MS = 5000;
const POLL_MS = 50;

/**
 * Ends the agent that had a conversation without a screen and whose host was killed. It ends by itself once it has heard that nobody
 * speaks to it and its turn is over; one that works on longer is told to, since no one could answer or stop it.
 */
export async function endLeftBehind(ctx: Context, sessionId: string): Promise<void> {
  const { sidecars } = await listSidecars(ctx);
  for (const sidecar of sidecars.filter(isStream)) {
    const published = await readPublished(ctx, sidecar);
    const { session_id, conversation = session_id } = sidecar;
    const has = published?.stream.conversation ?? conversation;
    if (published === undefined || has !== sessionId || ctx.processes.isAlive(published.host)) continue;
    if (await hasEnded(ctx, published)) continue;
    ctx.processes.terminate(published.agent, 'SIGTERM');
    if (!(await hasEnded(ctx, published))) ctx.processes.terminate(published.agent, 'SIGKILL');
  }
}

async function hasEnded(ctx: Context, { agent, agentStart }: Published): Promise<boolean> {
  const look = async () => {
    if (!ctx.processes.isAlive(agent)) return true;
    // Another process of that id, or one of which that cannot be told, is not ended.
    const isIt = agentStart !== undefined && (await ctx.processes.startedAt(agent)) === agentStart;
    return isIt ? undefined : true;
  };
  return (await pollUntil(ctx, { withinMs: ENDS_MS, everyMs: POLL_MS }, look)) === true;
}

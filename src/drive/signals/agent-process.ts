import type { Sidecar } from '../../contract/session.ts';
import type { Liveness } from '../../detect/verdict/signals.ts';
import type { Context } from '../session/context.ts';
import { receiversOf } from '../session/panes/pane.ts';

/** The process that writes the agent's files; `away` if the pane does not show the agent. */
export interface AgentProcess {
  pid: number;
  away?: Liveness;
}

/**
 * The agent of an existing pane. For a session that csd started, the pane's own process; for a tracked one the pinned
 * process, because the shell that it was started from outlives it, and may have the pane while it runs.
 */
export async function findAgent(ctx: Context, sidecar: Sidecar, panePid: number): Promise<AgentProcess> {
  const receivers = receiversOf(sidecar);
  const pid = sidecar.background_pid ?? sidecar.agent_pid ?? panePid;
  for (const { pid: receiver, mark } of receivers) {
    const look = await ctx.processes.look(receiver);
    if (look?.mark !== mark) return { pid, away: { kind: 'dead', reason: ended(sidecar) } };
    if (look.standing !== 'foreground') return { pid, away: { kind: 'unsure', reason: BEHIND } };
  }
  return { pid };
}

const BEHIND =
  'the agent is not in the foreground of its pane, it is suspended or behind another program: bring it back with `fg` there';

function ended({ background_id }: Sidecar): string {
  return background_id === undefined
    ? 'the agent has ended; its pane stays'
    : `the pane no longer shows the background session ${background_id}, which may go on`;
}

import type { Sidecar } from '../../../contract/session.ts';
import type { Look, PaneAddress, PaneFacts } from '../../../ports/tmux.ts';
import type { Context } from '../context.ts';
import { tmuxNameOf } from '../sidecars/session-names.ts';

/** The address of a session's agent: the pane pinned at spawn, or for older sidecars the active pane of the session. */
export function addressOf(sidecar: Sidecar): PaneAddress {
  return {
    ...(sidecar.tmux_socket === undefined ? {} : { socket: sidecar.tmux_socket }),
    target: sidecar.pane ?? `=${tmuxSessionOf(sidecar)}:`,
    ...receiverOf(sidecar),
  };
}

/** For an agent that csd did not start: the processes that must have the input of its pane before anything is typed. */
function receiverOf(sidecar: Sidecar): Pick<PaneAddress, 'receiver'> {
  const processes = receiversOf(sidecar);
  return processes.length === 0 ? {} : { receiver: { processes, shellFree: sidecar.shell_free ?? false } };
}

/**
 * The processes between the pane and its agent that receive input, the agent first; none if the agent is the pane's own
 * process.
 */
export function receiversOf(sidecar: Sidecar): { pid: number; mark: string }[] {
  const { agent_pid, agent_start = '', carrier_pid, carrier_start = '' } = sidecar;
  return [
    ...(agent_pid === undefined ? [] : [{ pid: agent_pid, mark: agent_start }]),
    ...(carrier_pid === undefined ? [] : [{ pid: carrier_pid, mark: carrier_start }]),
  ];
}

/** True for the names shells run under. */
export function isShell(command: string): boolean {
  return /^-?(?:ba|z|fi|da|k|tc|c)?sh$/.test(command);
}

/** The tmux session the agent was started in. */
export function tmuxSessionOf(sidecar: Sidecar): string {
  return sidecar.tmux_session ?? tmuxNameOf(sidecar.name);
}

/**
 * True if the observed pane is the one in the sidecar. A restarted server reuses ids, so the first process decides. The
 * session's name decides if the sidecar has no process, and if tmux has forgotten it (3.8, once the process has
 * released its terminal).
 */
export function isOurPane(facts: PaneFacts, sidecar: Sidecar): boolean {
  if (sidecar.pane_pid !== undefined && facts.pid !== 0) return facts.pid === sidecar.pane_pid;
  return facts.session === tmuxSessionOf(sidecar);
}

/** The first process of our pane; 0 if neither tmux nor the sidecar has it. */
export function processOf(facts: PaneFacts, sidecar: Sidecar): number {
  return facts.pid || (sidecar.pane_pid ?? 0);
}

/** Looks at the panes of sessions, in order; sessions that csd has ended are `gone` without asking tmux. */
export async function lookAtPanes(ctx: Pick<Context, 'tmux'>, sidecars: readonly Sidecar[]): Promise<Look[]> {
  const living = sidecars.filter(({ ended }) => ended === undefined);
  const looks = living.length === 0 ? [] : await ctx.tmux.look(living.map(addressOf));
  let at = 0;
  return sidecars.map(({ ended }) => {
    if (ended) return { kind: 'gone', reason: 'ended' };
    return looks[at++] ?? { kind: 'failed', reason: 'no answer' };
  });
}

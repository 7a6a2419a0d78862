import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import type { Backend } from '../../../detect/agent/backend.ts';
import type { ProcessFacts } from '../../../ports/processes.ts';
import { backendOf } from '../../session/backend-of.ts';
import type { Context } from '../../session/context.ts';
import { addressOf, isOurPane, tmuxSessionOf } from '../../session/panes/pane.ts';
import { pollUntil } from '../../session/poll-until.ts';
import { findProgram } from '../plan.ts';
import { endProcess, type Sure } from './end-process.ts';

/** How long the agent may take to end a background session, ms. */
const END_MS = 10_000;
const POLL_MS = 100;

/**
 * Ends an agent that csd did not start: only its own process, so that the shell it was started from continues, or its
 * background session with the agent's own command. A pane that csd opened for it is closed too. An agent that has ended
 * needs no permission.
 */
export async function endTracked(ctx: Context, sidecar: Sidecar, isSure: Sure): Promise<void> {
  const { agent_pid: pid, agent_start: mark, background_id: id } = sidecar;
  const runs = await isRunning(ctx, sidecar);
  if (runs && !(typeof isSure === 'function' ? await isSure() : isSure)) throw notConfirmed(sidecar);
  if (runs && id !== undefined) await endBackground(ctx, sidecar, id);
  else if (runs && pid !== undefined) await endProcess(ctx, { pid, mark }, { askFirst: true });
  if (sidecar.opened) await closePane(ctx, sidecar);
}

/** True while the agent runs, in its pane or in the background. */
export async function isRunning(ctx: Context, sidecar: Sidecar): Promise<boolean> {
  const { agent_pid, agent_start, background_pid } = sidecar;
  if (background_pid !== undefined && ctx.processes.isAlive(background_pid)) return true;
  return agent_pid !== undefined && (await ctx.processes.look(agent_pid))?.mark === agent_start;
}

/** The error for ending an agent that csd did not start, without confirmation. */
export function notConfirmed(sidecar: Sidecar): CsdError {
  const { name, agent_pid } = sidecar;
  const message = `csd did not start the agent of session ${name} (process ${agent_pid}): end it with \`csd kill ${name} --yes\`, or leave it running with \`csd untrack ${name}\``;
  return new CsdError('not_confirmed', message, { session: name, pid: agent_pid });
}

async function endBackground(ctx: Context, sidecar: Sidecar, id: string): Promise<void> {
  const backend = backendOf(ctx, sidecar);
  const args = backend.processes.background?.end(id) ?? [];
  const processes = await ctx.processes.list(backend.processes.variables);
  const { program, settings } = await callOf(
    ctx,
    backend,
    processes.find(({ pid }) => pid === sidecar.background_pid),
  );
  await ctx.processes.output('env', [...settings, program, ...args], END_MS);
  const isOver = () => sidecar.background_pid === undefined || !ctx.processes.isAlive(sidecar.background_pid);
  // A command that did not answer in time can have been heard all the same.
  const patience = { withinMs: END_MS, everyMs: POLL_MS };
  if (await pollUntil(ctx, patience, async () => isOver() || undefined)) return;
  const message = `the background session ${id} did not end: end it with \`${[backend.launch.program, ...args].join(' ')}\``;
  throw new CsdError('internal', message, { background_id: id });
}

async function closePane(ctx: Context, sidecar: Sidecar): Promise<void> {
  const [look] = await ctx.tmux.look([addressOf(sidecar)]);
  if (look?.kind !== 'seen' || !isOurPane(look.capture, sidecar)) return;
  if (look.capture.session === tmuxSessionOf(sidecar))
    await ctx.tmux.killSession(look.capture.session, sidecar.tmux_socket);
  else await ctx.tmux.killPane(addressOf(sidecar));
}

/** The program of a running agent, and its variables for the location of its files, as `NAME=VALUE`. */
export async function callOf(
  ctx: Context,
  backend: Backend,
  running: ProcessFacts | undefined,
): Promise<{ program: string; settings: string[]; environment: Record<string, string> }> {
  const environment = { ...running?.environment };
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const own = running?.program;
  const isOwn = own !== undefined && !/\/(?:node|bun)$/.test(own);
  return { program: isOwn ? own : await findProgram(ctx, backend), settings, environment };
}

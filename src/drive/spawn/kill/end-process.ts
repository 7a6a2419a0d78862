import { CsdError } from '../../../contract/errors.ts';
import type { Context } from '../../session/context.ts';
import { pollUntil } from '../../session/poll-until.ts';

/** Whether to end an agent that csd did not start, or how to ask; asked only if it runs. */
export type Sure = boolean | (() => Promise<boolean>);

/** How long each step of ending the agent may take before the next, harder one, ms. */
const GRACE_MS = 2000;
const POLL_MS = 25;

/** A process, with the start mark that distinguishes it from a later one with the same id, if known. */
export interface Marked {
  pid: number;
  mark: string | undefined;
}

/** `askFirst` does not wait for the process to end by itself; `graceMs` is how long each step may take. */
interface Manner {
  askFirst?: boolean;
  graceMs?: number;
}

/**
 * Waits for the process to end by itself, then sends SIGTERM, then SIGKILL; a later process with the same id is left
 * alone.
 */
export async function endProcess(
  ctx: Context,
  { pid, mark }: Marked,
  { askFirst = false, graceMs = GRACE_MS }: Manner = {},
): Promise<void> {
  const gone = async () => !ctx.processes.isAlive(pid) || (await ctx.processes.startedAt(pid)) !== mark;
  const patience = { withinMs: graceMs, everyMs: POLL_MS, signal: null };
  const goneInTime = async () => (await pollUntil(ctx, patience, async () => (await gone()) || undefined)) === true;
  if (!askFirst && (await goneInTime())) return;
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    // Without a start mark nothing proves that the id still belongs to the agent.
    if (mark !== undefined) ctx.processes.terminate(pid, signal);
    if (await goneInTime()) return;
  }
  throw new CsdError('internal', `the agent's process ${pid} did not end: end it by hand`, { pid });
}

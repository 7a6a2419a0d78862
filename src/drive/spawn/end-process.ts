import { CsdError } from '../../contract/errors.ts';
import type { Context } from '../session/context.ts';
import { pollUntil } from '../session/poll-until.ts';

/** Whether an agent that csd did not start may be ended, or how to find out; asked only where it runs. */
export type Sure = boolean | (() => Promise<boolean>);

/** How long each step of ending the agent may take before the next harder one, ms. */
const GRACE_MS = 2000;
const POLL_MS = 25;

/** A process, and the start mark that tells it from a later one of the same id, where it is known. */
export interface Marked {
  pid: number;
  mark: string | undefined;
}

/** `askFirst` does not wait for the process to end by itself; `graceMs` is how long each step may take. */
interface Manner {
  askFirst?: boolean;
  graceMs?: number;
}

/** Waits for the process to end by itself, then asks it to end, then forces it; a later process of the same id is left alone. */
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
    // Without a start mark nothing proves that the id still names the agent.
    if (mark !== undefined) ctx.processes.terminate(pid, signal);
    if (await goneInTime()) return;
  }
  throw new CsdError('internal', `the agent's process ${pid} did not end: end it by hand`, { pid });
}

import { lookAt } from '../observe/look-at.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { pollUntil } from '../session/poll-until.ts';
import { askHost } from './ask-host.ts';
import { interrupt } from './request-interrupt.ts';

/** How long the agent may take to end by itself, ms. */
const EXIT_MS = 10_000;
const POLL_MS = 50;

/** Closes the agent's input after its turn was interrupted: true if it has ended by itself. */
export async function askHostToEnd(ctx: Context, { sidecar, verdict }: Observation): Promise<boolean> {
  const { status } = verdict.state;
  if (status === 'working' || status === 'blocked' || status === 'plan_ready' || status === 'awaiting_answer')
    await interrupt(ctx, sidecar);
  await askHost(ctx, sidecar, { act: 'end' });
  const gone = await pollUntil(
    ctx,
    { withinMs: EXIT_MS, everyMs: POLL_MS },
    async () => !(await lookAt(ctx, sidecar)).alive || undefined,
  );
  return gone === true;
}

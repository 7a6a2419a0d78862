import type { Sidecar } from '../../contract/session.ts';
import { screenOf } from '../../detect/verdict/signals.ts';
import { type Injection, type InjectOptions, inject } from '../acts/inject.ts';
import { lookAt } from '../observe/look-at.ts';
import { withInputLock } from '../screen/preconditions.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';

/** The submit limits in CSD_SUBMIT_TIMEOUT and CSD_SUBMIT_RETRY_INTERVAL (both s); empty if they are not set. */
function submitLimits(env: Context['env']): Pick<InjectOptions, 'confirmMs' | 'againMs'> {
  const [confirm, again] = [env.CSD_SUBMIT_TIMEOUT, env.CSD_SUBMIT_RETRY_INTERVAL].map(toMs);
  return { ...(confirm !== undefined && { confirmMs: confirm }), ...(again !== undefined && { againMs: again }) };
}

/**
 * Sends a prompt to a session. One that csd started, or that shows an agent csd knows, gets it as from `inject`. For a
 * session of another tool that shows no known agent, the worker's own event is the proof: Enter is pressed again until
 * the event file has a new `user_prompt_submit`; throws `not_accepted` if it never comes.
 */
export async function deliver(
  ctx: Context,
  sidecar: Sidecar,
  prompt: string,
  options: InjectOptions,
): Promise<Injection> {
  const limits = submitLimits(ctx.env);
  if (sidecar.pane_pid !== undefined || sidecar.worker_dir === undefined)
    return inject(ctx, sidecar, prompt, { ...limits, ...options });
  const seen = await lookAt(ctx, sidecar);
  if (seen.signals.screen.kind === 'seen' && knowsScreen(seen))
    return inject(ctx, sidecar, prompt, { ...limits, ...options });
  const { sendByEvents } = await import('./send-by-events.ts');
  return withInputLock(ctx, sidecar, () => sendByEvents(ctx, sidecar, prompt, { ...limits, ...options }), options);
}

function knowsScreen({ signals }: Observation): boolean {
  const screen = screenOf(signals.screen);
  return screen?.composer !== undefined || screen?.menu !== undefined || screen?.activity !== undefined;
}

function toMs(seconds: string | undefined): number | undefined {
  const value = Number(seconds || Number.NaN);
  return Number.isFinite(value) && value > 0 ? Math.round(value * 1000) : undefined;
}

import type { Sidecar } from '../../contract/session.ts';
import { type Injection, type InjectOptions, inject as typeIn } from '../screen/send/send.ts';
import type { Context } from '../session/context.ts';
import { isStream } from '../session/sidecars/stream-files.ts';
import { withinBudget } from './within-budget.ts';

export type { Injection, InjectOptions } from '../screen/send/send.ts';

/**
 * Sends a prompt to the agent and proves that it was accepted, through the session's driver. Throws like the screen
 * driver's `inject`.
 */
export async function inject(
  ctx: Context,
  sidecar: Sidecar,
  prompt: string,
  options: InjectOptions,
): Promise<Injection> {
  // A prompt that only stops the agent costs nothing.
  if (!options.evenPaused) await withinBudget(ctx, sidecar);
  if (!isStream(sidecar)) return typeIn(ctx, sidecar, prompt, options);
  return (await import('../stream/request-send.ts')).inject(ctx, sidecar, prompt, options);
}

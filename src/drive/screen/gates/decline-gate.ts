import type { Sidecar } from '../../../contract/session.ts';
import type { Context } from '../../session/context.ts';
import { withInputLock } from '../preconditions.ts';
import { type InjectOptions, injectLocked, pinBegun } from '../send/send.ts';
import { type Answered, answerLocked, type Choice } from './answer-gate.ts';

/**
 * Declines the gate on the screen. A `message` goes into the gate if that has a field for it, otherwise it is the next
 * prompt, and nobody else types between the two. `told` says which. Throws as `answer` and `inject` do.
 */
export async function decline(
  ctx: Context,
  sidecar: Sidecar,
  choice: Omit<Choice, 'deny'>,
  options: InjectOptions,
): Promise<Omit<Answered, 'told'> & { told: 'in_gate' | 'as_prompt' | 'nothing' }> {
  const { message } = choice;
  const outcome = await withInputLock(ctx, sidecar, async () => {
    const answered = await answerLocked(ctx, sidecar, { ...choice, deny: true });
    if (answered.told) return { ...answered, told: 'in_gate' as const };
    if (message === undefined) return { ...answered, told: 'nothing' as const };
    await injectLocked(ctx, sidecar, message, options);
    return { ...answered, told: 'as_prompt' as const };
  });
  if (outcome.told === 'as_prompt') await pinBegun(ctx, sidecar);
  return outcome;
}

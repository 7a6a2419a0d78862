import type { Sidecar } from '../../contract/session.ts';
import type { Choice } from '../screen/gates/answer-gate.ts';
import { decline as declineOnScreen } from '../screen/gates/decline-gate.ts';
import type { InjectOptions } from '../screen/send/send.ts';
import type { Context } from '../session/context.ts';
import { isStream } from '../session/sidecars/stream-files.ts';

/** Declines the open gate, through the session's driver. Throws like the screen driver's `decline`. */
export async function decline(
  ctx: Context,
  sidecar: Sidecar,
  choice: Omit<Choice, 'deny'>,
  options: InjectOptions,
): ReturnType<typeof declineOnScreen> {
  if (!isStream(sidecar)) return declineOnScreen(ctx, sidecar, choice, options);
  return (await import('../stream/request-answer.ts')).decline(ctx, sidecar, choice, options);
}

import type { Sidecar } from '../../contract/session.ts';
import { type Answered, type Choice, answer as confirm } from '../screen/gates/answer-gate.ts';
import type { Context } from '../session/context.ts';
import { isStream } from '../session/sidecars/stream-files.ts';

/**
 * Answers the open gate with one of its options, through the session's driver. Throws like the screen driver's
 * `answer`.
 */
export async function answer(ctx: Context, sidecar: Sidecar, choice: Choice): Promise<Answered> {
  if (!isStream(sidecar)) return confirm(ctx, sidecar, choice);
  return (await import('../stream/request-answer.ts')).answer(ctx, sidecar, choice);
}

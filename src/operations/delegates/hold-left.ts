import { listOpen } from '../../drive/delegate/open-list.ts';
import type { Context } from '../../drive/session/context.ts';

/** Input fields that name the sessions which a call is about; a call without any is about all of them. */
const NAMING = ['session', 'sessions', 'name', 'worker'];
/** Calls that end a delegate, whatever of its limits is left. */
const ENDING = ['kill', 'finish', 'abort'];

/**
 * Before a call touches delegates whose csd was killed, their limits are held. Costs one look into a folder that mostly is
 * not there.
 */
export async function holdLeft(operation: string, input: Record<string, unknown>, context: unknown): Promise<void> {
  const ctx = context as Context;
  // A caller can run an operation of its own in a world without files.
  if (!ctx?.files || !ctx.sessionsDir || ENDING.includes(operation)) return;
  const open = await listOpen(ctx);
  if (open.length === 0) return;
  const named = NAMING.flatMap((field) => input[field] ?? []).flat();
  const touched = named.length === 0 ? open : open.filter((name) => named.includes(name));
  if (touched.length === 0) return;
  const { holdLimits } = await import('../../drive/delegate/hold-limits.ts');
  await holdLimits(ctx, touched);
}

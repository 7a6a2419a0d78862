import { listOpen } from '../../drive/delegate/open-list.ts';
import type { Context } from '../../drive/session/context.ts';

/** Input fields that name a call's sessions; a call without any concerns all of them. */
const NAMING = ['session', 'sessions', 'name', 'worker'];
/** Calls that end a delegate, so its limits no longer matter. */
const ENDING = ['kill', 'finish', 'abort'];

/**
 * Before a call touches delegates whose csd was killed, their limits are enforced again. Costs one look into a folder
 * that usually does not exist.
 */
export async function enforceLeft(operation: string, input: Record<string, unknown>, context: unknown): Promise<void> {
  const ctx = context as Context;
  // A library caller can run an operation in a context without files.
  if (!ctx?.files || !ctx.sessionsDir || ENDING.includes(operation)) return;
  const open = await listOpen(ctx);
  if (open.length === 0) return;
  const named = NAMING.flatMap((field) => input[field] ?? []).flat();
  const touched = named.length === 0 ? open : open.filter((name) => named.includes(name));
  if (touched.length === 0) return;
  const { enforceLimits } = await import('../../drive/delegate/enforce-limits.ts');
  await enforceLimits(ctx, touched);
}

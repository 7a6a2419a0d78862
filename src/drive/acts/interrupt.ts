import type { Sidecar } from '../../contract/session.ts';
import { type Interruption, interrupt as pressInterrupt, type Reach } from '../screen/gates/interrupt.ts';
import type { Context } from '../session/context.ts';
import { isStream } from '../session/sidecars/stream-files.ts';

/** Interrupts the turn in flight, through the session's driver. Throws like the screen driver's `interrupt`. */
export async function interrupt(ctx: Context, sidecar: Sidecar, reach: Reach = 'turn'): Promise<Interruption> {
  if (!isStream(sidecar)) return pressInterrupt(ctx, sidecar, reach);
  return (await import('../stream/request-interrupt.ts')).interrupt(ctx, sidecar);
}

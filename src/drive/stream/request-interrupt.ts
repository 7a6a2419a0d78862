import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import { lookAt } from '../observe/look-at.ts';
import type { Interruption } from '../screen/gates/interrupt.ts';
import type { Context } from '../session/context.ts';
import { askHost, requireStream } from './ask-host.ts';

/**
 * Interrupts the turn in flight, together with an open gate; sends nothing if there is no turn. Throws `dead`, or
 * `not_accepted`.
 */
export async function interrupt(ctx: Context, sidecar: Sidecar): Promise<Interruption> {
  requireStream(await lookAt(ctx, sidecar));
  const reply = await askHost(ctx, sidecar, { act: 'interrupt' });
  const { state } = (await lookAt(ctx, sidecar)).verdict;
  if (reply.ok) return { interrupted: reply.interrupted ?? false, state };
  if (reply.code === 'dead') throw new CsdError('dead', `the agent of session ${sidecar.name} has ended`, { state });
  const message = `the turn of ${sidecar.name} continues: the interrupt was not accepted by the TUI`;
  throw new CsdError('not_accepted', message, { state });
}

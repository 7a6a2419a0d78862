import { CsdError } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import { endSession } from '../conversations/end.ts';
import { lookAt } from '../observe/look-at.ts';
import type { Context } from '../session/context.ts';
import { interrupt } from './acts.ts';
import { Meter } from './meter.ts';
import type { Delegated } from './open-interaction.ts';

/**
 * What became of a turn that was to be stopped: `over` if it had ended by itself, `ended` if the agent had to be ended;
 * `stays` if the session continues once it is started again.
 */
export type Stopped =
  | { kind: 'cut'; state: State }
  | { kind: 'over'; state: State }
  | { kind: 'ended'; why: string; state?: State; stays?: true };

/**
 * Interrupts the turn of a delegate at a limit. Ends its session if requested, if it cannot be interrupted, or if
 * subagents are still working, which an interrupt may not reach.
 */
export async function stopTurn(ctx: Context, sidecar: Delegated): Promise<Stopped> {
  const { name, delegate } = sidecar;
  let state: State | undefined;
  try {
    const done = await interrupt(ctx, sidecar, 'queue');
    state = done.state;
    if (delegate.on_limit !== 'kill') {
      if ((await new Meter(ctx, sidecar).read()).helpers === 0)
        return { kind: done.interrupted ? 'cut' : 'over', state };
      await endSession(ctx, name, false, true);
      const why = 'the turn was cut off, and the session ended, since its subagents worked on';
      return { kind: 'ended', why, state, stays: true };
    }
  } catch (error) {
    if (!(error instanceof CsdError)) throw error;
    const { verdict } = await lookAt(ctx, sidecar);
    if (verdict.state.status === 'dead') return { kind: 'ended', why: 'the agent has ended', state: verdict.state };
    await endSession(ctx, name, false, true);
    return { kind: 'ended', why: `the turn could not be cut off (${error.message}), so the session was ended` };
  }
  await endSession(ctx, name, false, true);
  return { kind: 'ended', why: 'the session was ended', state };
}

import { CsdError } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import { endSession } from '../conversations/end.ts';
import { lookAt } from '../screen/preconditions.ts';
import type { Context } from '../session/context.ts';
import { interrupt } from './acts.ts';
import type { Delegated } from './record.ts';

/** What became of a turn that was to be stopped: `over` where it had ended by itself, `ended` where the agent had to be. */
export type Stopped =
  | { kind: 'cut'; state: State }
  | { kind: 'over'; state: State }
  | { kind: 'ended'; why: string; state?: State };

/** Interrupts the turn of a delegate at a limit, and ends its session where that is asked for or cannot be interrupted. */
export async function stopTurn(ctx: Context, sidecar: Delegated): Promise<Stopped> {
  const { name, delegate } = sidecar;
  let state: State | undefined;
  try {
    const done = await interrupt(ctx, sidecar);
    state = done.state;
    if (delegate.on_limit !== 'kill') return { kind: done.interrupted ? 'cut' : 'over', state };
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

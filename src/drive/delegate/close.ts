import type { Delegate } from '../../contract/delegate.ts';
import { CsdError } from '../../contract/errors.ts';
import { endSession } from '../conversations/end.ts';
import type { Context } from '../session/context.ts';
import { sessionIdOf } from '../session/sidecars/session-id-of.ts';
import { loadSidecar } from '../session/sidecars/sidecar-store.ts';
import { interrupt } from './acts.ts';
import { closeInteraction, requireDelegate, updateDelegate } from './open-interaction.ts';

/** A closed delegate. `already`: it was closed before, and how is unchanged. */
export interface Closed {
  name: string;
  session_id: string;
  closed: NonNullable<Delegate['closed']>;
  already: boolean;
  /** A turn was interrupted. */
  interrupted: boolean;
  resumable: boolean;
}

/** How long the interrupt of a turn may take before the agent is ended instead, ms. */
const CUT_MS = 2000;

/**
 * Closes a delegate and ends its session, which is kept with its history. `finished`: the agent exits by its own
 * command; `aborted`: the turn is interrupted and the agent ended at once. Does nothing if it was closed before. Throws
 * `not_a_delegate`.
 */
export async function closeDelegate(ctx: Context, handle: string, how: Closed['closed']): Promise<Closed> {
  const before = requireDelegate(await loadSidecar(ctx, handle));
  const { name } = before;
  const already = before.delegate.closed;
  // Recorded first: processes that follow the delegate need to know why it ends.
  const sidecar = already ? before : await updateDelegate(ctx, name, (delegate) => ({ ...delegate, closed: how }));
  const interrupted = already || how === 'finished' ? false : await cutOff(ctx, name);
  const ended = await endSession(ctx, name, false, how === 'aborted');
  await closeInteraction(ctx, name);
  return {
    name,
    session_id: sessionIdOf(ended.sidecar),
    closed: sidecar.delegate.closed ?? how,
    already: already !== undefined,
    interrupted,
    resumable: ended.resumable,
  };
}

async function cutOff(ctx: Context, name: string): Promise<boolean> {
  const over = new AbortController();
  const bound = ctx.clock.sleep(CUT_MS, over.signal).then(
    () => false,
    () => false,
  );
  const cut = interrupt(ctx, await loadSidecar(ctx, name), 'queue').then(
    ({ interrupted }) => interrupted,
    (error: unknown) => {
      if (error instanceof CsdError) return false;
      throw error;
    },
  );
  try {
    return await Promise.race([cut, bound]);
  } finally {
    over.abort();
    cut.catch(() => undefined);
  }
}

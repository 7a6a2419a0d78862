import type { ShownSidecar, Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { Context } from '../session/context.ts';
import { toShown } from '../session/sidecar-fields.ts';
import { type BrokenSidecar, listSidecars } from '../session/sidecar-store.ts';
import { observe } from './observe.ts';

/** A session in a list: what is kept of it, whether its agent may still be there, and its state. */
export type Entry = ShownSidecar & { alive: boolean; state: State };

/**
 * Every session by name, from one look at all, those that were ended only when asked for; `broken` names the sidecars that
 * cannot be read. Throws `no_tmux`.
 */
export async function listSessions(
  ctx: Context,
  { ended = false }: { ended?: boolean } = {},
): Promise<{ sessions: Entry[]; broken?: BrokenSidecar[] }> {
  const { sidecars, broken } = await listSidecars(ctx);
  const seen = await observe(ctx, ended ? sidecars : sidecars.filter((one) => one.ended === undefined));
  const sessions = seen.map(({ sidecar, alive, verdict }) => toEntry(sidecar, alive, verdict.state));
  return { sessions, ...(broken.length > 0 && { broken }) };
}

/** A session as it stands in the list. */
export function toEntry(sidecar: Sidecar, alive: boolean, state: State): Entry {
  return { ...toShown(sidecar), alive, state };
}

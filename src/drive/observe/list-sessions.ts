import type { ShownSidecar, Sidecar } from '../../contract/session.ts';
import type { State } from '../../contract/state.ts';
import type { Usage } from '../../contract/usage.ts';
import type { Context } from '../session/context.ts';
import type { Observation } from '../session/observation.ts';
import { toShown } from '../session/sidecars/sidecar-fields.ts';
import { type BrokenSidecar, listSidecars } from '../session/sidecars/sidecar-store.ts';
import { glanceUsage } from '../usage/read-usage.ts';
import { observeEach } from './observe.ts';
import { sinceOf } from './since.ts';

/**
 * A session in a list: its sidecar, whether its agent may still run, its state, since when if known (ms since 1970),
 * and its usage.
 */
export type Entry = ShownSidecar & { alive: boolean; state: State; since?: number; usage?: Usage };

/** Which sessions to list: ended ones too, and only those for which `where` is true. */
export interface Wanted {
  ended?: boolean;
  where?: (sidecar: Sidecar) => Promise<boolean>;
}

/**
 * Every session by name, from one look at all; ended ones only on request. `broken` names the sidecars that cannot be
 * read. Throws `no_tmux`.
 */
export async function listSessions(
  ctx: Context,
  { ended = false, where }: Wanted = {},
): Promise<{ sessions: Entry[]; broken?: BrokenSidecar[] }> {
  const { sidecars, broken } = await listSidecars(ctx);
  const listed = ended ? sidecars : sidecars.filter((one) => one.ended === undefined);
  const seen = await observeEach(ctx, where ? await keep(listed, where) : listed, toListed);
  const sessions = await Promise.all(
    seen.map(async ({ path, ...one }) => toEntry({ ...one, usage: await glanceUsage(ctx, one.sidecar, path) })),
  );
  return { sessions, ...(broken.length > 0 && { broken }) };
}

/** What the list needs from one look. */
function toListed(seen: Observation) {
  const { sidecar, alive, verdict, signals } = seen;
  const { transcript } = signals;
  const path = transcript.kind === 'read' ? transcript.path : (sidecar.jsonl_path ?? undefined);
  return { sidecar, alive, state: verdict.state, path, since: sinceOf(seen) };
}

/** A session after a look, its usage, and since when its state is unchanged (ms since 1970). */
interface Listed {
  sidecar: Sidecar;
  alive: boolean;
  state: State;
  usage?: Usage | undefined;
  since?: number | undefined;
}

/** A session as a list entry. */
export function toEntry({ sidecar, alive, state, usage, since }: Listed): Entry {
  return { ...toShown(sidecar), alive, state, ...(since !== undefined && { since }), ...(usage && { usage }) };
}

async function keep(sidecars: Sidecar[], where: NonNullable<Wanted['where']>): Promise<Sidecar[]> {
  const kept = await Promise.all(sidecars.map(where));
  return sidecars.filter((_, n) => kept[n]);
}

import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import type { Context } from '../context.ts';
import { findSidecar, loadSidecar, saveSidecar, withSidecarLock } from './sidecar-store.ts';

/** The most tags of a session. */
const MOST_TAGS = 64;

/**
 * Adds and removes tags; concurrent changes by other processes are kept. Throws `bad_input` for more than 64 tags,
 * `no_such_session`, also for a session whose sidecar belongs to another home folder.
 */
export async function changeTags(
  ctx: Context,
  handle: string,
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
): Promise<Sidecar> {
  const { name } = await loadSidecar(ctx, handle);
  if (add.length + remove.length === 0) return loadSidecar(ctx, name);
  return withSidecarLock(ctx, name, async () => {
    const sidecar = await findSidecar(ctx, name);
    if (!sidecar) throw new CsdError('no_such_session', `session ${name} belongs to another home folder: tag it there`);
    const kept = (sidecar.tags ?? []).filter((tag) => !remove.includes(tag));
    const tags = [...new Set([...kept, ...add])].sort();
    if (tags.length > MOST_TAGS)
      throw new CsdError(
        'bad_input',
        `session ${name} would have ${tags.length} tags: at most ${MOST_TAGS} are allowed`,
      );
    const tagged = { ...sidecar, tags };
    await saveSidecar(ctx, tagged);
    return tagged;
  });
}

/** Records that a prompt was sent; never fails, because the prompt is on its way. */
export async function markUsed(ctx: Context, { name, pane, pane_pid }: Sidecar): Promise<void> {
  const at = ctx.clock.now();
  try {
    await withSidecarLock(ctx, name, async () => {
      const now = await findSidecar(ctx, name);
      if (now && now.pane === pane && now.pane_pid === pane_pid) await saveSidecar(ctx, { ...now, last_used: at });
    });
  } catch (error) {
    if (!(error instanceof CsdError)) throw error;
  }
}

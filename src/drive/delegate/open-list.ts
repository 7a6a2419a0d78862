import type { Context } from '../session/context.ts';
import { openFolder } from '../session/sidecars/open-record.ts';

/**
 * The names of sessions whose limits must be enforced, followed or not. Costs one look into a folder that usually does
 * not exist.
 */
export async function listOpen(ctx: Pick<Context, 'files' | 'sessionsDir'>): Promise<string[]> {
  const files = await ctx.files.list(openFolder(ctx));
  return files.flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []).sort();
}

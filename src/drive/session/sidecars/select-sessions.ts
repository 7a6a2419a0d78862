import path from 'node:path';
import type { Sidecar } from '../../../contract/session.ts';
import type { Context } from '../context.ts';

/** Criteria for sessions: all that are given must match. */
export interface Selection {
  creator?: string | undefined;
  /** Each of them. */
  tag?: readonly string[] | undefined;
  /** Their folder is this one or below it; relative to the caller's folder. */
  cwd?: string | undefined;
}

/** True for the selected sessions; `undefined` without criteria, which selects all. */
export async function selectorOf(
  ctx: Context,
  { creator, tag = [], cwd }: Selection,
): Promise<((sidecar: Sidecar) => Promise<boolean>) | undefined> {
  if (creator === undefined && tag.length === 0 && cwd === undefined) return undefined;
  const folder = cwd === undefined ? undefined : await ctx.files.realPath(path.resolve(ctx.cwd, cwd));
  return async (sidecar) => {
    if (creator !== undefined && sidecar.creator !== creator) return false;
    if (!tag.every((one) => sidecar.tags?.includes(one))) return false;
    return folder === undefined || isWithin(await ctx.files.realPath(sidecar.cwd), folder);
  };
}

function isWithin(place: string, folder: string): boolean {
  const way = path.relative(folder, place);
  return way === '' || !(way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way));
}

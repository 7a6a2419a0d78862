import type { Context } from '../session/context.ts';
import { isOwnFile } from '../session/files/private-files.ts';

/** A file longer than this, in bytes, is not a plan. */
const LONGEST_PLAN = 1024 * 1024;

/**
 * The path and text of a plan. The path comes from the agent's screen or records, so only a Markdown file of the user's
 * that really is in one of `folders` and not huge is read; `undefined` for any other. A folder that contains the
 * agent's configuration folder, such as the whole home, does not make the agent's own files plans.
 */
export async function readPlanFile(
  ctx: Context,
  shown: string,
  configDir: string,
  folders: string[],
): Promise<{ path: string; text: string } | undefined> {
  const path = shown.startsWith('~') ? await expandHome(ctx, shown, configDir) : shown;
  const real = await ctx.files.realPath(path);
  const roots = await Promise.all(folders.map((folder) => ctx.files.realPath(folder)));
  const config = await ctx.files.realPath(configDir);
  const isIn = (root: string, place: string) => place === root || place.startsWith(`${root}/`);
  const allowed = isIn(config, real) ? roots.filter((root) => isIn(config, root)) : roots;
  if (!real.endsWith('.md') || real.includes('\0') || !allowed.some((root) => isIn(root, real))) return undefined;
  if (!(await isOwnFile(ctx, real))) return undefined;
  const text = await ctx.files.read(real, LONGEST_PLAN);
  return text === undefined ? undefined : { path, text };
}

/** The agent shortens its own home folder to `~`, which may differ from the caller's. */
async function expandHome(ctx: Context, shown: string, configDir: string): Promise<string> {
  const direct = `${ctx.home}${shown.slice(1)}`;
  if ((await ctx.files.stat(direct)) !== undefined) return direct;
  const parent = configDir.slice(0, Math.max(0, configDir.lastIndexOf('/')));
  return `${parent}${shown.slice(1)}`;
}

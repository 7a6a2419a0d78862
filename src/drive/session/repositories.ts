import path from 'node:path';
import type { Context } from './context.ts';
import { readSmall } from './files/look-budget.ts';

/** The root of the folder's repository; for a worktree also that of its main repository. */
export async function repositoriesOf(ctx: Context, folder: string): Promise<string[]> {
  for (let root = folder; ; root = path.dirname(root)) {
    const git = path.join(root, '.git');
    if (await ctx.files.isFolder(git)) return [root];
    const pointer = await readSmall(ctx.files, git);
    if (pointer !== undefined) return [root, ...(await mainRepositoryOf(ctx, root, pointer))];
    if (root === path.dirname(root)) return [];
  }
}

/** The repository must know the worktree too: any folder can claim to belong to one. */
async function mainRepositoryOf(ctx: Context, root: string, pointer: string): Promise<string[]> {
  const [, named = ''] = /^gitdir: (.+)$/m.exec(pointer) ?? [];
  const own = path.resolve(root, named.trim());
  const folder = path.dirname(path.dirname(own));
  if (path.basename(path.dirname(own)) !== 'worktrees' || path.basename(folder) !== '.git') return [];
  const back = (await readSmall(ctx.files, path.join(own, 'gitdir')))?.trim();
  if (back === undefined || (await ctx.files.realPath(path.resolve(own, back))) !== path.join(root, '.git')) return [];
  return [await ctx.files.realPath(path.dirname(folder))];
}

import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { Context } from '../session/context.ts';

/** How long git may take to check a tree out, ms. */
const GIT_MS = 60_000;

/** A worktree that was made for a session: its folder, its branch, and the repository that it belongs to. */
export interface Worktree {
  path: string;
  branch: string;
  repository: string;
}

/**
 * Makes a git worktree for the session of this name, beside the repository that `cwd` lies in, on a branch of its own from
 * what is checked out there. Throws `bad_input` where there is no repository, or where folder or branch are there already.
 */
export async function addWorktree(ctx: Context, cwd: string, name: string): Promise<Worktree> {
  const top = (await git(ctx, cwd, 'rev-parse', '--show-toplevel'))?.trim();
  if (!top)
    throw new CsdError('bad_input', `no worktree can be made: ${cwd} is in no git repository, or git is missing`);
  if ((await git(ctx, top, 'rev-parse', '--verify', '--quiet', 'HEAD')) === undefined)
    throw new CsdError('bad_input', `no worktree can be made: the repository ${top} has no commit yet`);
  const worktree = { path: `${top}-${name}`, branch: `csd/${name}`, repository: top };
  const exists = (what: string) =>
    new CsdError('bad_input', `no worktree can be made: ${what} exists already; choose another name for the session`);
  if (await ctx.files.isFolder(worktree.path)) throw exists(worktree.path);
  if ((await git(ctx, top, 'rev-parse', '--verify', '--quiet', `refs/heads/${worktree.branch}`)) !== undefined)
    throw exists(`the branch ${worktree.branch}`);
  const added = await git(ctx, top, 'worktree', 'add', '-b', worktree.branch, worktree.path, 'HEAD');
  if (added !== undefined && (await ctx.files.isFolder(worktree.path))) return worktree;
  const line = `git -C ${top} worktree add -b ${worktree.branch} ${worktree.path} HEAD`;
  throw new CsdError('bad_input', `git could not make the worktree: try \`${line}\``, { path: worktree.path });
}

/** Takes a worktree away that was just made and in which nothing has been done. */
export async function dropWorktree(ctx: Context, { path: folder, branch, repository }: Worktree): Promise<void> {
  await git(ctx, repository, 'worktree', 'remove', folder);
  if (!(await ctx.files.isFolder(folder))) await git(ctx, repository, 'branch', '-d', branch);
}

/** The branch that is checked out in a folder; `undefined` where there is none, or no repository. */
export async function branchOf(ctx: Context, folder: string): Promise<string | undefined> {
  return (await git(ctx, folder, 'symbolic-ref', '--short', '--quiet', 'HEAD'))?.trim() || undefined;
}

/** What git prints; `undefined` where it fails. */
async function git(ctx: Context, folder: string, ...args: string[]): Promise<string | undefined> {
  const env = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE'].flatMap((variable) => ['-u', variable]);
  return ctx.processes.output('env', [...env, 'git', '-C', path.resolve(folder), ...args], GIT_MS);
}

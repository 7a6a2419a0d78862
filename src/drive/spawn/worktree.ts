import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import { SESSION_NAME, SESSION_NAME_RULE } from '../../contract/names.ts';
import type { Worktree } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { listSidecars } from '../session/sidecar-store.ts';

/** How long git may take to check a tree out, ms. */
const GIT_MS = 60_000;

/** What became of a worktree: `kept` says why it stays where something in it would be lost. */
export interface ReleasedWorktree {
  path: string;
  branch: string;
  removed: boolean;
  kept?: string;
}

/** A worktree that can be made, and the folder in it that stands for the one that was asked for. */
interface WorktreePlan {
  worktree: Worktree;
  /** Of that folder, below the top of the tree. */
  below: string;
}

/**
 * What a git worktree of that name would be: next to the repository that `cwd` lies in, on a branch of its own from what is
 * checked out there. Makes nothing. Throws `bad_input` where there is no repository, or where folder or branch are there already.
 */
export async function planWorktree(ctx: Context, cwd: string, name: string): Promise<WorktreePlan> {
  if (!SESSION_NAME.test(name))
    throw new CsdError(
      'bad_input',
      `no worktree can be named ${JSON.stringify(name)}: ${SESSION_NAME_RULE.replace('session', 'worktree')}`,
    );
  const top = (await git(ctx, cwd, 'rev-parse', '--show-toplevel'))?.trim();
  if (!top)
    throw new CsdError('bad_input', `no worktree can be made: ${cwd} is not in a git repository, or git is missing`);
  const base = (await git(ctx, top, 'rev-parse', '--verify', '--quiet', 'HEAD^{commit}'))?.trim();
  if (!base) throw new CsdError('bad_input', `no worktree can be made: the repository ${top} has no commit yet`);
  const worktree = { path: `${top}-${name}`, branch: `csd/${name}`, repository: top, base };
  const refuse = (what: string) =>
    new CsdError('bad_input', `no worktree can be made: ${what}; choose another name for it`);
  if ((await ctx.files.stat(worktree.path)) !== undefined || (await ctx.files.isFolder(worktree.path)))
    throw refuse(`${worktree.path} already exists`);
  if ((await git(ctx, top, 'check-ref-format', `refs/heads/${worktree.branch}`)) === undefined)
    throw refuse(`${JSON.stringify(worktree.branch)} is not a valid branch name`);
  if ((await tipOf(ctx, top, worktree.branch)) !== undefined)
    throw refuse(`the branch ${worktree.branch} already exists`);
  return { worktree, below: path.relative(top, await ctx.files.realPath(cwd)) };
}

/** Makes the worktree that `planWorktree` tells, and says which folder of it to work in. Throws `bad_input` as it does. */
export async function addWorktree(
  ctx: Context,
  cwd: string,
  name: string,
): Promise<{ worktree: Worktree; folder: string }> {
  const { worktree, below } = await planWorktree(ctx, cwd, name);
  const { repository, branch, base } = worktree;
  const added = await git(ctx, repository, 'worktree', 'add', '-b', branch, worktree.path, base);
  if (added === undefined || !(await ctx.files.isFolder(worktree.path))) {
    const line = `git -C ${repository} worktree add -b ${branch} ${worktree.path}`;
    throw new CsdError('bad_input', `git could not make the worktree: try \`${line}\``, { path: worktree.path });
  }
  const folder = path.join(worktree.path, below);
  return { worktree, folder: (await ctx.files.isFolder(folder)) ? folder : worktree.path };
}

/** Takes a worktree away that was just made and in which nothing has been done. */
export async function dropWorktree(ctx: Context, worktree: Worktree): Promise<void> {
  await git(ctx, worktree.repository, 'worktree', 'remove', worktree.path);
  if (!(await ctx.files.isFolder(worktree.path))) await git(ctx, worktree.repository, 'branch', '-d', worktree.branch);
}

/**
 * Takes the worktree of a session that was forgotten away, with its branch, unless something would be lost: a file that is
 * not committed, ignored ones included, a commit that is on no remote, or the folder that another session works in.
 */
export async function releaseWorktree(ctx: Context, worktree: Worktree): Promise<ReleasedWorktree> {
  const { path: folder, branch, repository } = worktree;
  const about = { path: folder, branch };
  const kept = await whyKept(ctx, worktree);
  if (kept !== undefined) return { ...about, removed: false, kept };
  const tip = await tipOf(ctx, repository, branch);
  await git(ctx, repository, 'worktree', 'remove', folder);
  if (await ctx.files.isFolder(folder))
    return { ...about, removed: false, kept: `git refuses: try \`git -C ${repository} worktree remove ${folder}\`` };
  // Only as it was looked at: a commit that came since stays.
  if (tip !== undefined && tip === (await tipOf(ctx, repository, branch)))
    await git(ctx, repository, 'branch', '-D', branch);
  return { ...about, removed: true };
}

/** What would be lost with a worktree, or why that cannot be told; `undefined` where nothing would be. `owner`: the session that it was made for. */
export async function whyKept(
  ctx: Context,
  { path: folder, branch, base, repository }: Worktree,
  owner?: string,
): Promise<string | undefined> {
  if (!(await ctx.files.isFolder(folder))) return 'its folder is gone';
  const { sidecars } = await listSidecars(ctx);
  const user = sidecars.find(({ name, cwd }) => name !== owner && (cwd === folder || cwd.startsWith(`${folder}/`)));
  if (user) return `session ${user.name} works there`;
  const top = (await git(ctx, folder, 'rev-parse', '--show-toplevel'))?.trim();
  if (top !== folder && top !== (await ctx.files.realPath(folder))) return 'it is no longer a worktree';
  const status = await git(ctx, folder, 'status', '--porcelain', '--ignored', '--untracked-files=all');
  if (status === undefined) return 'git does not report what is in it';
  const changes = status.split('\n').filter((line) => line !== '');
  const ignored = changes.filter((line) => line.startsWith('!!')).length;
  if (changes.length > ignored) return `${count(changes.length - ignored, 'file')} not committed`;
  if (ignored > 0) return `${count(ignored, 'ignored file or folder', 'ignored files or folders')}`;
  const unwatched = await countUnwatched(ctx, folder);
  if (unwatched > 0) return `${count(unwatched, 'file')} that git was told to ignore changes in`;
  const own = (await tipOf(ctx, folder, branch)) === undefined ? [] : [`refs/heads/${branch}`];
  // What it began from is not its own, while something else holds that.
  const elsewhere = ['HEAD', '--remotes', '--tags', `--exclude=${branch}`, '--branches'];
  const isHeld = (await git(ctx, repository, 'rev-list', '--count', base, '--not', ...elsewhere))?.trim() === '0';
  const others = isHeld ? [base, '--remotes'] : ['--remotes'];
  const commits = await git(ctx, folder, 'rev-list', '--count', 'HEAD', ...own, '--not', ...others);
  if (commits === undefined) return 'git does not report what was committed in it';
  return Number(commits) === 0 ? undefined : `${count(Number(commits), 'commit')} not pushed`;
}

/** How many files are there whose changes git does not tell, because it was told to take them for unchanged. */
async function countUnwatched(ctx: Context, folder: string): Promise<number> {
  const listed = (await git(ctx, folder, 'ls-files', '-v', '-z'))?.split('\0') ?? [];
  const marked = listed.filter((entry) => /^[a-zS] /.test(entry));
  // Those that a sparse checkout leaves out are marked too, and not there.
  const found = await Promise.all(marked.map((entry) => ctx.files.stat(path.join(folder, entry.slice(2)))));
  return found.filter((file) => file !== undefined).length;
}

/** The branch that is checked out in a folder; `undefined` where there is none, or no repository. */
export async function branchOf(ctx: Context, folder: string): Promise<string | undefined> {
  return (await git(ctx, folder, 'symbolic-ref', '--short', '--quiet', 'HEAD'))?.trim() || undefined;
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** The commit that a branch is at; `undefined` where there is no such branch. */
async function tipOf(ctx: Context, folder: string, branch: string): Promise<string | undefined> {
  return (await git(ctx, folder, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`))?.trim() || undefined;
}

/** What git prints; `undefined` where it fails. */
async function git(ctx: Context, folder: string, ...args: string[]): Promise<string | undefined> {
  const env = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE'].flatMap((variable) => ['-u', variable]);
  return ctx.processes.output('env', [...env, 'git', '-C', path.resolve(folder), ...args], GIT_MS);
}

import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import { SESSION_NAME, SESSION_NAME_RULE } from '../../contract/names.ts';
import type { Worktree } from '../../contract/session.ts';
import type { Context } from '../session/context.ts';
import { listSidecars } from '../session/sidecars/sidecar-store.ts';

/** How long git may take to check out a tree, ms. */
const GIT_MS = 60_000;

/** What happened to a worktree: `kept` says why it stays if its removal would lose something. */
export interface ReleasedWorktree {
  path: string;
  branch: string;
  removed: boolean;
  kept?: string;
}

/** A worktree that can be created, and the folder in it that corresponds to the requested one. */
interface WorktreePlan {
  worktree: Worktree;
  /** The path of that folder below the top of the tree. */
  below: string;
}

/**
 * Plans a git worktree with that name: next to the repository that contains `cwd`, on a new branch from what is checked
 * out there. Creates nothing. Throws `bad_input` if there is no repository, or if folder or branch already exist.
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

/** Creates the planned worktree, and returns the folder to work in. Throws `bad_input` as `planWorktree` does. */
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

/** Removes a worktree that was just created and in which nothing has been done. */
export async function dropWorktree(ctx: Context, worktree: Worktree): Promise<void> {
  await git(ctx, worktree.repository, 'worktree', 'remove', worktree.path);
  if (!(await ctx.files.isFolder(worktree.path))) await git(ctx, worktree.repository, 'branch', '-d', worktree.branch);
}

/**
 * Removes the worktree of a forgotten session with its branch, unless something would be lost: an uncommitted file,
 * ignored ones included, a commit that is on no remote, or the folder in which another session works.
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
  // Only as it was checked: a commit made since then stays.
  if (tip !== undefined && tip === (await tipOf(ctx, repository, branch)))
    await git(ctx, repository, 'branch', '-D', branch);
  return { ...about, removed: true };
}

/**
 * What would be lost with a worktree, or why that is unknown; `undefined` if nothing would be. `owner`: the session
 * that it was created for.
 */
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
  // The commit it started from is not its own, as long as something else has it.
  const elsewhere = ['HEAD', '--remotes', '--tags', `--exclude=${branch}`, '--branches'];
  const isHeld = (await git(ctx, repository, 'rev-list', '--count', base, '--not', ...elsewhere))?.trim() === '0';
  const others = isHeld ? [base, '--remotes'] : ['--remotes'];
  const commits = await git(ctx, folder, 'rev-list', '--count', 'HEAD', ...own, '--not', ...others);
  if (commits === undefined) return 'git does not report what was committed in it';
  return Number(commits) === 0 ? undefined : `${count(Number(commits), 'commit')} not pushed`;
}

/** How many existing files have changes that git does not report because it was told to assume them unchanged. */
async function countUnwatched(ctx: Context, folder: string): Promise<number> {
  const listed = (await git(ctx, folder, 'ls-files', '-v', '-z'))?.split('\0') ?? [];
  const marked = listed.filter((entry) => /^[a-zS] /.test(entry));
  // Files outside a sparse checkout are marked too, and do not exist.
  const found = await Promise.all(marked.map((entry) => ctx.files.stat(path.join(folder, entry.slice(2)))));
  return found.filter((file) => file !== undefined).length;
}

/** The branch that is checked out in a folder; `undefined` if there is none, or no repository. */
export async function branchOf(ctx: Context, folder: string): Promise<string | undefined> {
  return (await git(ctx, folder, 'symbolic-ref', '--short', '--quiet', 'HEAD'))?.trim() || undefined;
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** The commit of a branch; `undefined` if there is no such branch. */
async function tipOf(ctx: Context, folder: string, branch: string): Promise<string | undefined> {
  return (await git(ctx, folder, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`))?.trim() || undefined;
}

/**
 * The output of git; `undefined` if it fails. An agent may have changed the repository's settings since: git runs no
 * monitor of theirs, and no hook but those for a new worktree, which a person may need.
 */
async function git(ctx: Context, folder: string, ...args: string[]): Promise<string | undefined> {
  const env = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE'].flatMap((variable) => ['-u', variable]);
  const isNew = args[0] === 'worktree' && args[1] === 'add';
  const settings = ['core.fsmonitor=false', ...(isNew ? [] : ['core.hooksPath=/dev/null'])];
  const given = settings.flatMap((one) => ['-c', one]);
  return ctx.processes.output('env', [...env, 'git', ...given, '-C', path.resolve(folder), ...args], GIT_MS);
}

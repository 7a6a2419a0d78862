import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFiles } from '../../../src/adapters/fs/create-files.ts';
import { createProcesses } from '../../../src/adapters/process/create-processes.ts';
import type { Worktree } from '../../../src/contract/session.ts';
import type { Context } from '../../../src/drive/session/context.ts';
import {
  addWorktree,
  dropWorktree,
  planWorktree,
  releaseWorktree,
  whyKept,
} from '../../../src/drive/spawn/worktree.ts';
import { createFakeContext } from '../../fakes/context.ts';

let root: string;
let repository: string;
let ctx: Context;

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=me', '-c', 'user.email=me@example.com', ...args], {
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();
const branches = () => git(repository, 'branch', '--format=%(refname:short)').split('\n');
const commit = (folder: string, message = 'more') => git(folder, 'commit', '-q', '--allow-empty', '-m', message);

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'csd-')));
  repository = path.join(root, 'app');
  mkdirSync(path.join(repository, 'part'), { recursive: true });
  git(repository, 'init', '-q', '-b', 'main');
  writeFileSync(path.join(repository, 'part', 'a.txt'), 'a\n');
  writeFileSync(path.join(repository, '.gitignore'), '*.log\n');
  git(repository, 'add', '.');
  commit(repository, 'begin');
  ctx = {
    ...createFakeContext(),
    files: createFiles(),
    processes: createProcesses(),
    sessionsDir: path.join(root, 'state', 'sessions'),
  };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function add(name = 'job', cwd = repository): Promise<Worktree> {
  return (await addWorktree(ctx, cwd, name)).worktree;
}

test('git runs no monitor and no hook of a repository, except those for a new worktree', async () => {
  const ran = path.join(root, 'ran');
  const program = path.join(root, 'program');
  writeFileSync(program, `#!/bin/sh\necho "$(basename "$0")" >>'${ran}'\n`, { mode: 0o755 });
  const worktree = await add();
  git(repository, 'config', 'core.fsmonitor', program);
  for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction'])
    cpSync(program, path.join(repository, '.git/hooks', hook));
  expect(await whyKept(ctx, worktree, 'job')).toBeUndefined();
  await releaseWorktree(ctx, worktree);
  expect([existsSync(worktree.path), existsSync(ran)]).toEqual([false, false]);
  await add('other');
  expect(readFileSync(ran, 'utf8').split('\n')).toContain('post-checkout');
  expect(readFileSync(ran, 'utf8')).not.toContain('program');
});

describe('a worktree is made', () => {
  test('next to the repository, on a branch of its own, and the agent works in the same folder of it', async () => {
    const { worktree, folder } = await addWorktree(ctx, path.join(repository, 'part'), 'job');
    expect(worktree).toEqual({
      path: `${repository}-job`,
      branch: 'csd/job',
      repository,
      base: git(repository, 'rev-parse', 'HEAD'),
    });
    expect(folder).toBe(path.join(`${repository}-job`, 'part'));
    expect(git(worktree.path, 'branch', '--show-current')).toBe('csd/job');
  });

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['no repository', () => planWorktree(ctx, root, 'job'), /is not in a git repository/],
    ['a name that leads elsewhere', () => planWorktree(ctx, repository, '../job'), /a worktree name has letters/],
    ['a name that is invalid for a branch', () => planWorktree(ctx, repository, 'job.lock'), /not a valid branch name/],
  ])('refused: %s', async (_, make, error) => {
    await expect(make()).rejects.toMatchObject({ code: 'bad_input', message: expect.stringMatching(error) });
  });

  test('refused: a repository without a commit, an existing folder or an existing branch', async () => {
    const empty = path.join(root, 'empty');
    mkdirSync(empty);
    git(empty, 'init', '-q');
    await expect(planWorktree(ctx, empty, 'job')).rejects.toThrow(/has no commit yet/);
    writeFileSync(`${repository}-file`, '');
    await expect(planWorktree(ctx, repository, 'file')).rejects.toThrow(/already exists/);
    git(repository, 'branch', 'csd/there');
    await expect(planWorktree(ctx, repository, 'there')).rejects.toThrow(/the branch csd\/there already exists/);
    expect(branches()).toEqual(['csd/there', 'main']);
  });

  test('and removed again if the agent did not start', async () => {
    const worktree = await add();
    await dropWorktree(ctx, worktree);
    expect([existsSync(worktree.path), branches()]).toEqual([false, ['main']]);
  });
});

describe('the worktree of a forgotten session', () => {
  test('is removed with its branch if nothing was changed in it', async () => {
    const worktree = await add();
    expect(await releaseWorktree(ctx, worktree)).toEqual({ path: worktree.path, branch: 'csd/job', removed: true });
    expect([existsSync(worktree.path), branches()]).toEqual([false, ['main']]);
  });

  test.each<[string, (folder: string) => void, string]>([
    ['a new file', (folder) => writeFileSync(path.join(folder, 'new.txt'), ''), '1 file not committed'],
    ['a changed file', (folder) => writeFileSync(path.join(folder, 'part', 'a.txt'), 'b'), '1 file not committed'],
    [
      'a staged file',
      (folder) => {
        writeFileSync(path.join(folder, 'new.txt'), '');
        git(folder, 'add', '.');
      },
      '1 file not committed',
    ],
    ...['--assume-unchanged', '--skip-worktree'].map((flag): [string, (folder: string) => void, string] => [
      `a change that git does not tell (${flag})`,
      (folder) => {
        git(folder, 'update-index', flag, 'part/a.txt');
        writeFileSync(path.join(folder, 'part', 'a.txt'), 'mine\n');
      },
      '1 file that git was told to ignore changes in',
    ]),
    ['an ignored file', (folder) => writeFileSync(path.join(folder, 'out.log'), ''), '1 ignored file or folder'],
    ['a commit', (folder) => void commit(folder), '1 commit not pushed'],
    [
      'a commit on another branch',
      (folder) => {
        git(folder, 'switch', '-q', '-c', 'other');
        commit(folder);
      },
      '1 commit not pushed',
    ],
    [
      'a commit on no branch',
      (folder) => {
        git(folder, 'switch', '-q', '--detach');
        commit(folder);
      },
      '1 commit not pushed',
    ],
    [
      'a commit on its branch, while another is checked out',
      (folder) => {
        commit(folder);
        git(folder, 'switch', '-q', '-c', 'other', 'main');
      },
      '1 commit not pushed',
    ],
    [
      'commits that another branch of the repository has, and no remote',
      (folder) => {
        commit(folder);
        git(repository, 'merge', '-q', 'csd/job');
      },
      '1 commit not pushed',
    ],
  ])('stays with %s', async (_, change, kept) => {
    const worktree = await add();
    change(worktree.path);
    const before = branches();
    expect(await releaseWorktree(ctx, worktree)).toEqual({
      path: worktree.path,
      branch: 'csd/job',
      removed: false,
      kept,
    });
    expect([existsSync(worktree.path), branches()]).toEqual([true, before]);
  });

  test('stays with its starting commit if nothing else refers to that any more', async () => {
    commit(repository, 'second');
    const worktree = await add();
    git(repository, 'reset', '-q', '--hard', 'HEAD~1');
    expect(await releaseWorktree(ctx, worktree)).toMatchObject({ removed: false, kept: '2 commits not pushed' });
    git(repository, 'switch', '-q', '--detach', 'csd/job');
    expect(await releaseWorktree(ctx, worktree)).toMatchObject({ removed: true });
  });

  test('is removed with files that a sparse checkout leaves out', async () => {
    const worktree = await add();
    git(worktree.path, 'sparse-checkout', 'set', 'none');
    expect(existsSync(path.join(worktree.path, 'part', 'a.txt'))).toBe(false);
    expect(await releaseWorktree(ctx, worktree)).toMatchObject({ removed: true });
  });

  test('is removed once its commits are on a remote', async () => {
    const remote = path.join(root, 'remote.git');
    execFileSync('git', ['init', '-q', '--bare', remote]);
    git(repository, 'remote', 'add', 'origin', remote);
    const worktree = await add();
    commit(worktree.path);
    expect(await whyKept(ctx, worktree)).toBe('1 commit not pushed');
    git(worktree.path, 'push', '-q', 'origin', 'csd/job');
    expect(await releaseWorktree(ctx, worktree)).toMatchObject({ removed: true });
    expect([existsSync(worktree.path), branches()]).toEqual([false, ['main']]);
  });

  test('stays if another session works in it, if it is locked, or if it is no longer a worktree', async () => {
    const worktree = await add();
    mkdirSync(ctx.sessionsDir, { recursive: true, mode: 0o700 });
    const sidecar = { name: 'other', session_id: '', cwd: path.join(worktree.path, 'part'), backend: 'claude' };
    const file = path.join(ctx.sessionsDir, 'other.json');
    writeFileSync(file, JSON.stringify(sidecar), { mode: 0o600 });
    expect(await releaseWorktree(ctx, worktree)).toMatchObject({ removed: false, kept: 'session other works there' });
    expect(await whyKept(ctx, worktree, 'other')).toBeUndefined();
    rmSync(file);
    git(repository, 'worktree', 'lock', worktree.path);
    expect(await releaseWorktree(ctx, worktree)).toMatchObject({
      removed: false,
      kept: expect.stringContaining('git refuses'),
    });
    git(repository, 'worktree', 'unlock', worktree.path);
    rmSync(path.join(worktree.path, '.git'));
    expect(await releaseWorktree(ctx, worktree)).toMatchObject({ removed: false });
    rmSync(worktree.path, { recursive: true });
    expect(await releaseWorktree(ctx, worktree)).toMatchObject({ removed: false, kept: 'its folder is gone' });
    expect(branches()).toContain('csd/job');
  });
});

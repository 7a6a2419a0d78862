import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeScratchFolder } from '../../scripts/lab/scratch.ts';

let root: string;
let parents: [string, string];

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'csd-scratch-')));
  parents = [join(root, 'temporary/deep'), join(root, 'other')];
  for (const folder of parents) await mkdir(folder, { recursive: true });
});

afterEach(() => rm(root, { recursive: true }));

/** What this machine has above `root` must not affect a test. */
const below = (path: string) => path.startsWith(root) && existsSync(path);

it('makes the folder in the first parent', async () => {
  expect(dirname(await makeScratchFolder(parents, below))).toBe(parents[0]);
});

it.each(['.git', '.claude', '.codex', '.mcp.json'])(
  'uses another parent if a folder above contains %s',
  async (mark) => {
    await mkdir(join(root, 'temporary', mark));
    expect(dirname(await makeScratchFolder(parents, below))).toBe(parents[1]);
  },
);

it('names the obstacle if no parent is usable', async () => {
  await mkdir(join(root, 'temporary', '.git'));
  await mkdir(join(root, 'other', '.claude'));
  await expect(makeScratchFolder(parents, below)).rejects.toThrow(
    `remove ${join(root, 'temporary', '.git')} or ${join(root, 'other', '.claude')}`,
  );
});

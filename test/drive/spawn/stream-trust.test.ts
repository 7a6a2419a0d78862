import { beforeEach, describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { codex } from '../../../src/backends/codex/agent.ts';
import { requireTrusted } from '../../../src/drive/spawn/stream-trust.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';

const FILE = '/home/me/.claude.json';
let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
  ctx.files.put(FILE, JSON.stringify({ projects: { '/work/app': { hasTrustDialogAccepted: true } } }));
});

const untrusted = (words: RegExp) => ({ code: 'untrusted_folder', message: expect.stringMatching(words) });

test('a folder that the agent trusts is accepted, another is refused', async () => {
  await expect(requireTrusted(ctx, claude, '/work/app')).resolves.toBeUndefined();
  await expect(requireTrusted(ctx, claude, '/elsewhere')).rejects.toMatchObject(untrusted(/give --trust/));
});

test('a file that others can write does not count, and the error names the file', async () => {
  ctx.files.distrusted.set(FILE, 'open');
  await expect(requireTrusted(ctx, claude, '/work/app')).rejects.toMatchObject(
    untrusted(/\.claude\.json is not a file/),
  );
});

test('the file may be elsewhere and linked to', async () => {
  ctx.files.put('/home/me/dotfiles/claude.json', ctx.files.texts.get(FILE) ?? '');
  ctx.files.links.set(FILE, '/home/me/dotfiles/claude.json');
  await expect(requireTrusted(ctx, claude, '/work/app')).resolves.toBeUndefined();
});

describe('an agent that trusts repositories', () => {
  const config = (text: string) => ctx.files.put('/home/me/.codex/config.toml', text);
  const trusts = async (folder: string) => {
    const refusal = await requireTrusted(ctx, codex, folder).catch((error: { code: string }) => error.code);
    return refusal === undefined ? true : refusal;
  };
  const TRUSTED = 'model = "m" # mine\n[projects."/work/app"]\ntrust_level = "trusted"\n';

  beforeEach(() => {
    config(TRUSTED);
    ctx.files.put('/work/app/.git/HEAD', 'ref: refs/heads/main\n');
    ctx.files.put('/work/app/part/a.txt', '');
  });

  test('trusts all folders of a trusted one, and no other', async () => {
    expect(await trusts('/work/app')).toBe(true);
    expect(await trusts('/work/app/part')).toBe(true);
    expect(await trusts('/work')).toBe('untrusted_folder');
    ctx.files.put('/work/app/part/.git/HEAD', '');
    expect(await trusts('/work/app/part')).toBe('untrusted_folder');
  });

  test('trusts a worktree that the repository lists, and none that only claims it', async () => {
    ctx.files.put('/else/tree/.git', 'gitdir: /work/app/.git/worktrees/tree\n');
    expect(await trusts('/else/tree')).toBe('untrusted_folder');
    ctx.files.put('/work/app/.git/worktrees/tree/gitdir', '/else/other/.git\n');
    expect(await trusts('/else/tree')).toBe('untrusted_folder');
    ctx.files.put('/work/app/.git/worktrees/tree/gitdir', '/else/tree/.git\n');
    expect(await trusts('/else/tree')).toBe(true);
  });

  test.each([
    ['no file', undefined],
    ['an empty one', ''],
    ['a broken one', `${TRUSTED}[`],
    ['another level', TRUSTED.replace('"trusted"', '"untrusted"')],
    ['a comment', TRUSTED.replace('trust_level', '# trust_level')],
  ])('%s does not count as trust', async (_, text) => {
    if (text === undefined) ctx.files.texts.delete('/home/me/.codex/config.toml');
    else config(text);
    expect(await trusts('/work/app')).toBe('untrusted_folder');
  });
});

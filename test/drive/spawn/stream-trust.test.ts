import { beforeEach, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { requireTrusted } from '../../../src/drive/spawn/stream-trust.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';

const FILE = '/home/me/.claude.json';
let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
  ctx.files.put(FILE, JSON.stringify({ projects: { '/work/app': { hasTrustDialogAccepted: true } } }));
});

const untrusted = (words: RegExp) => ({ code: 'untrusted_folder', message: expect.stringMatching(words) });

test('a folder that the agent was told to trust is taken, another is refused', async () => {
  await expect(requireTrusted(ctx, claude, '/work/app')).resolves.toBeUndefined();
  await expect(requireTrusted(ctx, claude, '/elsewhere')).rejects.toMatchObject(untrusted(/give --trust/));
});

test('what a file says that others can write does not count, and the error names the file', async () => {
  ctx.files.distrusted.set(FILE, 'open');
  await expect(requireTrusted(ctx, claude, '/work/app')).rejects.toMatchObject(
    untrusted(/\.claude\.json is not a file/),
  );
});

test('a person may keep the file elsewhere and link to it', async () => {
  ctx.files.put('/home/me/dotfiles/claude.json', ctx.files.texts.get(FILE) ?? '');
  ctx.files.links.set(FILE, '/home/me/dotfiles/claude.json');
  await expect(requireTrusted(ctx, claude, '/work/app')).resolves.toBeUndefined();
});

import { beforeEach, expect, test } from 'vitest';
import type { LaunchRequest } from '../../../src/drive/spawn/request.ts';
import { launch } from '../../../src/drive/spawn/spawn.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import type { FakePane } from '../../fakes/tmux.ts';

const COMPOSER = `${'─'.repeat(80)}\n❯ \n${'─'.repeat(80)}\n  ? for shortcuts`;
let ctx: FakeContext;
let panes: FakePane[];
beforeEach(() => {
  ctx = createFakeContext();
  ctx.processes.outputs.set('/bin/claude', '2.1.330 (Claude Code)\n');
  panes = [];
  ctx.tmux.onStart = (_session, pane) => {
    panes.push(pane);
    pane.command = 'claude';
    ctx.clock.after(300, () => {
      pane.screen = COMPOSER;
    });
  };
});

const start = (creator: string | undefined, most = 2, more: LaunchRequest = {}) =>
  launch(ctx, {
    noUsage: true,
    ids: 'words',
    maxPerCreator: most,
    ...(creator !== undefined && { mark: { creator } }),
    ...more,
  });
const refused = { code: 'too_many_sessions' };

test('a creator may have a number of running sessions, and no more; others are not counted', async () => {
  const first = await start('lead');
  const second = await start('lead');
  await expect(start('lead')).rejects.toMatchObject({
    ...refused,
    data: { creator: 'lead', most: 2, sessions: [first.sidecar.name, second.sidecar.name].sort() },
  });
  await expect(start('Lead')).resolves.toBeDefined();
  await expect(start('lead', 3)).resolves.toBeDefined();
});

test('all callers without a name and a pane count as one', async () => {
  await start(undefined, 1);
  await expect(start(undefined, 1)).rejects.toMatchObject({ ...refused, data: { creator: null } });
});

test('a session that has ended, whose agent has ended, or whose server is gone no longer counts', async () => {
  await start('lead', 1);
  panes[0]?.exit(0);
  await start('lead', 1);
  ctx.tmux.restartServer();
  await start('lead', 1);
  await expect(start('lead', 1)).rejects.toMatchObject(refused);
});

test('a session that tmux reports nothing about counts', async () => {
  await start('lead', 1);
  ctx.tmux.look = async (addresses) => addresses.map(() => ({ kind: 'failed' as const, reason: 'busy' }));
  await expect(start('lead', 1)).rejects.toMatchObject(refused);
});

test('only the allowed number of many concurrent starts succeeds', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => start('lead', 7)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
  const reasons = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
  expect(new Set(reasons)).toEqual(new Set(['too_many_sessions']));
  expect(panes).toHaveLength(7);
});

test('a failed start takes no place, and the lock is released', async () => {
  ctx.tmux.onStart = (_session, pane) => pane.exit(1);
  await expect(start('lead', 1)).rejects.toMatchObject({ code: 'spawn_failed' });
  await expect(start('lead', 1)).rejects.toMatchObject({ code: 'spawn_failed' });
  expect([...ctx.files.texts.keys()].filter((file) => file.endsWith('.lock'))).toEqual([]);
});

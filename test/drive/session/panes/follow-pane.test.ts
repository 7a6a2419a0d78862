import { expect, test } from 'vitest';
import { followPane } from '../../../../src/drive/session/panes/follow-pane.ts';
import { createFakeContext } from '../../../fakes/context.ts';
import { ScriptedAgent } from '../../scripted.ts';

test('a pane is reported at once, and again when its content changes; it is captured less often while idle', async () => {
  const ctx = createFakeContext();
  const agent = new ScriptedAgent(ctx);
  let looks = 0;
  agent.pane.onLook = () => {
    looks++;
  };
  agent.pane.screen = 'one\x1b[2J';
  const life = new AbortController();
  const views = followPane({ ...ctx, signal: life.signal }, agent.sidecar);
  expect((await views.next()).value?.screen).toMatch(/^one\n/);
  ctx.clock.after(300, () => {
    agent.pane.screen = 'two';
  });
  expect((await views.next()).value?.screen).toMatch(/^two\n/);
  expect(looks).toBeLessThan(6);

  const before = { looks, at: ctx.clock.now() };
  ctx.clock.after(60_000, () => {
    agent.pane.screen = 'three';
  });
  expect((await views.next()).value?.screen).toMatch(/^three\n/);
  expect(ctx.clock.now() - before.at).toBeLessThan(61_000);
  // Ten seconds at eight looks a second, fifty at two.
  expect(looks - before.looks).toBeGreaterThan(100);
  expect(looks - before.looks).toBeLessThan(220);
  life.abort();
  expect((await views.next()).done).toBe(true);
});

test('a missing pane is an error', async () => {
  const ctx = createFakeContext();
  const agent = new ScriptedAgent(ctx);
  const sidecar = { ...agent.sidecar, pane_pid: agent.pane.pid + 1 };
  await expect(followPane(ctx, sidecar).next()).rejects.toMatchObject({ code: 'dead' });
});

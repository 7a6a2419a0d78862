import { beforeEach, expect, test } from 'vitest';
import { saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { createPanes } from '../../../src/entry/serve/page-panes.ts';
import type { FaceHost } from '../../../src/faces/host.ts';
import type { Panes } from '../../../src/faces/http/panes.ts';
import { ScriptedAgent } from '../../drive/scripted.ts';
import { playedHost } from '../../faces/face-host.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';

const view = (screen: string) => ({ screen, width: 10, height: 1, cursor: { x: 0, y: 0 } });
let ctx: FakeContext;
let asked: unknown[];
let panes: Panes;
beforeEach(() => {
  ctx = createFakeContext();
  asked = [];
  const screens = ['one', 'one', 'two'].map(view);
  const face = {
    ...playedHost(),
    operations: { screen: async () => ({ name: 'screen' }) },
    call: async (_operation: unknown, input: unknown) => {
      asked.push(input);
      return screens[Math.min(asked.length, screens.length) - 1];
    },
    pause: async () => undefined,
  } as unknown as FaceHost;
  panes = createPanes(ctx, face, ['far']);
});

test('a screen of another machine is polled, and reported when it changes', async () => {
  const life = new AbortController();
  const seen: string[] = [];
  for await (const { screen } of panes.follow('job@far', life.signal)) {
    seen.push(screen);
    if (seen.length === 2) life.abort();
  }
  expect(seen).toEqual(['one', 'two']);
  expect(new Set(asked.map((input) => JSON.stringify(input)))).toEqual(new Set(['{"session":"job@far"}']));
  expect(asked.length).toBeGreaterThanOrEqual(3);
});

test('keys reach a session of this machine, and not one of another', async () => {
  const agent = new ScriptedAgent(ctx);
  await saveSidecar(ctx, agent.sidecar);
  const { signal } = new AbortController();
  await panes.type('job', { keys: ['y'] }, signal);
  expect(agent.pane.received).toEqual(['key:y']);
  await expect(panes.type('job@far', { keys: ['y'] }, signal)).rejects.toMatchObject({ code: 'unsupported' });
  await expect(panes.type('nobody', { keys: ['y'] }, signal)).rejects.toMatchObject({ code: 'no_such_session' });
  expect(agent.pane.received).toEqual(['key:y']);
});

test('it reports what a session can be started with', async () => {
  expect(await panes.about()).toMatchObject({ hosts: ['far'], folder: ctx.cwd, backends: [...ctx.backends.keys()] });
});

import { beforeEach, expect, test } from 'vitest';
import { findCaller, findCreator } from '../../../src/drive/session/caller.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { FAKE_SOCKET } from '../../fakes/tmux.ts';
import { ScriptedAgent } from '../scripted.ts';

const SERVER = 77;
let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
  ctx.processes.living.set(SERVER, 'start');
});

function calledFrom(pane: string, socket = FAKE_SOCKET, server = SERVER): void {
  Object.assign(ctx.env, { TMUX: `${socket},${server},0`, TMUX_PANE: pane });
}

function session(name: string, more: object = {}): ScriptedAgent {
  const agent = new ScriptedAgent(ctx, name);
  const sidecar = { ...agent.sidecar, tmux_socket: FAKE_SOCKET, ...more };
  ctx.files.put(`/state/${name}.json`, JSON.stringify(sidecar));
  return agent;
}

test('a call from the pane of a session comes from that session', async () => {
  session('other');
  const { pane } = session('job');
  calledFrom(pane.id);
  expect(await findCaller(ctx)).toEqual({ tmux: 'job', session: 'job' });
  expect(await findCreator(ctx)).toBe('job');
});

test('a call from another pane of tmux comes from the tmux session', async () => {
  session('job');
  calledFrom(ctx.tmux.add('my work').id);
  expect(await findCaller(ctx)).toEqual({ tmux: 'my work' });
  expect(await findCreator(ctx)).toBe('my work');
});

test('outside of tmux the caller is unknown, and behind a server too', async () => {
  const { pane } = session('job');
  expect(await findCaller(ctx)).toBeUndefined();
  calledFrom(pane.id);
  expect(await findCaller({ ...ctx, isServer: true })).toBeUndefined();
});

test('a pane of an ended server is not the one with the same id on a later server', async () => {
  const { pane } = session('job');
  calledFrom(pane.id, FAKE_SOCKET, SERVER + 1);
  expect(await findCaller(ctx)).toBeUndefined();
});

test('a pane with the id of a session that runs another process is not that session', async () => {
  const { pane } = session('job', { pane_pid: 1 });
  calledFrom(pane.id);
  expect(await findCaller(ctx)).toEqual({ tmux: 'job' });
});

test('an ended session has no pane any more', async () => {
  const { pane } = session('job', { ended: { at: 1, how: 'command' } });
  calledFrom(pane.id);
  expect(await findCaller(ctx)).toEqual({ tmux: 'job' });
});

test.each(['', '%', '5', '%5 ', '=job:', '%5;kill-server'])(
  'TMUX_PANE %j is not a pane, and tmux is not asked',
  async (pane) => {
    calledFrom(pane);
    expect(await findCaller(ctx)).toBeUndefined();
    expect(ctx.tmux.looks).toEqual([]);
  },
);

test('if tmux does not answer, the caller is unknown', async () => {
  const { pane } = session('job');
  calledFrom(pane.id);
  ctx.tmux.failure = 'server busy';
  expect(await findCaller(ctx)).toBeUndefined();
});

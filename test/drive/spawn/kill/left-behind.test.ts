import { beforeEach, describe, expect, test } from 'vitest';
import { emptyStream } from '../../../../src/detect/stream/fold-stream.ts';
import { saveSidecar } from '../../../../src/drive/session/sidecars/sidecar-store.ts';
import { streamFiles } from '../../../../src/drive/session/sidecars/stream-files.ts';
import { endLeftBehind } from '../../../../src/drive/spawn/kill/left-behind.ts';
import { createFakeContext, type FakeContext } from '../../../fakes/context.ts';
import { streamSidecar } from '../../stream-sidecar.ts';

const [HOST, AGENT] = [70, 71];

let ctx: FakeContext;

/** The host was killed; its agent has noticed that its input is closed. */
beforeEach(async () => {
  ctx = createFakeContext();
  const pane = ctx.tmux.add('job');
  await saveSidecar(ctx, streamSidecar(pane, { session_id: 'c1', stream_path: streamFiles(ctx, 'job').folder }));
  const { state, socket } = streamFiles(ctx, 'job');
  const stream = { ...emptyStream(), ready: true, conversation: 'c1', conversations: ['c1'] };
  ctx.files.put(state, JSON.stringify({ host: HOST, agent: AGENT, agentStart: 'then', socket, stream }));
  ctx.processes.living.set(AGENT, 'then');
});

describe('before a conversation is resumed, the agent of a killed host', () => {
  test('is left to end by itself', async () => {
    const ended = endLeftBehind(ctx, 'c1');
    await ctx.clock.sleep(1000);
    ctx.processes.living.delete(AGENT);
    await ended;
    expect(ctx.processes.signals).toEqual([]);
  });

  test('is ended if it continues to work', async () => {
    await endLeftBehind(ctx, 'c1');
    expect(ctx.processes.signals).toEqual([[AGENT, 'SIGTERM']]);
    expect(ctx.processes.isAlive(AGENT)).toBe(false);
  });

  test('is ended by force if it ignores that', async () => {
    ctx.processes.endsOn = ['SIGKILL'];
    await endLeftBehind(ctx, 'c1');
    expect(ctx.processes.isAlive(AGENT)).toBe(false);
  });

  test.each([
    ['has another conversation', 'c2', {}],
    ['has a living host', 'c1', { [HOST]: 'then' }],
    ['is another process with its id', 'c1', { [AGENT]: 'later' }],
  ])('is not touched if it %s', async (_, conversation, living) => {
    for (const [pid, mark] of Object.entries(living)) ctx.processes.living.set(Number(pid), mark);
    await endLeftBehind(ctx, conversation);
    expect(ctx.processes.signals).toEqual([]);
    expect(ctx.processes.isAlive(AGENT)).toBe(true);
  });
});

import { expect, test } from 'vitest';
import { emptyStream } from '../../../src/detect/stream/fold-stream.ts';
import { observe } from '../../../src/drive/observe/observe.ts';
import { streamFiles } from '../../../src/drive/session/sidecars/stream-files.ts';
import { createFakeContext } from '../../fakes/context.ts';
import { streamSidecar } from '../stream-sidecar.ts';

const ID = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';

test('the conversation that an agent names in its own file counts once it is ready, because it may be temporary before', async () => {
  const ctx = createFakeContext();
  const pane = ctx.tmux.add('job');
  const sidecar = streamSidecar(pane, { session_id: ID, backend: 'claude', config_dir: '/home/me/.claude' });
  const { state, socket } = streamFiles(ctx, 'job');
  const named = async (ready: boolean, conversation?: string) => {
    const stream = { ...emptyStream(), ready, ...(conversation && { conversation }) };
    ctx.files.put(state, JSON.stringify({ host: pane.pid, agent: 9, socket, stream }));
    const [seen] = await observe(ctx, [sidecar]);
    return seen?.signals.statusFile;
  };
  ctx.files.put('/home/me/.claude/sessions/9.json', JSON.stringify({ pid: 9, sessionId: ID }));
  expect(await named(false)).toEqual({ kind: 'absent' });
  expect(await named(true)).toMatchObject({ kind: 'read', status: { sessionId: ID } });
  expect(await named(true, 'said')).toMatchObject({ status: { sessionId: 'said' } });
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Event } from '../../../src/contract/event.ts';
import { emptyStream, type StreamState } from '../../../src/detect/stream/fold-stream.ts';
import type { Hub } from '../../../src/drive/session/hub-interface.ts';
import { saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { streamFiles } from '../../../src/drive/session/sidecars/stream-files.ts';
import { createHub } from '../../../src/drive/watch/hub.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { SteppedClock, settle } from '../../fakes/stepped-clock.ts';
import { streamSidecar } from '../stream-sidecar.ts';

let ctx: FakeContext;
let clock: SteppedClock;
let hub: Hub;
let publish: (change: Partial<StreamState>) => void;

beforeEach(async () => {
  clock = new SteppedClock();
  ctx = Object.assign(createFakeContext(), { clock });
  ctx.files.onChange = (file) => ctx.watch.change(file);
  const pane = ctx.tmux.add('job');
  const { state, socket, folder } = streamFiles(ctx, 'job');
  publish = (change) => {
    const stream = { ...emptyStream(), ready: true, ...change };
    ctx.files.put(state, JSON.stringify({ host: pane.pid, agent: 9, socket, stream }));
  };
  publish({});
  await saveSidecar(ctx, streamSidecar(pane, { backend: 'claude', stream_path: folder }));
  hub = createHub(ctx);
});
afterEach(async () => {
  hub.close();
  await settle();
});

test('an end that follows a text by a few ms is reported a few ms later', async () => {
  const over = new AbortController();
  const events: Event[] = [];
  const done = (async () => {
    for await (const event of hub.events({ signal: over.signal })) events.push(event);
  })();
  await clock.pass(200);
  publish({ running: true, turn: 1, text: 'Hello.' });
  await clock.pass(6);
  expect(events.at(-1)).toMatchObject({ type: 'changed', state: { status: 'working' } });
  publish({ turn: 1, last: { text: 'Hello.', at: clock.now() } });
  await clock.pass(10);
  expect(events.at(-1)).toMatchObject({ type: 'changed', state: { status: 'idle_done', text: 'Hello.' } });
  over.abort();
  await done.catch(() => undefined);
});

import { beforeEach, expect, test } from 'vitest';
import type { Sidecar } from '../../../src/contract/session.ts';
import { emptyStream, type StreamState } from '../../../src/detect/stream/fold-stream.ts';
import { observe } from '../../../src/drive/observe/observe.ts';
import { streamFiles } from '../../../src/drive/session/sidecars/stream-files.ts';
import { entryPath, entryText } from '../../../src/drive/signals/entries.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import type { FakePane } from '../../fakes/tmux.ts';
import { streamSidecar } from '../stream-sidecar.ts';

const ID = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';
const AT = Date.UTC(2026, 0, 1);

let ctx: FakeContext;
let pane: FakePane;
let sidecar: Sidecar;

beforeEach(() => {
  ctx = createFakeContext();
  pane = ctx.tmux.add('job');
  sidecar = streamSidecar(pane, { session_id: ID, backend: 'claude', config_dir: '/home/me/.claude' });
});

/** The state of a session whose host has published this, and whose conversation contains these records. */
async function stateOf(change: Partial<StreamState>, records: object[]) {
  const { state, socket } = streamFiles(ctx, 'job');
  const stream = { ...emptyStream(), ready: true, ...change };
  ctx.files.put(state, JSON.stringify({ host: pane.pid, agent: 9, socket, stream }));
  const lines = records.map((record, n) => {
    const timestamp = new Date(AT + n * 1000).toISOString();
    return `${JSON.stringify({ uuid: `u${n}`, parentUuid: n === 0 ? null : `u${n - 1}`, sessionId: ID, timestamp, ...record })}\n`;
  });
  if (lines.length > 0) ctx.files.put(`/home/me/.claude/projects/-work-app/${ID}.jsonl`, lines.join(''));
  const [seen] = await observe(ctx, [sidecar]);
  return seen?.verdict.state;
}

const prompt = (content: string) => ({ type: 'user', message: { role: 'user', content } });
const answer = (text: string, stop_reason: string | null = 'end_turn') => ({
  type: 'assistant',
  message: { id: 'm', role: 'assistant', content: [{ type: 'text', text }], stop_reason },
});

test('a resumed conversation is in the state in which it was left', async () => {
  const said = [prompt('say hello'), answer('Hello there.')];
  expect(await stateOf({}, said)).toMatchObject({ status: 'idle_done', text: 'Hello there.', turn: AT });
  const asked = [prompt('ask'), answer('Shall I go on?')];
  expect(await stateOf({}, asked)).toMatchObject({ status: 'awaiting_answer', asks: 'Shall I go on?' });
});

test('a turn that csd began keeps its number, and a later one has its own', async () => {
  const turn = AT - 300;
  const entry = { turn, at: turn, outcome: 'submitted' as const, start: 'sayhello' };
  ctx.files.put(entryPath(ctx, sidecar), entryText(sidecar, entry));
  const said = [prompt('say hello'), answer('Hello there.')];
  expect(await stateOf({}, said)).toMatchObject({ text: 'Hello there.', turn });
  expect(await stateOf({}, [...said, prompt('typed'), answer('Read.')])).toMatchObject({ turn: AT + 2000 });
});

test('a new conversation has no turn, and a cleared or working one has the state of its host', async () => {
  const said = [prompt('say hello'), answer('Hello there.')];
  expect(await stateOf({}, [])).toMatchObject({ status: 'spawning' });
  expect(await stateOf({ clearedAt: 5 }, said)).toMatchObject({ status: 'spawning' });
  expect(await stateOf({ ready: false }, said)).toMatchObject({ status: 'spawning' });
  const pending = [{ id: 'p', turn: 7, at: 7, start: 'x', taken: false, before: false, queued: false }];
  expect(await stateOf({ pending }, said)).toMatchObject({ status: 'working', turn: 7 });
  expect(await stateOf({ last: { text: 'Newer.', at: 9 }, turn: 8 }, said)).toMatchObject({ text: 'Newer.', turn: 8 });
});

test('an unfinished turn is not reported', async () => {
  expect(await stateOf({}, [prompt('say hello')])).toMatchObject({ status: 'spawning' });
});

import { beforeEach, expect, test } from 'vitest';
import { openDeltas } from '../../../src/drive/conversations/follow-deltas.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';

const RECORDS = '/stream/job/records.jsonl';
const sidecar = (more: object) =>
  JSON.stringify({ name: 'job', session_id: 's', cwd: '/work/app', backend: 'claude', created: 1, ...more });
const piece = (text: string, from = 'agent') =>
  `${JSON.stringify({
    at: 1,
    from,
    record: { type: 'stream_event', event: { type: 'content_block_delta', delta: { type: 'text_delta', text } } },
  })}\n`;
const codexPiece = (delta: string, threadId = 'own') =>
  `${JSON.stringify({ at: 1, from: 'agent', record: { method: 'item/agentMessage/delta', params: { threadId, delta } } })}\n`;

let ctx: FakeContext;
const add = (text: string) => ctx.files.append(RECORDS, text);
beforeEach(() => {
  ctx = createFakeContext();
  ctx.files.put('/state/job.json', sidecar({ driver: 'stream', stream_path: '/stream/job' }));
  ctx.files.put(RECORDS, piece('said before'));
});

test('reports everything said from now on, once, even if a line arrives in two parts', async () => {
  const read = await openDeltas(ctx, 'job');
  expect(await read?.()).toBe('');
  await add(`${piece('Good ')}not a record\n${piece('typed by csd', 'csd')}${piece('mörning')}`);
  expect(await read?.()).toBe('Good mörning');
  const line = piece(', all 中');
  await add(line.slice(0, -8));
  expect(await read?.()).toBe('');
  await add(line.slice(-8));
  expect(await read?.()).toBe(', all 中');
  expect(await read?.()).toBe('');
});

test('continues when the file is rotated', async () => {
  const read = await openDeltas(ctx, 'job');
  await add(piece('one'));
  expect(await read?.()).toBe('one');
  ctx.files.put(RECORDS, piece('two'));
  expect(await read?.()).toBe('two');
});

test('works for codex too', async () => {
  ctx.files.put('/state/job.json', sidecar({ driver: 'stream', stream_path: '/stream/job', backend: 'codex' }));
  const read = await openDeltas(ctx, 'job');
  const stream = { conversation: 'own' };
  ctx.files.put('/stream/job/state.json', JSON.stringify({ host: 1, agent: 2, socket: '/s', stream }));
  await add(`${codexPiece('a')}${codexPiece('of a helper', 'other')}${codexPiece('b')}`);
  expect(await read?.()).toBe('ab');
});

test('reports nothing for a session with a screen, nor from a file that others can write', async () => {
  const read = await openDeltas(ctx, 'job');
  ctx.files.distrusted.set(RECORDS, 'foreign');
  await add(piece('planted'));
  expect(await read?.()).toBe('');
  ctx.files.put('/state/job.json', sidecar({}));
  expect(await openDeltas(ctx, 'job')).toBeUndefined();
  await expect(openDeltas(ctx, 'nobody')).rejects.toMatchObject({ code: 'no_such_session' });
});

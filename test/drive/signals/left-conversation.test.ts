import { beforeEach, expect, test } from 'vitest';
import { codex } from '../../../src/backends/codex/agent.ts';
import type { Sidecar } from '../../../src/contract/session.ts';
import type { Backend } from '../../../src/detect/agent/backend.ts';
import type { Entry } from '../../../src/detect/verdict/signals.ts';
import { findLeft } from '../../../src/drive/signals/left-conversation.ts';
import { readTurn } from '../../../src/drive/signals/read-last-turn.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';

const START = Date.UTC(2030, 0, 1, 12);
const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const pathOf = (n: number) => `/home/me/.codex/sessions/2030/01/01/rollout-2030-01-01T12-00-00-${id(n)}.jsonl`;

let ctx: FakeContext;
beforeEach(() => {
  ctx = createFakeContext();
});

/** Writes a conversation with one turn, which began this many seconds after the start. */
function put(n: number, second: number, isOver = true, prompt = `prompt ${n}`) {
  const record = (after: number, payload: object) =>
    `${JSON.stringify({ timestamp: new Date(START + after * 1000).toISOString(), type: 'event_msg', payload })}\n`;
  const over = isOver ? record(second + 2, { type: 'task_complete', last_agent_message: `Answer ${n}.` }) : '';
  const said = record(second + 1, { type: 'user_message', message: prompt });
  ctx.files.put(pathOf(n), record(second, { type: 'task_started' }) + said + over);
}

/** Whether the session, which shows conversation 1 again, has left the one of its last prompt, and its verdict. */
async function left(pinned: number, place: Entry['transcript'], more: Partial<Sidecar> = {}, agent: Backend = codex) {
  const names = { name: 'job', session_id: id(pinned), cwd: '/work/app', backend: 'codex', jsonl_path: pathOf(pinned) };
  const entry: Entry = {
    turn: 2,
    outcome: 'submitted',
    start: 'prompt 2',
    at: START + 60_000,
    ...(place && { transcript: place }),
  };
  const turn = await readTurn(ctx.files, pathOf(1), codex, { entry, pause: async () => undefined });
  if (!turn) throw new Error('no turn was read');
  return findLeft(ctx, { ...names, ...more } as Sidecar, agent, { path: pathOf(1), turn, entry });
}

test.each([
  ['its own file', () => ({ path: pathOf(2), size: 0 })],
  ['no file yet', () => undefined],
  ['the file of the conversation before it', () => ({ path: pathOf(1), size: 400 })],
])(
  'the conversation of the last prompt was left if its turn is over there, and is elsewhere while it is in flight: %s was known when it was sent',
  async (_, place) => {
    put(1, 0);
    put(2, 60);
    expect(await left(2, place())).toBe('left');
    put(2, 60, false);
    expect(await left(2, place())).toBe('elsewhere');
  },
);

test('a person has moved to another conversation if the first prompt since is another one, there', async () => {
  put(1, 90);
  put(2, 60);
  const { held: _, ...transcript } = codex.transcript;
  const place = { path: pathOf(2), size: 0 };
  expect(await left(2, place, {}, { ...codex, transcript })).toBe('moved');
  // Of several open ones, the person may go back to it.
  expect(await left(2, place)).toBe('left');
  put(2, 0);
  expect(await left(2, { path: pathOf(2), size: 0 })).toBe(undefined);
});

test('no conversation was left while no other has the prompt', async () => {
  put(1, 0);
  put(2, 30);
  expect(await left(2, { path: pathOf(1), size: 400 })).toBe(undefined);
  expect(await left(1, { path: pathOf(1), size: 400 })).toBe(undefined);
});

/** The same with a conversation 1 whose prompt, with this text, is newer than the one that was sent. */
async function leftFor(prompt: string, place: Entry['transcript'], more: Partial<Sidecar> = {}) {
  put(1, 90, true, prompt);
  return left(1, place, more);
}

test('the turn of the last prompt is in another conversation than one that a person has prompted since', async () => {
  for (const [isOver, expected] of [
    [false, 'elsewhere'],
    [true, 'left'],
  ] as const) {
    put(2, 60, isOver);
    expect(await leftFor('another task', { path: pathOf(2), size: 0 })).toBe(expected);
    // It was the first prompt of its conversation, which had no file yet.
    expect(await leftFor('another task', undefined, { earlier: [id(2)] })).toBe(expected);
  }
});

test('the turn of the last prompt is not elsewhere if the shown conversation has that prompt, or no other has', async () => {
  put(2, 60, false);
  expect(await leftFor('prompt 2', { path: pathOf(2), size: 0 })).toBe(undefined);
  put(2, 60, false, 'not that one');
  expect(await leftFor('another task', { path: pathOf(2), size: 0 })).toBe(undefined);
});

test('a further file of the same conversation, after going back in it, is not another one', async () => {
  put(2, 60, false);
  const text = (await ctx.files.read(pathOf(2))) ?? '';
  const part = pathOf(1).replace('.jsonl', `_${id(2)}.jsonl`);
  ctx.files.put(part, text);
  expect(await leftFor('another task', { path: part, size: 0 })).toBe(undefined);
});

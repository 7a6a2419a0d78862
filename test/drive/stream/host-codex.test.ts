import { beforeEach, describe, expect, test } from 'vitest';
import { stream as grammar } from '../../../src/backends/codex/stream.ts';
import { toState } from '../../../src/detect/stream/to-state.ts';
import { StreamHost } from '../../../src/drive/stream/host.ts';
import { FakeWorld, settle } from '../../fakes/host-world.ts';

const OPENING = { method: 'thread/start', params: { cwd: '/work' } };
let world: FakeWorld;
let host: StreamHost;

beforeEach(() => {
  world = new FakeWorld();
  const session = { mark: 'ab', opening: OPENING };
  host = new StreamHost(world, grammar, { name: 'job', socket: '/s', session }, { host: 7, agent: 8 });
  host.begin();
});

const hear = (record: object) => host.hear(JSON.stringify(record));
const notice = (method: string, params: object = {}) => hear({ method, params: { threadId: 'c1', ...params } });
const open = () => {
  hear({ id: 'csd-initialize', result: {} });
  hear({ id: 'csd-open', result: { thread: { id: 'c1' }, model: 'm' } });
};
const due = (prompt: string, turn: string) => hear({ id: prompt, result: { turn: { id: turn } } });
const began = (turn: string) => notice('turn/started', { turn: { id: turn } });
const taken = (prompt: string) =>
  notice('item/started', { item: { type: 'userMessage', id: `i-${prompt}`, clientId: prompt } });
const ended = (turn: string, status = 'completed') =>
  notice('turn/completed', { turn: { id: turn, status, items: [] } });
const gate = (id: number) =>
  hear({
    id,
    method: 'item/commandExecution/requestApproval',
    params: { threadId: 'c1', itemId: 'x', command: 'ls', availableDecisions: ['accept', 'cancel'] },
  });
const prompt = (id: string, more: object = {}) =>
  host.ask({ id, act: 'prompt', text: `do ${id}`, ifIdle: false, ...more });
const turns = () => world.said.filter(({ method }) => method === 'turn/start').map(({ id }) => id);
const stream = () => JSON.parse(world.published).stream;
const status = () => toState(stream()).state.status;

test('the agent is initialised, then told about its conversation, and accepts prompts once that exists', async () => {
  expect(world.said.map(({ method }) => method)).toEqual(['initialize']);
  expect(await prompt('early')).toEqual({ ok: false, code: 'not_ready' });
  open();
  expect(world.said.slice(1)).toEqual([{ method: 'initialized' }, { id: 'csd-open', ...OPENING }]);
  expect(stream()).toMatchObject({ ready: true, conversation: 'c1', model: 'm' });
});

test('an agent that cannot open the conversation is ended, with its message in the pane', () => {
  hear({ id: 'csd-initialize', result: {} });
  hear({ id: 'csd-open', error: { message: 'no rollout found' } });
  expect(world.closed).toBe(true);
  expect(world.drawn).toContain('no rollout found');
  expect(stream().ready).toBe(false);
});

describe('prompts', () => {
  test('the start of a turn is not proof: the prompt itself must be echoed', async () => {
    open();
    const reply = prompt('a');
    due('a', 't1');
    began('t1');
    await settle();
    expect(await Promise.race([reply, 'open'])).toBe('open');
    taken('a');
    expect(await reply).toMatchObject({ ok: true, outcome: 'submitted', confirmed_by: 'replay' });
    ended('t1');
    expect(status()).toBe('idle_done');
  });

  test('a prompt that the agent refuses is reported with its words, and nothing is due', async () => {
    open();
    const reply = prompt('a');
    hear({ id: 'a', error: { message: 'thread not found' } });
    expect(await reply).toEqual({ ok: false, code: 'not_accepted', step: 'thread not found' });
    expect(status()).toBe('spawning');
  });

  test('a prompt put into the turn in flight is queued once the agent confirms it, until the turn takes it', async () => {
    open();
    void prompt('a');
    due('a', 't1');
    began('t1');
    taken('a');
    const reply = prompt('b');
    due('b', 't1');
    expect(await reply).toMatchObject({ outcome: 'queued', confirmed_by: 'queue' });
    expect(toState(stream()).state).toMatchObject({ status: 'working', queued: 1 });
    taken('b');
    ended('t1');
    expect(status()).toBe('idle_done');
    expect(turns()).toEqual(['a', 'b']);
  });

  test.each(['interrupted', 'completed'])(
    'a prompt that was left over when the turn ended (%s) is sent again, once',
    async (how) => {
      open();
      void prompt('a');
      due('a', 't1');
      began('t1');
      taken('a');
      void prompt('b');
      due('b', 't1');
      ended('t1', how);
      expect(turns()).toEqual(['a', 'b', 'b']);
      expect(status()).toBe('working');
      due('b', 't2');
      began('t2');
      taken('b');
      ended('t2');
      expect(turns()).toEqual(['a', 'b', 'b']);
      expect(status()).toBe('idle_done');
    },
  );

  test('a prompt that crossed the end of the turn is sent again only if the agent put it into that turn', () => {
    open();
    void prompt('a');
    due('a', 't1');
    began('t1');
    taken('a');
    void prompt('b');
    void prompt('c');
    ended('t1');
    expect(turns()).toEqual(['a', 'b', 'c']);
    due('b', 't1');
    due('c', 't2');
    expect(turns()).toEqual(['a', 'b', 'c', 'b']);
  });
});

test('an interrupt waits until the due turn has an id', async () => {
  open();
  void prompt('a');
  const reply = host.ask({ id: 'i', act: 'interrupt' });
  await settle();
  expect(world.said.some(({ method }) => method === 'turn/interrupt')).toBe(false);
  due('a', 't1');
  began('t1');
  await settle();
  expect(world.said.at(-1)).toMatchObject({ method: 'turn/interrupt', params: { threadId: 'c1', turnId: 't1' } });
  ended('t1', 'interrupted');
  expect(await reply).toEqual({ ok: true, interrupted: true });
});

test('a gate is answered by the agent’s own id for it; one of an earlier start is unknown', async () => {
  open();
  gate(0);
  expect(toState(stream()).state).toMatchObject({ status: 'blocked', gate_id: 'ab-0', tool: 'exec_command' });
  const wrong = host.ask({ id: 'x', act: 'gate', gate: 'cd-0', verdict: { option: 0 } });
  expect(await wrong).toEqual({ ok: false, code: 'gate_changed' });
  const reply = host.ask({ id: 'y', act: 'gate', gate: 'ab-0', verdict: { option: 0 } });
  expect(world.said.at(-1)).toEqual({ id: 0, result: { decision: 'accept' } });
  notice('serverRequest/resolved', { requestId: 0 });
  expect(await reply).toEqual({ ok: true });
});

describe('commands', () => {
  test('the conversation is cleared by starting a new one', async () => {
    open();
    void prompt('a');
    taken('a');
    ended('t1');
    const reply = prompt('b', { text: '/clear', command: '/clear' });
    hear({ id: 'clear b', result: { thread: { id: 'c2' }, model: 'm' } });
    expect(await reply).toMatchObject({ ok: true, outcome: 'submitted' });
    expect(stream()).toMatchObject({ conversation: 'c2', conversations: ['c1', 'c2'], pending: [] });
    expect(status()).toBe('spawning');
  });

  test('a compaction keeps what was said before it', async () => {
    open();
    void prompt('a');
    began('t1');
    taken('a');
    notice('item/completed', { item: { type: 'agentMessage', id: 'm', text: 'Hello.' } });
    ended('t1');
    const reply = prompt('b', { text: '/compact', command: '/compact' });
    began('t2');
    expect(await reply).toMatchObject({ ok: true });
    notice('item/started', { item: { type: 'contextCompaction', id: 'k' } });
    expect(toState(stream()).state).toMatchObject({ status: 'working', detail: 'compacting' });
    notice('item/completed', { item: { type: 'contextCompaction', id: 'k' } });
    ended('t2');
    expect(toState(stream()).state).toMatchObject({ status: 'idle_done', text: 'Hello.' });
  });

  test('none is executed during a turn', async () => {
    open();
    void prompt('a');
    taken('a');
    expect(await prompt('b', { text: '/clear', command: '/clear' })).toEqual({ ok: false, code: 'not_ready' });
  });
});

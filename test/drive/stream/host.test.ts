import { beforeEach, describe, expect, test } from 'vitest';
import { stream as grammar } from '../../../src/backends/claude/stream.ts';
import { StreamHost } from '../../../src/drive/stream/host.ts';
import type { HostReply } from '../../../src/drive/stream/host-protocol.ts';
import { FakeWorld, settle } from '../../fakes/host-world.ts';

let world: FakeWorld;
let host: StreamHost;

beforeEach(() => {
  world = new FakeWorld();
  host = new StreamHost(world, grammar, { name: 'job', socket: '/s' }, { host: 7, agent: 8 });
  host.begin();
});

const hear = (record: object) => host.hear(JSON.stringify(record));
const ready = () => hear({ type: 'control_response', response: { request_id: 'csd-initialize', response: {} } });
const began = () => hear({ type: 'system', subtype: 'init', session_id: 'c1' });
const replay = (uuid: string) => hear({ type: 'user', uuid, isReplay: true });
const result = (text: string, more: object = {}) => hear({ type: 'result', result: text, num_turns: 1, ...more });
const gate = (id: string) =>
  hear({
    type: 'control_request',
    request_id: id,
    request: { subtype: 'can_use_tool', tool_name: 'Bash', input: { command: 'ls' } },
  });
const prompt = (id: string, more: object = {}) =>
  host.ask({ id, act: 'prompt', text: `do ${id}`, ifIdle: false, ...more });
const prompts = () => world.said.filter(({ type }) => type === 'user').map(({ uuid }) => uuid);
const state = () => JSON.parse(world.published).stream;

/** The answer to a request so far; `undefined` before it. */
async function soFar(reply: Promise<HostReply>): Promise<HostReply | undefined> {
  await settle();
  return Promise.race([reply, Promise.resolve(undefined)]);
}

describe('prompts', () => {
  test('none is accepted before the agent is ready', async () => {
    expect(await prompt('a')).toEqual({ ok: false, code: 'not_ready' });
    expect(prompts()).toEqual([]);
  });

  test('a prompt is sent once, however often it is requested, and is proven by the agent', async () => {
    ready();
    const first = prompt('a');
    const second = prompt('a');
    expect(await soFar(first)).toBeUndefined();
    replay('a');
    const reply = { ok: true, outcome: 'submitted', confirmed_by: 'replay', turn: 1000 };
    expect(await first).toEqual(reply);
    expect(await second).toEqual(reply);
    result('Done.');
    expect(await prompt('a')).toEqual(reply);
    expect(prompts()).toEqual(['a']);
  });

  test('a turn that begins proves it if the agent was idle, as on 2.1.158', async () => {
    ready();
    const reply = prompt('a');
    began();
    expect(await reply).toMatchObject({ outcome: 'submitted', confirmed_by: 'turn' });
  });

  test('so does a conversation that is being summarised, for which 2.1.158 reports nothing else', async () => {
    ready();
    const reply = prompt('a');
    hear({ type: 'system', subtype: 'status', status: 'compacting' });
    expect(await reply).toMatchObject({ outcome: 'submitted', confirmed_by: 'turn' });
  });

  test('a prompt behind a turn is queued, on the agent’s confirmation or after a moment', async () => {
    ready();
    void prompt('a');
    began();
    const queued = prompt('b');
    hear({ type: 'command_lifecycle', command_uuid: 'b', state: 'queued' });
    expect(await queued).toMatchObject({ outcome: 'queued', confirmed_by: 'queue' });
    const silent = prompt('c');
    expect(await soFar(silent)).toBeUndefined();
    await world.pass(500);
    expect(await silent).toMatchObject({ outcome: 'queued', confirmed_by: 'written' });
    expect(await prompt('d', { ifIdle: true })).toEqual({ ok: false, code: 'not_ready' });
    expect(prompts()).toEqual(['a', 'b', 'c']);
  });

  test('each has its own number, even if the clock stands still', async () => {
    ready();
    const replies = ['a', 'b', 'c'].map((id) => prompt(id));
    for (const id of ['a', 'b', 'c']) replay(id);
    expect((await Promise.all(replies)).map((reply) => (reply.ok ? reply.turn : 0))).toEqual([1000, 1001, 1002]);
  });

  test('a prompt without any effect is not accepted, and the error says that it was sent', async () => {
    ready();
    const reply = prompt('a');
    await settle();
    await world.pass(30_000);
    expect(await reply).toEqual({ ok: false, code: 'not_accepted', step: 'proof' });
  });

  test('none is sent at an open gate', async () => {
    ready();
    gate('g1');
    expect(await prompt('a')).toEqual({ ok: false, code: 'gated' });
    expect(prompts()).toEqual([]);
  });
});

test('usage is recorded at the start and at the end of each turn that reports it', async () => {
  await ready();
  prompt('p1');
  began();
  world.time = 5000;
  result('One', { total_cost_usd: 0.25 });
  world.time = 9000;
  result('Two', { total_cost_usd: 0.75 });
  const noted = world.costs.map((line) => JSON.parse(line));
  expect(noted).toEqual([
    { at: 1000, total: 0 },
    { at: 5000, total: 0.25 },
    { at: 9000, total: 0.75 },
  ]);
  const again = new StreamHost(
    world,
    grammar,
    { name: 'job', socket: '/s', before: { usedBefore: { cost: 0.75 }, conversations: [] } },
    { host: 7, agent: 8 },
  );
  again.begin();
  expect(JSON.parse(world.costs.at(-1) ?? '')).toEqual({ at: 9000, total: 0.75 });
});

describe('gates', () => {
  const answer = (id: string, gateId: string) => host.ask({ id, act: 'gate', gate: gateId, verdict: { option: 0 } });
  const answers = () => world.said.filter(({ type }) => type === 'control_response').length;

  test('the expected gate is answered, once, and no other', async () => {
    ready();
    gate('g1');
    const replies = [answer('x', 'g1'), answer('x', 'g1'), answer('y', 'g1')];
    hear({ type: 'control_response', response: { request_id: 'g1', response: { behavior: 'allow' } } });
    expect(await replies[0]).toEqual({ ok: true });
    expect(await replies[1]).toEqual({ ok: true });
    expect(await replies[2]).toEqual({ ok: false, code: 'no_gate' });
    gate('g2');
    expect(await answer('z', 'g1')).toEqual({ ok: false, code: 'gate_changed' });
    expect(answers()).toBe(1);
  });

  test('an answer that the agent rejects is reported', async () => {
    ready();
    gate('g1');
    const reply = answer('x', 'g1');
    await settle();
    await world.pass(5000);
    expect(await reply).toEqual({ ok: false, code: 'not_accepted', step: 'proof' });
  });
});

test('an interrupt waits for the end of the turn; without a turn nothing is sent', async () => {
  ready();
  expect(await host.ask({ id: 'i', act: 'interrupt' })).toEqual({ ok: true, interrupted: false });
  void prompt('a');
  replay('a');
  const reply = host.ask({ id: 'j', act: 'interrupt' });
  expect(await soFar(reply)).toBeUndefined();
  result('', { is_error: true, terminal_reason: 'aborted_streaming' });
  expect(await reply).toEqual({ ok: true, interrupted: true });
  expect(world.said.filter(({ request_id }) => request_id === 'i')).toEqual([]);
});

test('waiting callers are told when the agent ends, and it gets no further requests', async () => {
  ready();
  const reply = prompt('a');
  await settle();
  host.end({ code: 1, signal: null });
  expect(await reply).toEqual({ ok: false, code: 'dead', step: 'proof' });
  expect(await prompt('b')).toEqual({ ok: false, code: 'dead' });
  expect(prompts()).toEqual(['a']);
});

test('every record is stored, in both directions, before it takes effect, and invalid ones too', () => {
  ready();
  void prompt('a');
  host.hear('not JSON');
  const kept = world.log.map((line) => JSON.parse(line));
  expect(kept.map(({ from }) => from)).toEqual(['host', 'csd', 'agent', 'csd', 'agent']);
  expect(kept[3]).toMatchObject({ at: 1000, turn: 1000, record: { type: 'user', uuid: 'a' } });
  expect(kept[4].record).toBe('not JSON');
});

test('a file of records is rotated only if no turn is open', () => {
  ready();
  void prompt('a');
  replay('a');
  void prompt('b');
  result('A');
  expect(world.rotations).toBe(0);
  replay('b');
  result('B');
  expect(world.rotations).toBe(1);
});

test('the published state equals the fold of the records', () => {
  ready();
  expect(state()).toMatchObject({ ready: true, running: false });
  void prompt('a');
  expect(state().pending).toMatchObject([{ id: 'a', taken: false }]);
  replay('a');
  gate('g1');
  expect(state()).toMatchObject({ running: true, gates: [{ id: 'g1', tool: 'Bash' }] });
  result('Done.');
  expect(state()).toMatchObject({ running: false, gates: [], last: { text: 'Done.' } });
});

test('a person sees prompts, each text once, gates with how to answer them, and no control characters', () => {
  ready();
  void prompt('a', { text: 'do \x1b[31mit' });
  hear({ type: 'stream_event', event: { type: 'content_block_delta', delta: { text: 'Hel' } } });
  hear({ type: 'stream_event', event: { type: 'content_block_delta', delta: { text: 'lo\x07' } } });
  hear({ type: 'assistant', message: { id: 'm', content: [{ type: 'text', text: 'Hello' }] } });
  hear({ type: 'assistant', message: { id: 'n', content: [{ type: 'text', text: 'Whole' }] } });
  gate('g1');
  host.complain('warned \x1b]52;c;ZXZpbA==\x07\n');
  result('Whole', { total_cost_usd: 0.25 });
  expect(world.drawn).toContain('warned ');
  expect(world.drawn).toContain('> do [31mit\n');
  expect(world.drawn.match(/Hello\n/g)).toHaveLength(1);
  expect(world.drawn).toContain('Whole\n');
  expect(world.drawn).toContain('csd approve job');
  expect(world.drawn).toContain('[done, $0.2500 so far]');
  expect(world.drawn).not.toMatch(/[\x1b\x07]/);
});

test('usage by an earlier agent of the session is carried on', () => {
  host = new StreamHost(
    world,
    grammar,
    { name: 'job', socket: '/s', before: { usedBefore: { cost: 0.5 }, conversations: ['c0'] } },
    { host: 7, agent: 8 },
  );
  host.begin();
  began();
  expect(state()).toMatchObject({ usedBefore: { cost: 0.5 }, conversations: ['c0', 'c1'] });
});

import { describe, expect, test } from 'vitest';
import type { StreamFact, StreamGate } from '../../../src/detect/agent/stream-grammar.ts';
import { sumUsage } from '../../../src/detect/stream/count.ts';
import { emptyStream, foldStream, type StreamState } from '../../../src/detect/stream/fold-stream.ts';
import { toState } from '../../../src/detect/stream/to-state.ts';
import { toStreamUsage } from '../../../src/detect/stream/to-stream-usage.ts';

const READY: StreamFact = { kind: 'ready' };
const BEGAN: StreamFact = { kind: 'began' };
const prompted = (id: string, turn: number): StreamFact => ({ kind: 'prompted', id, text: `do ${id}`, turn });
const taken = (id: string): StreamFact => ({ kind: 'taken', id });
const ended = (text: string, more: object = {}): StreamFact => ({ kind: 'ended', text, ...more });
const gate = (id: string, more: Partial<StreamGate> = {}): StreamFact => ({
  kind: 'gate',
  gate: {
    id,
    kind: 'permission',
    tool: 'Bash',
    input: { command: 'ls' },
    prompt: 'Bash ls',
    question: 'Go on?',
    options: [
      { label: 'Yes', meaning: 'once' },
      { label: 'No', meaning: 'refuse' },
    ],
    ...more,
  },
});

function fold(...facts: StreamFact[]): StreamState {
  return facts.reduce((state, fact, n) => foldStream(state, fact, 1000 + n), emptyStream());
}
const stateOf = (...facts: StreamFact[]) => toState(fold(...facts)).state;

describe('a turn', () => {
  test('before the first prompt the session is starting up', () => {
    expect(stateOf()).toEqual({ status: 'spawning' });
    expect(stateOf(READY)).toEqual({ status: 'spawning' });
  });

  test('a prompt sent to the agent is work, whether or not the agent has acknowledged it', () => {
    expect(stateOf(READY, prompted('a', 5))).toEqual({ status: 'working', tools: [], turn: 5 });
    expect(stateOf(READY, prompted('a', 5), BEGAN)).toEqual({ status: 'working', tools: [], turn: 5 });
  });

  test('its end is idle_done with the closing text, even if the prompt was never echoed', () => {
    const over = { status: 'idle_done', text: 'Done.', stop_reason: 'end_turn', turn: 5 };
    const end = ended('Done.', { stopReason: 'end_turn' });
    expect(stateOf(READY, prompted('a', 5), BEGAN, taken('a'), end)).toEqual(over);
    expect(stateOf(READY, prompted('a', 5), BEGAN, end)).toEqual(over);
  });

  test('its end closes tools and gates', () => {
    const tool: StreamFact = { kind: 'tool', id: 't', name: 'Bash', input: {}, command: 'sleep 1' };
    const open = [READY, prompted('a', 5), BEGAN, taken('a'), tool];
    expect(stateOf(...open)).toMatchObject({
      status: 'working',
      tools: ['Bash'],
      commands: ['sleep 1'],
      detail: 'tool',
    });
    expect(stateOf(...open, gate('g'), ended('x', { interrupted: true }))).toMatchObject({
      status: 'idle_done',
      interrupted: true,
    });
  });

  test('a closing message that asks is a question in text', () => {
    const text = 'There are two ways. Shall I take the first one?';
    expect(stateOf(READY, prompted('a', 5), BEGAN, ended(text))).toMatchObject({
      status: 'awaiting_answer',
      question: text,
      asks: 'Shall I take the first one?',
    });
  });

  test('an interrupted turn keeps the text received so far', () => {
    const text: StreamFact = { kind: 'text', text: 'Half a', message: 'm' };
    const state = stateOf(READY, prompted('a', 5), BEGAN, text, ended('', { interrupted: true }));
    expect(state).toEqual({ status: 'idle_done', text: 'Half a', interrupted: true, turn: 5 });
  });

  test('a turn that the agent began by itself has its own number, and takes no later prompt', () => {
    const own = [READY, prompted('a', 5), BEGAN, taken('a'), ended('A'), BEGAN];
    expect(stateOf(...own)).toMatchObject({ status: 'working', turn: 1005 });
    expect(stateOf(...own, prompted('b', 2000), ended('by itself'))).toMatchObject({ status: 'working', turn: 2000 });
  });

  test('a command of the agent itself leaves the previous turn unchanged', () => {
    const before = [READY, prompted('a', 5), BEGAN, taken('a'), ended('A')];
    const after = [...before, prompted('c', 9), BEGAN, ended('## Usage', { command: true })];
    expect(stateOf(...after)).toMatchObject({ status: 'idle_done', text: 'A' });
  });

  test('a cleared conversation has no turn', () => {
    const fresh: StreamFact = { kind: 'conversation', id: 'new', fresh: true };
    const cleared = [READY, prompted('a', 5), BEGAN, taken('a'), ended('A'), prompted('c', 9), fresh];
    const state = fold(...cleared, BEGAN, ended('', { command: true }));
    expect(toState(state).state).toEqual({ status: 'spawning' });
    expect(state.conversation).toBe('new');
    expect(state.clearedAt).toBe(1006);
  });
});

test('another conversation has no turn, whether or not the agent reports that it was cleared', () => {
  const named = (id: string): StreamFact => ({ kind: 'conversation', id });
  const turn = [named('a'), BEGAN, ended('A')];
  expect(stateOf(READY, ...turn, named('a'), BEGAN, ended('', { command: true }))).toMatchObject({
    status: 'idle_done',
  });
  expect(stateOf(READY, ...turn, named('b'), BEGAN, ended('', { command: true }))).toEqual({ status: 'spawning' });
});

describe('prompts queued behind a turn', () => {
  const busy = [READY, prompted('a', 5), BEGAN, taken('a'), prompted('b', 6)];

  test('are counted, and the state stays about the turn in flight', () => {
    expect(stateOf(...busy)).toEqual({ status: 'working', tools: [], turn: 5, queued: 1 });
    // 2.1.158 echoes a prompt only with the answer.
    expect(stateOf(READY, prompted('a', 5), BEGAN, prompted('b', 6))).toMatchObject({ turn: 5, queued: 1 });
  });

  test('the end of the turn is not idle while a prompt is due', () => {
    expect(stateOf(...busy, ended('A'))).toEqual({ status: 'working', tools: [], turn: 6 });
    expect(stateOf(...busy, ended('A'), taken('b'), BEGAN, ended('B'))).toMatchObject({ status: 'idle_done', turn: 6 });
  });

  test('a prompt taken into the turn in flight ends with it', () => {
    expect(stateOf(...busy, taken('b'), ended('Both'))).toMatchObject({ status: 'idle_done', text: 'Both', turn: 6 });
  });

  test('several prompts that become one turn end with it', () => {
    const two = [...busy, prompted('c', 7), ended('A'), taken('b'), BEGAN, taken('c')];
    expect(stateOf(...two)).toEqual({ status: 'working', tools: [], turn: 7 });
    expect(stateOf(...two, ended('Both'))).toMatchObject({ status: 'idle_done', turn: 7 });
  });

  test('a prompt that is echoed again begins nothing', () => {
    const over = [READY, prompted('a', 5), BEGAN, taken('a'), ended('A')];
    expect(stateOf(...over, taken('a'))).toMatchObject({ status: 'idle_done' });
  });

  test('a prompt that the agent drops is no longer waited for', () => {
    expect(stateOf(...busy, ended('A'), { kind: 'dropped', id: 'b' })).toMatchObject({
      status: 'idle_done',
      text: 'A',
    });
  });
});

describe('gates', () => {
  const open = [READY, prompted('a', 5), BEGAN, taken('a'), gate('g1'), gate('g2')];

  test('the oldest comes first, whole, and the next after it was answered or closed', () => {
    expect(stateOf(...open)).toEqual({
      status: 'blocked',
      gate: 'permission',
      prompt: 'Bash ls',
      question: 'Go on?',
      options: ['Yes', 'No'],
      selected: 1,
      gate_id: 'g1',
      tool: 'Bash',
      input: { command: 'ls' },
      turn: 5,
    });
    expect(stateOf(...open, { kind: 'answered', id: 'g1' })).toMatchObject({ gate_id: 'g2' });
    expect(stateOf(...open, { kind: 'gate_closed', id: 'g1' })).toMatchObject({ gate_id: 'g2' });
  });

  test('a gate outside a turn is a gate too', () => {
    expect(stateOf(READY, prompted('a', 5), BEGAN, taken('a'), ended('A'), gate('late'))).toMatchObject({
      status: 'blocked',
      gate_id: 'late',
    });
  });

  test('a plan and a question have their own states', () => {
    const plan = gate('p', { kind: 'plan', plan: { path: '/plans/a.md', text: '# A' } });
    expect(stateOf(READY, plan)).toMatchObject({
      status: 'plan_ready',
      plan_file: '/plans/a.md',
      plan: '# A',
      gate_id: 'p',
    });
    const questions = [{ question: 'Which?', options: ['A', 'B'], multiple: false }];
    const asked = gate('q', { kind: 'question', question: 'Which?', questions });
    expect(stateOf(READY, asked)).toMatchObject({
      status: 'awaiting_answer',
      question: 'Which?',
      questions,
      gate_id: 'q',
    });
  });
});

test('usage adds up when the agent’s counter starts over', () => {
  const first = ended('A', { usage: { cost: 0.5, input: 10, output: 4 } });
  const second = ended('B', { usage: { cost: 0.75, input: 12, output: 8 } });
  const anew = ended('C', { usage: { cost: 0.25, input: 3, output: 1 } });
  expect(sumUsage(fold(READY, first, second))).toMatchObject({ cost: 0.75, input: 12, output: 8 });
  expect(sumUsage(fold(READY, first, second, anew))).toMatchObject({ cost: 1, input: 15, output: 9 });
});

test('a cost is reported without floating-point error', () => {
  const state: StreamState = { ...fold(READY, ended('A', { usage: { cost: 0.2 } })), usedBefore: { cost: 0.1 } };
  expect(sumUsage(state).cost).toBe(0.1 + 0.2);
  expect(toStreamUsage(state).cost_usd).toBe(0.3);
  expect(toStreamUsage(emptyStream()).cost_usd).toBeNull();
});

test('an agent that resumes a conversation counts from its earlier usage, which is not counted twice', () => {
  const first = ended('A', { usage: { cost: 0.75, input: 20, earlier: { cost: 0.5, input: 10 } } });
  const next = ended('B', { usage: { cost: 1, input: 30, earlier: { cost: 0.75, input: 20 } } });
  const resumed: StreamState = { ...emptyStream(), usedBefore: { cost: 0.5, input: 10 } };
  const after = [first, next].reduce<StreamState>((state, fact) => foldStream(state, fact, 1), resumed);
  expect(sumUsage(after)).toMatchObject({ cost: 1, input: 30 });
  // A fork's usage does not include that of its parent.
  expect(sumUsage(fold(READY, first, next))).toMatchObject({ cost: 0.5, input: 20 });
});

test('the given state is not modified', () => {
  const before = fold(READY, prompted('a', 5), BEGAN, gate('g'));
  const copy = structuredClone(before);
  for (const fact of [taken('a'), ended('x'), gate('h'), { kind: 'answered', id: 'g' } as const])
    foldStream(before, fact, 1);
  expect(before).toEqual(copy);
});

describe('calls that may outlive the turn', () => {
  const call = (id: string): StreamFact => ({ kind: 'tool', id, name: 'exec', input: {}, command: id, outlives: true });
  const over = (id: string): StreamFact => ({ kind: 'tool_ended', id, failed: false, text: '' });
  const open = [READY, prompted('a', 5), BEGAN, taken('a'), call('x')];
  const one = { background: { shells: 1, agents: 0 } };

  test('belong to the turn until the model continues, and run alongside it then', () => {
    expect(stateOf(...open)).toMatchObject({ tools: ['exec'], commands: ['x'] });
    expect(stateOf(...open)).not.toHaveProperty('background');
    expect(stateOf(...open, { kind: 'stepped' })).toMatchObject({ status: 'working', tools: [], ...one });
  });

  test('are background work after the turn, until they end', () => {
    expect(stateOf(...open, ended('Done.'))).toMatchObject({ status: 'idle_done', ...one });
    expect(stateOf(...open, ended('Done.'), over('x'))).not.toHaveProperty('background');
    expect(stateOf(...open, call('y'), { kind: 'stepped' }, over('x'))).toMatchObject(one);
  });
});

test('tokens reported within a turn count at once, and those from before this agent do not', () => {
  const used = (input: number, more: object = {}): StreamFact => ({
    kind: 'used',
    usage: { input, ...more },
    contextUsed: 7,
  });
  const state = fold(READY, used(30, { earlier: { input: 20 } }), used(50));
  expect(sumUsage(state).input).toBe(30);
  expect(state.contextUsed).toBe(7);
});

test('a prompt that the agent refused is no longer due; one that it lost still is', () => {
  expect(stateOf(READY, prompted('a', 5), { kind: 'refused', id: 'a', error: 'no' })).toEqual({ status: 'spawning' });
  const queued = [
    READY,
    prompted('a', 5),
    BEGAN,
    taken('a'),
    prompted('b', 6),
    { kind: 'queued', id: 'b' } as StreamFact,
  ];
  expect(stateOf(...queued, ended('x'), { kind: 'lost', id: 'b' })).toMatchObject({ status: 'working', turn: 6 });
});

import { expect, test } from 'vitest';
import { stream } from '../../../src/backends/claude/stream.ts';
import type { StreamFact } from '../../../src/detect/agent/stream-grammar.ts';
import { emptyStream, foldStream, isBusy } from '../../../src/detect/stream/fold.ts';
import { toState } from '../../../src/detect/stream/to-state.ts';
import { toStreamUsage } from '../../../src/detect/stream/to-usage.ts';

const RUNS = 80;
const STEPS = 40;

/** Numbers from 0 up to 1 that a seed gives again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const WORDS = [
  'success',
  'aborted_tools',
  'requesting',
  'init',
  'Bash',
  'AskUserQuestion',
  'ExitPlanMode',
  'a',
  'b',
  'text',
  '',
];
const TYPES = [
  'result',
  'system',
  'assistant',
  'user',
  'control_request',
  'control_response',
  'control_cancel_request',
  'command_lifecycle',
  'stream_event',
  'conversation_reset',
];
const NAMES = [
  'subtype',
  'request_id',
  'request',
  'response',
  'message',
  'content',
  'type',
  'id',
  'name',
  'input',
  'tool_name',
  'questions',
  'options',
  'text',
  'uuid',
  'isReplay',
  'state',
  'command_uuid',
  'status',
  'num_turns',
  'is_error',
  'result',
  'errors',
  'modelUsage',
  'total_cost_usd',
  'permission_suggestions',
  'rules',
  'tasks',
  'session_id',
  'behavior',
  'terminal_reason',
  'event',
  'delta',
];

/** Anything that JSON can hold, with the names and words that records have. */
function anyValue(next: () => number, depth: number): unknown {
  const roll = Math.floor(next() * (depth > 0 ? 9 : 5));
  if (roll < 2) return WORDS[Math.floor(next() * WORDS.length)];
  if (roll === 2) return Math.floor(next() * 5) - 1;
  if (roll === 3) return next() < 0.5;
  if (roll === 4) return null;
  if (roll < 7) return Array.from({ length: Math.floor(next() * 3) }, () => anyValue(next, depth - 1));
  return Object.fromEntries(
    Array.from({ length: Math.floor(next() * 7) }, () => [
      NAMES[Math.floor(next() * NAMES.length)],
      anyValue(next, depth - 1),
    ]),
  );
}

/** Sometimes a gate of some kind: by chance alone there would be none. */
const anyRecord = (next: () => number) => (next() < 0.1 ? anyGate(next) : anyOther(next));
const anyGate = (next: () => number) => ({
  type: 'control_request',
  request_id: 'g',
  request: { ...(anyValue(next, 3) as object), subtype: 'can_use_tool', input: anyValue(next, 3) },
});
const anyOther = (next: () => number) => ({
  ...(anyValue(next, 3) as object),
  ...(next() < 0.8 && { type: TYPES[Math.floor(next() * TYPES.length)] }),
});

test('no record makes the reading, the fold or the verdict throw', () => {
  const statuses = new Set<string>();
  for (let seed = 1; seed <= RUNS; seed++) {
    const next = random(seed);
    let state = emptyStream();
    for (let step = 0; step < STEPS; step++) {
      for (const fact of stream.read(anyRecord(next))) state = foldStream(state, fact, step);
      statuses.add(toState(state).state.status);
      JSON.parse(JSON.stringify([state, toStreamUsage(state)]));
    }
  }
  expect([...statuses]).toContain('blocked');
});

test('an open gate is never idle, a prompt whose turn is to come never either, and the end of a turn ends it', () => {
  for (let seed = 1; seed <= RUNS; seed++) {
    const next = random(seed);
    let state = emptyStream();
    let prompts = 0;
    const pick = <T>(items: T[]): T => items[Math.floor(next() * items.length)] as T;
    for (let step = 0; step < STEPS; step++) {
      const id = `p${Math.max(1, Math.ceil(next() * prompts))}`;
      const gate = {
        id: `g${step}`,
        kind: 'permission',
        tool: 'Bash',
        input: {},
        prompt: '',
        question: '',
        options: [],
      } as const;
      const fact = pick<() => StreamFact>([
        () => ({ kind: 'prompted', id: `p${++prompts}`, text: 'x', turn: 100 + prompts }),
        () => ({ kind: 'began' }),
        () => ({ kind: 'taken', id }),
        () => ({ kind: 'queued', id }),
        () => ({
          kind: 'ended',
          text: 'x',
          ...(next() < 0.2 && { command: true }),
          ...(next() < 0.2 && { interrupted: true }),
        }),
        () => ({ kind: 'gate', gate: { ...gate, options: [] } }),
        () => ({ kind: 'answered', id: state.gates[0]?.id ?? 'none' }),
        () => ({ kind: 'tool', id: `t${step}`, name: 'Bash', input: {} }),
        () => ({ kind: 'text', text: 'y', message: 'm' }),
      ])();
      state = foldStream(state, fact, step);
      const { status } = toState(state).state;
      if (state.gates.length > 0) expect(status).toBe('blocked');
      else if (isBusy(state)) expect(status).toBe('working');
      if (fact.kind === 'ended') {
        expect(state.running).toBe(false);
        expect([...state.gates, ...state.tools]).toEqual([]);
        expect(state.pending.every(({ taken }) => !taken)).toBe(true);
      }
    }
    // However many prompts wait, so many turns later nothing is due.
    for (let left = state.pending.length; left >= 0; left--) {
      state = foldStream(state, { kind: 'began' }, STEPS);
      state = foldStream(state, { kind: 'ended', text: 'z' }, STEPS);
    }
    expect(toState(state).state.status).toBe('idle_done');
  }
});

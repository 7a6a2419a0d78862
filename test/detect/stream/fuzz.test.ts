import { expect, test } from 'vitest';
import type { StreamFact } from '../../../src/detect/agent/stream-grammar.ts';
import { emptyStream, foldStream, isBusy } from '../../../src/detect/stream/fold-stream.ts';
import { toState } from '../../../src/detect/stream/to-state.ts';
import { toStreamUsage } from '../../../src/detect/stream/to-stream-usage.ts';
import { anyRecord, CLAUDE, CODEX, random } from './vocabulary.ts';

const RUNS = 80;
const STEPS = 40;

test.each([
  ['claude', CLAUDE],
  ['codex', CODEX],
])('no record of %s makes reading, answering, folding or the verdict throw', (_, of) => {
  const { grammar } = of;
  const session = { mark: 'm', opening: { method: 'thread/start', params: {} } };
  const statuses = new Set<string>();
  for (let seed = 1; seed <= RUNS; seed++) {
    const next = random(seed);
    let state = emptyStream();
    for (let step = 0; step < STEPS; step++) {
      if (next() < 0.1) state = foldStream(state, { kind: 'prompted', id: 'p1', text: 'x', turn: step + 1 }, step);
      const record = anyRecord(next, of);
      for (const fact of grammar.read(record, state, session)) {
        state = foldStream(state, fact, step);
        if (fact.kind === 'ended') expect([...state.gates, ...state.tools]).toEqual([]);
      }
      for (const said of grammar.reply?.(record, session) ?? []) JSON.stringify(said);
      const { status } = toState(state).state;
      if (state.gates.length > 0) expect(status).not.toBe('idle_done');
      statuses.add(status);
      for (const gate of state.gates) {
        JSON.stringify(grammar.answer(gate, { option: Math.floor(next() * 4) }));
        JSON.stringify(grammar.answer(gate, { answers: { [gate.question]: 'a' } }));
      }
      JSON.parse(JSON.stringify([state, toStreamUsage(state)]));
    }
  }
  expect([...statuses]).toEqual(expect.arrayContaining(['blocked', 'awaiting_answer', 'working', 'idle_done']));
});

test('an open gate is never idle, nor is a due prompt, and the end of a turn ends it', () => {
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
        () => ({ kind: 'tool', id: `t${step}`, name: 'Bash', input: {}, ...(next() < 0.5 && { outlives: true }) }),
        () => ({ kind: 'stepped' }),
        () => ({ kind: 'lost', id }),
        () => ({ kind: 'tool_ended', id: state.left[0] ?? 'none', failed: false, text: '' }),
        () => ({ kind: 'text', text: 'y', message: 'm' }),
      ])();
      state = foldStream(state, fact, step);
      expect(state.background.shells).toBe(state.left.length);
      const { status } = toState(state).state;
      if (state.gates.length > 0) expect(status).toBe('blocked');
      else if (isBusy(state)) expect(status).toBe('working');
      if (fact.kind === 'ended') {
        expect(state.running).toBe(false);
        expect([...state.gates, ...state.tools]).toEqual([]);
        expect(state.pending.every(({ taken }) => !taken)).toBe(true);
      }
    }
    // However many prompts wait, after the same number of turns nothing is due.
    for (let left = state.pending.length; left >= 0; left--) {
      state = foldStream(state, { kind: 'began' }, STEPS);
      state = foldStream(state, { kind: 'ended', text: 'z' }, STEPS);
    }
    expect(toState(state).state.status).toBe('idle_done');
  }
});

import { beforeEach, expect, test } from 'vitest';
import type { Watched } from '../../../../src/contract/event.ts';
import { Needs } from '../../../../src/faces/ui/model/needs.ts';

const seen = (state: object): Watched =>
  ({ session: 'job', cwd: '/', backend: 'x', alive: true, since: 1, at: 1, state }) as Watched;
const gate = (gate_id: string) =>
  seen({ status: 'blocked', gate: 'permission', gate_id, options: [], prompt: '', question: '' });
const working = seen({ status: 'working', tools: [] });

let told: string[];
let waiting: (() => void)[];
let now: Watched | undefined;
let needs: Needs;
const take = (next: Watched | undefined) => {
  now = next;
  needs.take(next ? [next] : []);
};
const pass = () => {
  for (const act of waiting.splice(0)) act();
};
beforeEach(() => {
  told = [];
  waiting = [];
  now = undefined;
  needs = new Needs(
    ({ state }) => told.push('gate_id' in state ? String(state.gate_id) : state.status),
    (act) => waiting.push(act),
    () => now,
  );
});

test('a need is reported once, however often the session is seen with it', () => {
  take(working);
  for (let n = 0; n < 5; n++) take(gate('one'));
  pass();
  take(gate('one'));
  pass();
  expect(told).toEqual(['one']);
});

test('needs that exist when the page opens are not reported, the next one is', () => {
  take(gate('old'));
  pass();
  take(gate('new'));
  pass();
  expect(told).toEqual(['new']);
});

test('a need that passes is not reported, and a flapping one is reported once', () => {
  take(working);
  take(gate('brief'));
  take(working);
  pass();
  expect(told).toEqual([]);
  for (let n = 0; n < 4; n++) {
    take(gate('flapping'));
    take(working);
  }
  take(gate('flapping'));
  pass();
  expect(told).toEqual(['flapping']);
});

test('a question without an id is identified by its turn', () => {
  take(working);
  take(seen({ status: 'awaiting_answer', question: 'A?', turn: 1 }));
  pass();
  take(seen({ status: 'awaiting_answer', question: 'A?', turn: 2 }));
  pass();
  expect(told).toEqual(['awaiting_answer', 'awaiting_answer']);
});

test('a session that disappears and returns with a need is reported again', () => {
  take(working);
  take(gate('one'));
  pass();
  take(undefined);
  take(gate('one'));
  pass();
  expect(told).toEqual(['one', 'one']);
});

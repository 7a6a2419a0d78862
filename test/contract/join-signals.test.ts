import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { joinSignals } from '../../src/contract/join-signals.ts';

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

test('aborts with any of its signals, and with that signal’s reason', () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const { signal } = joinSignals([first.signal, undefined, second.signal]);
  expect(signal.aborted).toBe(false);
  second.abort('the second');
  first.abort('the first');
  expect(signal.reason).toBe('the second');
  expect(joinSignals([first.signal]).signal.reason).toBe('the first');
});

test('a signal shared by many calls has one listener, and none once all have released it', () => {
  const life = new AbortController();
  const joined = Array.from({ length: 30 }, () => joinSignals([life.signal, undefined]));
  expect(listenersOf(life.signal)).toBe(1);
  const [left, ...released] = joined;
  for (const { release } of released) release();
  expect(listenersOf(life.signal)).toBe(1);
  life.abort('over');
  expect([left, ...released].map((one) => one?.signal.aborted)).toEqual([true, ...released.map(() => false)]);

  const other = new AbortController();
  for (const { release } of [joinSignals([other.signal]), joinSignals([other.signal])]) release();
  expect(listenersOf(other.signal)).toBe(0);
  expect(joinSignals([other.signal]).signal.aborted).toBe(false);
  other.abort();
});

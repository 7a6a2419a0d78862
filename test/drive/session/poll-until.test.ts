import { expect, test } from 'vitest';
import { pollUntil } from '../../../src/drive/session/poll-until.ts';
import { createFakeContext } from '../../fakes/context.ts';

const ctx = createFakeContext();
const TIMES = { withinMs: 1000, everyMs: 300 };

/** A look that succeeds the `nth` time, and the time of each look, ms after the first. */
function looking(nth: number) {
  const begun = ctx.clock.elapsed();
  const times: number[] = [];
  const look = async () => {
    times.push(ctx.clock.elapsed() - begun);
    return times.length === nth ? 'found' : undefined;
  };
  return { times, look };
}

test('an immediate result is found without a pause', async () => {
  const { times, look } = looking(1);
  expect([await pollUntil(ctx, TIMES, look), times]).toEqual(['found', [0]]);
});

test('it looks again after each pause, and a last time at the timeout', async () => {
  const { times, look } = looking(3);
  expect([await pollUntil(ctx, TIMES, look), times]).toEqual(['found', [0, 300, 600]]);
  const never = looking(99);
  expect([await pollUntil(ctx, TIMES, never.look), never.times]).toEqual([undefined, [0, 300, 600, 900, 1200]]);
});

test('an error of a look is passed to the caller', async () => {
  await expect(pollUntil(ctx, TIMES, () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
});

test('the signal of the context ends the wait, unless it may not be interrupted', async () => {
  const aborted = { ...ctx, signal: AbortSignal.abort() };
  await expect(pollUntil(aborted, TIMES, looking(2).look)).rejects.toThrow();
  expect(await pollUntil(aborted, { ...TIMES, signal: null }, looking(2).look)).toBe('found');
});

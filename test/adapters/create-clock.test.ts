import { expect, test } from 'vitest';
import { createClock } from '../../src/adapters/create-clock.ts';

const clock = createClock();

test('a sleep lasts as long as requested', async () => {
  const before = clock.now();
  await clock.sleep(50);
  expect(clock.now() - before).toBeGreaterThanOrEqual(49);
});

test('an abort ends a sleep, before and during it', async () => {
  const stop = new AbortController();
  const before = clock.now();
  const sleeping = clock.sleep(60_000, stop.signal);
  stop.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
  await expect(clock.sleep(60_000, stop.signal)).rejects.toThrow('enough');
  expect(clock.now() - before).toBeLessThan(5000);
});

import { expect, test } from 'vitest';
import { ageOf, momentOf } from '../../../src/drive/session/moment.ts';
import { FakeClock } from '../../fakes/clock.ts';

const DAY = 86_400_000;

test.each([-DAY, DAY, 365 * DAY])(
  'the age of a moment does not depend on a clock that was set by %d ms',
  async (ms) => {
    const clock = new FakeClock();
    const moment = momentOf(clock);
    clock.jump(ms);
    await clock.sleep(5000);
    expect(ageOf(clock, moment)).toBe(5000);
  },
);

test('after a restart of the machine the time of day tells it, and at least the time since', async () => {
  const clock = new FakeClock();
  const moment = momentOf(clock);
  clock.reboot();
  await clock.sleep(60_000);
  expect(ageOf(clock, moment)).toBe(60_000);
  clock.jump(DAY);
  expect(ageOf(clock, moment)).toBe(DAY + 60_000);
  clock.jump(-3 * DAY);
  expect(ageOf(clock, moment)).toBe(60_000);
});

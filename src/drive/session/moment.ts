import type { Clock } from '../../ports/clock.ts';

/** A moment that is kept in a file: `at` in ms since 1970, and `up` in ms since the machine was started. */
export interface Moment {
  at: number;
  up: number;
}

/** The present moment. */
export function momentOf(clock: Clock): Moment {
  return { at: clock.now(), up: clock.sinceBoot() };
}

/**
 * How long ago a moment was, ms, whatever the machine's clock was set to since. After a restart of the machine only the
 * time of day is left to tell it: at least the time since the restart. Never negative.
 */
export function ageOf(clock: Clock, { at, up }: Moment): number {
  const now = clock.sinceBoot();
  return now >= up ? now - up : Math.max(now, clock.now() - at);
}

/** True for a moment that was read from a file. */
export function isMoment(value: unknown): value is Moment {
  const { at, up } = Object(value) as Partial<Moment>;
  return Number.isFinite(at) && Number.isFinite(up);
}

/**
 * With `CSD_THOROUGH=1`, as in the nightly workflow, every case of the seeded and the combined tests is played, which
 * takes minutes; otherwise a share of them, the same in each run.
 */
export const THOROUGH = process.env.CSD_THOROUGH === '1';

/** How many of that many cases are played: all, or one in `share`. */
export function casesOf(all: number, share = 10): number {
  return THOROUGH ? all : Math.ceil(all / share);
}

/** Every `share`th of a list, beginning with the one at `turn`; the whole list in a thorough run. */
export function someOf<T>(all: readonly T[], share: number, turn = 0): T[] {
  return all.filter((_, n) => THOROUGH || n % share === turn % share);
}

import { CsdError } from '../../../contract/errors.ts';
import type { Menu } from '../../../detect/screen/menus/menu-types.ts';
import type { Screen } from '../../../detect/screen/screen.ts';
import type { Context } from '../../session/context.ts';
import type { Observation } from '../../session/observation.ts';
import { requireScreen } from '../preconditions.ts';
import { isAnswered } from './is-gate-answered.ts';

/** Reads the dialog on a session's screen and presses its keys, such as `MenuDriver`. */
export interface DialogKeys {
  look(): Promise<Observation>;
  /** The menu with this fingerprint on the observed screen; throws `gate_changed` if there is another one, or none. */
  requireSame(seen: Observation, mark: string): Menu;
  press(key: string): Promise<void>;
  /** Presses a key that answers the whole menu at once; never repeats it. */
  pressOnce(seen: Observation, key: string, target: number): Promise<void>;
  /** The error for a dialog that does not react. */
  refused(why: string): CsdError;
}

/** A wanted screen, and the key for it. */
export interface WantedScreen {
  /** Pressed at once, and again each `againMs` while nothing changes; without a key the screen is only awaited. */
  key?: string;
  againMs: number;
  holds: (screen: Screen) => boolean;
  /** The reason in the error if the screen does not come. */
  why: string;
}

/** How long a stopped or starved agent may take to read its keys again, in ms. */
export const BARRIER_MS = 15_000;
/** How often to read the screen while waiting for the effect of a key, in ms. */
export const POLL_MS = 20;

/**
 * Waits until the screen is as wanted, and presses the key for it if it is not. Throws `not_accepted` after
 * `BARRIER_MS`.
 */
export async function pressUntil(
  ctx: Context,
  keys: Pick<DialogKeys, 'look' | 'press' | 'refused'>,
  { key, againMs, holds, why }: WantedScreen,
): Promise<void> {
  const since = ctx.clock.elapsed();
  let pressedAt = Number.NEGATIVE_INFINITY;
  while (!holds(requireScreen(await keys.look()))) {
    const now = ctx.clock.elapsed();
    if (now - since > BARRIER_MS) throw keys.refused(why);
    if (key !== undefined && now - pressedAt >= againMs) {
      await keys.press(key);
      pressedAt = now;
    }
    await ctx.clock.sleep(POLL_MS, ctx.signal);
  }
}

/**
 * True if the gate of `before` accepted the answer, in two looks: one frame between two redraws of the same gate proves
 * nothing.
 */
export async function isAnsweredTwice(
  keys: Pick<DialogKeys, 'look'>,
  before: Observation,
  seen: Observation,
  target: number,
): Promise<boolean> {
  return isAnswered(before, seen, target) && isAnswered(before, await keys.look(), target);
}

/** False if the gate goes away during `act`: the Enter had arrived, and the dialog stayed until its work was done. */
export async function staysDuring(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof CsdError && error.code === 'gate_changed') return false;
    throw error;
  }
}

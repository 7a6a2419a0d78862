import { CsdError } from '../../../contract/errors.ts';
import type { Menu } from '../../../detect/screen/menu-types.ts';
import type { Screen } from '../../../detect/screen/screen.ts';
import type { Context } from '../../session/context.ts';
import type { Observation } from '../../session/observation.ts';
import { requireScreen } from '../preconditions.ts';
import { isAnswered } from './is-gate-answered.ts';

/** What looks at the dialog on a session's screen and presses its keys; `MenuDriver` is one. */
export interface DialogKeys {
  look(): Promise<Observation>;
  /** The menu of this fingerprint on the screen that was seen; throws `gate_changed` when another one is there, or none. */
  requireSame(seen: Observation, mark: string): Menu;
  press(key: string): Promise<void>;
  /** Presses a key that answers the whole menu at once; such a key is never repeated. */
  pressOnce(seen: Observation, key: string, target: number): Promise<void>;
  /** The error for a dialog that does not react. */
  refused(why: string): CsdError;
}

/** A key and what it is pressed for. */
export interface WantedScreen {
  /** Pressed at once, and again each `againMs` while nothing comes of it; without one the screen is only waited for. */
  key?: string;
  againMs: number;
  holds: (screen: Screen) => boolean;
  /** What the error says where the screen does not become so. */
  why: string;
}

/** A stopped or starved agent gets this long to come back to its keys, in ms. */
export const BARRIER_MS = 15_000;
/** How often the screen is read while a key is waited for, in ms. */
export const POLL_MS = 20;

/** Waits until the screen is as wanted, and presses the key for it where it is not. Throws `not_accepted` after `BARRIER_MS`. */
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

/** True when the gate of `before` took the answer, in two looks: one frame between two drawings of the same gate proves nothing. */
export async function isAnsweredTwice(
  keys: Pick<DialogKeys, 'look'>,
  before: Observation,
  seen: Observation,
  target: number,
): Promise<boolean> {
  return isAnswered(before, seen, target) && isAnswered(before, await keys.look(), target);
}

/** False when the gate goes away in `act`: the Enter had been taken, and the dialog stood until its work was done. */
export async function staysDuring(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof CsdError && error.code === 'gate_changed') return false;
    throw error;
  }
}

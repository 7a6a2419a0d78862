import type { Backend } from '../../../detect/agent/backend.ts';
import { findByMeaning, findLeaveKey, numberOf } from '../../../detect/screen/gates/gates.ts';
import type { HintKey } from '../../../detect/screen/menus/menu-types.ts';
import { screenOf, turnOf } from '../../../detect/verdict/signals.ts';
import type { Context } from '../../session/context.ts';
import type { Observation } from '../../session/observation.ts';
import { addressOf } from '../../session/panes/pane.ts';
import { pollUntil } from '../../session/poll-until.ts';
import { requireScreen } from '../preconditions.ts';
import { BARRIER_MS, POLL_MS } from './dialog-keys.ts';
import type { MenuDriver } from './menu-driver.ts';

/** The first key that left something, and its number if it was offered as an option, otherwise 0. */
export interface Left {
  option: number;
  label: string;
}

/** How many keys leave one menu at most: out of its search, of its list, and of itself. */
const MOST_KEYS = 4;
/** How long a menu that is still there after a key must stay the same before the next key, in ms. */
const REST_MS = 400;

/**
 * Leaves with nothing chosen what a person opened: a menu that no row declines, by the keys that it names for that, or
 * a view that covers the conversation. `undefined`, and no key pressed, where that is not what the screen shows, while
 * a tool waits, and before the agent has begun: a menu of its start can end it. Throws `not_accepted` where a key does
 * nothing.
 */
export async function leaveOpened(
  ctx: Context,
  driver: MenuDriver,
  seen: Observation,
  backend: Backend,
): Promise<Left | undefined> {
  const { menu, overlay } = requireScreen(seen);
  if (menu) return leaveMenu(ctx, driver, seen, backend);
  const view = backend.screen.overlays.find(({ name, leave }) => name === overlay && leave);
  if (!view?.leave) return undefined;
  await ctx.tmux.leaveMode(addressOf(seen.sidecar));
  await closeView(ctx, driver, view.leave);
  return { option: 0, label: view.leave.label };
}

/** A key may only leave a part of the menu, which then names another one; the next menu is left alone. */
async function leaveMenu(
  ctx: Context,
  driver: MenuDriver,
  seen: Observation,
  backend: Backend,
): Promise<Left | undefined> {
  const { menu } = requireScreen(seen);
  const first = keyOfMenu(seen, backend);
  if (!menu || !first) return undefined;
  await ctx.tmux.leaveMode(addressOf(seen.sidecar));
  let key: HintKey | undefined = first;
  let now = seen;
  for (let keys = 0; key && keys < MOST_KEYS; keys++) {
    now = await pressOn(ctx, driver, now, key);
    const rest = screenOf(now.signals.screen)?.menu;
    key = rest?.title === menu.title ? keyOfMenu(now, backend) : undefined;
  }
  const option = menu.options.find((one) => one.key === first.key && one.label === first.label);
  return { option: option ? numberOf(menu, option) : 0, label: first.label };
}

/** The screen after a key, once it is at rest; throws `not_accepted` if the key changes nothing. */
async function pressOn(ctx: Context, driver: MenuDriver, before: Observation, { key }: HintKey): Promise<Observation> {
  await driver.press(key);
  const was = faceOf(before);
  let face: string | undefined;
  let since = 0;
  const after = await pollUntil(ctx, { withinMs: BARRIER_MS, everyMs: POLL_MS }, async () => {
    const seen = await driver.look();
    const now = ctx.clock.elapsed();
    if (faceOf(seen) !== face) since = now;
    face = faceOf(seen);
    if (face === was) return undefined;
    return face === '' || now - since >= REST_MS ? seen : undefined;
  });
  if (!after) throw driver.refused(`the gate is still there after ${key}`);
  return after;
}

/** What tells a menu from the same one after a key; empty without a menu. */
function faceOf(seen: Observation): string {
  const { menu } = requireScreen(seen);
  return menu ? JSON.stringify([menu.mark, menu.hint, menu.selected]) : '';
}

function keyOfMenu({ signals }: Observation, { gates }: Backend): HintKey | undefined {
  const { transcript, statusFile } = signals;
  const menu = screenOf(signals.screen)?.menu;
  if (!menu || (transcript.kind !== 'read' && statusFile.kind !== 'read')) return undefined;
  const turn = turnOf(transcript);
  if (turn?.phase === 'running' && turn.openTools.length > 0) return undefined;
  const declines = findByMeaning(menu, gates, 'deny');
  const isRow = declines !== undefined && menu.options[declines]?.key === undefined;
  return isRow ? undefined : findLeaveKey(menu, gates);
}

async function closeView(ctx: Context, driver: MenuDriver, { key }: HintKey): Promise<void> {
  await driver.press(key);
  const isClosed = await pollUntil(ctx, { withinMs: BARRIER_MS, everyMs: POLL_MS }, async () => {
    const { overlay, composer, menu } = requireScreen(await driver.look());
    return (overlay === undefined && (composer !== undefined || menu !== undefined)) || undefined;
  });
  if (!isClosed) throw driver.refused(`the view is still there after ${key}`);
}

import type { Backend } from '../../../detect/agent/backend.ts';
import { findByMeaning, findLeaveKey } from '../../../detect/screen/gates.ts';
import type { HintKey } from '../../../detect/screen/menu-types.ts';
import { turnOf } from '../../../detect/verdict/signals.ts';
import type { Context } from '../../session/context.ts';
import type { Observation } from '../../session/observation.ts';
import { addressOf } from '../../session/pane.ts';
import { pollUntil } from '../../session/poll-until.ts';
import { requireScreen } from '../preconditions.ts';
import { BARRIER_MS, POLL_MS } from './dialog-keys.ts';
import type { MenuDriver } from './menu-driver.ts';

/**
 * Leaves with nothing chosen what a person opened: a menu that no row declines, by the key of its hint, or a view that covers the
 * conversation. Returns the label of the key; `undefined`, and no key pressed, where that is not what the screen shows, while a
 * tool waits, and before the agent has begun: a menu of its start can end it. Throws `not_accepted` where the key does nothing.
 */
export async function leaveOpened(
  ctx: Context,
  driver: MenuDriver,
  seen: Observation,
  backend: Backend,
): Promise<string | undefined> {
  const screen = requireScreen(seen);
  const view = backend.screen.overlays.find(({ name, leave }) => name === screen.overlay && leave);
  const key = screen.menu ? keyOfMenu(seen, backend) : view?.leave;
  if (!key) return undefined;
  await ctx.tmux.leaveMode(addressOf(seen.sidecar));
  if (screen.menu) await driver.pressOnce(seen, key.key, -1);
  else await closeView(ctx, driver, key);
  return key.label;
}

function keyOfMenu({ signals }: Observation, { gates }: Backend): HintKey | undefined {
  const { transcript, statusFile, screen } = signals;
  if (screen.kind !== 'seen' || !screen.screen.menu) return undefined;
  if (transcript.kind !== 'read' && statusFile.kind !== 'read') return undefined;
  const turn = turnOf(transcript);
  if (turn?.phase === 'running' && turn.openTools.length > 0) return undefined;
  const { menu } = screen.screen;
  return findByMeaning(menu, gates, 'deny') === undefined ? findLeaveKey(menu, gates) : undefined;
}

async function closeView(ctx: Context, driver: MenuDriver, { key }: HintKey): Promise<void> {
  await driver.press(key);
  const isClosed = await pollUntil(ctx, { withinMs: BARRIER_MS, everyMs: POLL_MS }, async () => {
    const { overlay, composer, menu } = requireScreen(await driver.look());
    return (overlay === undefined && (composer !== undefined || menu !== undefined)) || undefined;
  });
  if (!isClosed) throw driver.refused(`the view is still there after ${key}`);
}

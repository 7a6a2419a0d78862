import { CsdError } from '../../../contract/errors.ts';
import { showsRowsOf } from '../../../detect/questions/question-tool.ts';
import { bareText } from '../../../detect/screen/gates.ts';
import type { Menu } from '../../../detect/screen/menu-types.ts';
import type { Observation } from '../../session/observation.ts';
import { requireScreen } from '../preconditions.ts';
import type { MenuDriver } from './menu-driver.ts';

/** A cursor key that moves the cursor out of sight changes nothing on the screen: after this it has acted, in ms. */
const MOVE_MS = 700;
const POLL_MS = 20;
/** More rows than any question has. */
const MOST = 30;

/**
 * Chooses the option of that number, from 1, of a question of which a small pane shows a part. Enter is pressed once, and only
 * while the cursor is seen on the option. Throws `not_accepted` where the pane never shows it there, and `gate_changed`.
 */
export async function confirmUnseen(driver: MenuDriver, labels: string[], wanted: number): Promise<void> {
  let seen = await driver.look();
  for (let moves = 0; moves < MOST; moves++) {
    const menu = requireShown(driver, seen, labels);
    const at = numberAt(menu);
    if (at === wanted) {
      const shown = bareText(menu.options[menu.selected]?.label ?? '');
      if (shown === '' || !bareText(labels[wanted - 1] ?? '').startsWith(shown)) break;
      return driver.pressOnce(seen, 'Enter', menu.selected);
    }
    // Above the first option that is drawn the cursor is not seen.
    const key = at !== undefined && at > wanted ? 'Up' : 'Down';
    seen = await press(driver, key, at);
    if (key === 'Up' && numberAt(requireShown(driver, seen, labels)) === undefined) break;
  }
  throw driver.refused(`its pane is too small to show the cursor on option ${wanted}: a larger one does`);
}

const numberAt = ({ options, selected }: Menu): number | undefined => options[selected]?.number;

async function press(driver: MenuDriver, key: string, from: number | undefined): Promise<Observation> {
  await driver.press(key);
  let seen = await driver.look();
  for (let waited = 0; waited < MOVE_MS; waited += POLL_MS) {
    const { menu } = requireScreen(seen);
    if (menu && numberAt(menu) !== from) return seen;
    await driver.pause();
    seen = await driver.look();
  }
  return seen;
}

/** The menu, which still shows options of the question; those of another one end it. */
function requireShown(driver: MenuDriver, seen: Observation, labels: string[]): Menu {
  const { menu } = requireScreen(seen);
  if (menu && (showsRowsOf(menu, labels) || (menu.options[0]?.number ?? 0) > labels.length)) return menu;
  const message = `the question of ${driver.name} went away before it was answered: nothing was confirmed`;
  throw new CsdError('gate_changed', message, { state: seen.verdict.state });
}

import { bareText } from '../../../detect/screen/gates/gates.ts';
import type { Menu, MenuOption } from '../../../detect/screen/menus/menu-types.ts';
import type { Observation } from '../../session/observation.ts';
import { requireScreen } from '../preconditions.ts';
import type { MenuDriver } from './menu-driver.ts';

/** How long a cursor key may take to show, in ms. */
const MOVE_MS = 1500;
const POLL_MS = 20;
/** More rows than any gate has. */
const MOST = 60;

/** True if options exist above the first drawn row; a small pane does not show whether some exist below. */
export const startsCut = (menu: Menu): boolean => (menu.options[0]?.number ?? 1) > 1;

/**
 * All options of a numbered menu of which a small pane shows only a part: moves the cursor to the first one, and down
 * until nothing new appears. Confirms nothing. `undefined` if another menu takes its place.
 */
export async function readAllOptions(driver: MenuDriver, first: Menu): Promise<MenuOption[] | undefined> {
  const found = new Map<number, MenuOption>();
  let menu: Menu | undefined = first;
  for (let moves = 0; menu && moves < MOST; moves++) {
    for (const option of menu.options) keepLonger(found, option);
    const at = menu.options[menu.selected]?.number ?? 0;
    const least = Math.min(...found.keys());
    const key: string = least > 1 ? 'Up' : 'Down';
    // Below the last option the cursor goes back to the first one, or stays.
    if (least === 1 && at > 0 && at === Math.max(...found.keys()) && moves > 0) {
      const next: Menu | undefined = await step(driver, menu, key);
      const now = next?.options[next.selected]?.number ?? 0;
      if (next && now <= at) return inOrder(found);
      menu = next;
      continue;
    }
    menu = await step(driver, menu, key);
  }
  return menu ? inOrder(found) : undefined;
}

/**
 * Moves the cursor to the option with that number, which may be scrolled out of a small pane; `undefined` if that
 * fails.
 */
export async function moveToNumber(
  driver: MenuDriver,
  first: Menu,
  wanted: MenuOption,
): Promise<{ seen: Observation; menu: Menu; target: number } | undefined> {
  let menu = requireScreen(await driver.look()).menu;
  for (let moves = 0; menu && isSame(menu, first) && moves < MOST; moves++) {
    const at: number = menu.options[menu.selected]?.number ?? 0;
    if (at !== wanted.number) {
      menu = await step(driver, menu, at < (wanted.number ?? 0) ? 'Down' : 'Up');
      continue;
    }
    const seen = await driver.look();
    const now = requireScreen(seen).menu;
    const option = now?.options[now.selected];
    if (!now || !isSame(now, first) || option?.number !== wanted.number) return undefined;
    return isSameLabel(option.label, wanted.label) ? { seen, menu: now, target: now.selected } : undefined;
  }
  return undefined;
}

/** An option at the edge of the drawn rows may be truncated. */
function keepLonger(found: Map<number, MenuOption>, option: MenuOption): void {
  if (option.number === undefined) return;
  const known = found.get(option.number);
  if (!known || known.label.length < option.label.length) found.set(option.number, option);
}

const isSameLabel = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

function inOrder(found: Map<number, MenuOption>): MenuOption[] {
  return [...found].sort(([a], [b]) => a - b).map(([, option]) => option);
}

/** Presses a cursor key; returns the menu after it, unchanged if nothing moved, `undefined` if it is another one. */
async function step(driver: MenuDriver, menu: Menu, key: string): Promise<Menu | undefined> {
  const before = markOf(menu);
  await driver.press(key);
  for (let waited = 0; waited < MOVE_MS; waited += POLL_MS) {
    await driver.pause();
    const now = requireScreen(await driver.look()).menu;
    if (!now || !isSame(now, menu)) return undefined;
    if (markOf(now) !== before) return now;
  }
  return menu;
}

const markOf = ({ options, selected }: Menu): string => JSON.stringify([options[selected]?.number, options[0]?.number]);

/**
 * The same gate: the same question and text, except for its counters and for how much of it fits next to the options.
 */
function isSame(a: Menu, b: Menu): boolean {
  const [one, other] = [rowsOf(a), rowsOf(b)];
  if (one.join() === other.join()) return true;
  if (one.at(-1) !== other.at(-1)) return false;
  const [x, y] = [one.slice(0, -1).join(), other.slice(0, -1).join()];
  return x !== '' && (x.startsWith(y) || y.startsWith(x));
}

/** The rows of its text; numbers in the last one count what is left out. */
function rowsOf({ body, title }: Menu): string[] {
  const rows = body.replace(title, '').split('\n').map(bareText);
  return [...rows.slice(0, -1), rows.at(-1)?.replace(/\d+/g, '') ?? ''];
}

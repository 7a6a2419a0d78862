import { CsdError } from '../../../contract/errors.ts';
import type { GateGrammar } from '../../../detect/agent/backend.ts';
import { showsRowsOf } from '../../../detect/questions/question-tool.ts';
import { bareText } from '../../../detect/screen/gates/gates.ts';
import type { Menu, MenuOption } from '../../../detect/screen/menus/menu-types.ts';
import type { Observation } from '../../session/observation.ts';
import { requireScreen } from '../preconditions.ts';
import { BARRIER_MS, POLL_MS } from './dialog-keys.ts';
import type { MenuDriver } from './menu-driver.ts';

/**
 * A cursor key that moves the cursor out of view changes nothing on the screen: it has taken effect after this time, in
 * ms.
 */
const MOVE_MS = 700;
/** A key that clears a line of text has taken effect after this time, in ms. */
const CLEAR_MS = 1000;
/** More rows than any question has. */
const MOST = 30;

/** The menu with the cursor on the wanted row. */
interface Placed {
  seen: Observation;
  menu: Menu;
  option: MenuOption;
}

/**
 * Answers a question of which a small pane shows only a part. `labels` are all its options; after them come the
 * free-text row and, below check boxes, the row that opens the next page. A key that does more than move is pressed
 * once, and only while the cursor is visible on its row. All throw `not_accepted` if the pane never shows it there, and
 * `gate_changed`.
 */
export class PartlyShown {
  /** The places of the free-text row and of the row that opens the next page; options have the places from 1. */
  private readonly own: number;
  private readonly next: number;

  constructor(
    private readonly driver: MenuDriver,
    private readonly labels: string[],
    private readonly grammar: Pick<GateGrammar, 'freeText' | 'submitRow'>,
    private readonly clearRow: string,
  ) {
    this.own = labels.length + 1;
    this.next = labels.length + 1.5;
  }

  /** Chooses the option with that number, from 1. */
  async choose(wanted: number): Promise<void> {
    await this.enter(await this.moveTo(wanted));
  }

  /** Answers with free text. */
  async write(text: string): Promise<void> {
    await this.moveTo(this.own);
    await this.clear();
    await this.driver.typeInto('cursor', text);
    await this.enter(await this.placedOn(this.own));
  }

  /** Ticks the boxes of exactly these numbers, and the one next to the free text, then opens the next page. */
  async tick(wanted: number[], text?: string): Promise<void> {
    const boxes = new Map<number, boolean | undefined>();
    // All are read before one is changed: if one is never shown, nothing was done.
    for (let place = 1; place <= this.own; place++) boxes.set(place, (await this.moveTo(place)).option.checked);
    for (const [place, checked] of boxes) {
      if (checked === undefined || (place === this.own && text !== undefined)) continue;
      if (checked !== wanted.includes(place)) await this.toggle(place);
    }
    if (text !== undefined) await this.writeBeside(text);
    await this.enter(await this.moveTo(this.next));
  }

  /** Typing ticks the box, on some releases only visibly: only a box that was ticked by Enter counts. */
  private async writeBeside(text: string): Promise<void> {
    await this.moveTo(this.own);
    await this.clear();
    await this.driver.typeInto('cursor', text);
    if ((await this.placedOn(this.own)).option.checked) await this.toggle(this.own);
    await this.toggle(this.own);
  }

  private async toggle(place: number): Promise<void> {
    const { option } = await this.moveTo(place);
    await this.driver.press('Enter');
    const isToggled = (now: Placed | undefined) => now !== undefined && now.option.checked === !option.checked;
    for (let waited = 0; !isToggled(await this.find(place)); waited += POLL_MS) {
      if (waited > BARRIER_MS) throw this.driver.refused(`the checkbox of option ${place} did not change`);
      await this.driver.pause();
    }
  }

  /** Removes earlier text from the free-text row. */
  private async clear(): Promise<void> {
    for (let lines = 0; lines < MOST; lines++) {
      const { menu, option } = await this.placedOn(this.own);
      if (this.grammar.freeText.test(option.label)) return;
      await this.driver.press(this.clearRow);
      await this.driver.waitForChange(menu.mark, CLEAR_MS);
    }
    throw this.driver.refused('the earlier text could not be removed');
  }

  private async enter({ seen, menu }: Placed): Promise<void> {
    await this.driver.pressOnce(seen, 'Enter', menu.selected);
  }

  /** Moves the cursor until it is visible on the row. */
  private async moveTo(wanted: number): Promise<Placed> {
    let seen = await this.driver.look();
    for (let moves = 0; moves < MOST; moves++) {
      const menu = this.requireShown(seen);
      const at = this.placeAt(menu);
      if (at === wanted) {
        const placed = this.onRow(seen, menu, wanted);
        if (placed) return placed;
        break;
      }
      // Above the first drawn option the cursor is not visible.
      const key = at !== undefined && at > wanted ? 'Up' : 'Down';
      seen = await this.press(key, at);
      if (key === 'Up' && this.placeAt(this.requireShown(seen)) === undefined) break;
    }
    const row = wanted === this.next ? 'the row that opens the next page' : `option ${wanted}`;
    throw this.driver.refused(`its pane is too small to show the cursor on ${row}: enlarge it`);
  }

  /** The cursor is already visible there. */
  private async placedOn(place: number): Promise<Placed> {
    return (await this.find(place)) ?? this.moveTo(place);
  }

  private async find(place: number): Promise<Placed | undefined> {
    const seen = await this.driver.look();
    const menu = this.requireShown(seen);
    return this.placeAt(menu) === place ? this.onRow(seen, menu, place) : undefined;
  }

  /** `undefined` if the row does not show the label of that option. */
  private onRow(seen: Observation, menu: Menu, place: number): Placed | undefined {
    const option = menu.options[menu.selected];
    const label = this.labels[place - 1];
    if (!option || (label !== undefined && !isStartOf(option.label, label))) return undefined;
    return { seen, menu, option };
  }

  /** The place of the cursor; `undefined` if it is not visible. */
  private placeAt({ options, selected }: Menu): number | undefined {
    const option = options[selected];
    if (option?.number !== undefined) return option.number;
    return option && this.grammar.submitRow.test(option.label) ? this.next : undefined;
  }

  private async press(key: string, from: number | undefined): Promise<Observation> {
    await this.driver.press(key);
    let seen = await this.driver.look();
    for (let waited = 0; waited < MOVE_MS; waited += POLL_MS) {
      const { menu } = requireScreen(seen);
      if (menu && this.placeAt(menu) !== from) return seen;
      await this.driver.pause();
      seen = await this.driver.look();
    }
    return seen;
  }

  /** The menu, which must still show options of the question; those of another question throw. */
  private requireShown(seen: Observation): Menu {
    const { menu } = requireScreen(seen);
    if (menu && (showsRowsOf(menu, this.labels) || (menu.options[0]?.number ?? 0) > this.labels.length)) return menu;
    const message = `the question of ${this.driver.name} closed before it was answered: nothing was confirmed`;
    throw new CsdError('gate_changed', message, { state: seen.verdict.state });
  }
}

function isStartOf(shown: string, label: string): boolean {
  const start = bareText(shown);
  return start !== '' && bareText(label).startsWith(start);
}

import type { Menu, MenuEntry } from '../../../detect/screen/menus/menu-types.ts';
import type { Context } from '../../session/context.ts';
import type { Observation } from '../../session/observation.ts';
import { pollUntil } from '../../session/poll-until.ts';
import { squeeze } from '../match-paste.ts';
import { requireScreen } from '../preconditions.ts';
import { type DialogKeys, isAnsweredTwice, POLL_MS, staysDuring } from './dialog-keys.ts';

/** A key that has changed nothing after this time is pressed again, in ms. */
const KEY_MS = 2500;
/** After this many ineffective keys in a row the line takes no keys. */
const DEAF_KEYS = 3;
/** How long typing an answer may take, in ms. */
const TYPE_MS = 20_000;
/**
 * A line must be unchanged for this long before its first key, in ms. The agent draws a dialog before it listens: on
 * 2.1.332 a key within about 50 ms after the review page was drawn was lost, and the line then took no other key.
 */
const STEADY_MS = 300;
/**
 * After a repeated key the line must be unchanged for this long, because the first key may only have been late. In ms.
 */
const STILL_MS = 1000;
/** After this time, a gate that is still open is tested for a lost Enter, in ms. */
const ENTER_MS = 1500;
const ENTERS = 4;
/** How many letters of a text identify it as ours. */
const TELLING = 60;

/** A gate that is about to be answered: the look before its answer, and the option that the cursor is to be on. */
export interface OpenGate {
  before: Observation;
  menu: Menu;
  target: number;
}

/**
 * Types into the input line of a dialog that has one. The agent takes one key at a time there and drops keys that come
 * together, so each key is typed once the line shows the one before, and Enter once it shows exactly the answer.
 */
export class TypedMenu {
  constructor(
    private readonly ctx: Context,
    private readonly driver: DialogKeys,
  ) {}

  /**
   * Makes the line contain exactly this text, removing any earlier text. Throws `gate_changed` if the dialog closes,
   * `not_accepted` if the line takes no keys or never shows the text; nothing is confirmed then.
   */
  async type(menu: Menu, wanted: string): Promise<Observation> {
    const since = this.ctx.clock.elapsed();
    let late = false;
    let unheard = 0;
    let steady: Observation | undefined = await this.waitUntilSteady(menu);
    while (this.ctx.clock.elapsed() - since < TYPE_MS) {
      const seen = steady ?? (await this.driver.look());
      steady = undefined;
      const now = this.driver.requireSame(seen, menu.mark);
      const { typed, words } = this.entryOf(now);
      if (typed === wanted && words === undefined) {
        if (!late || !(await this.waitForChange(menu, typed, words, STILL_MS))) return seen;
        continue;
      }
      // While the line takes text, this key leads back to the list.
      const key = words !== undefined ? 'Escape' : wanted.startsWith(typed) ? wanted.charAt(typed.length) : 'BSpace';
      await this.driver.press(key);
      if (await this.waitForChange(menu, typed, words, KEY_MS)) unheard = 0;
      else {
        late = true;
        unheard++;
      }
      if (unheard === DEAF_KEYS) throw this.driver.refused('its input line takes no keys, so nothing was confirmed');
    }
    throw this.driver.refused('its input line does not show what is typed, so nothing was confirmed');
  }

  /**
   * The first look after which the dialog and its line were unchanged for `STEADY_MS`, or the one at the end of
   * `KEY_MS`.
   */
  private async waitUntilSteady(menu: Menu): Promise<Observation> {
    let since = this.ctx.clock.elapsed();
    let last: string | undefined;
    let seen: Observation | undefined;
    const steady = await pollUntil(this.ctx, { withinMs: KEY_MS, everyMs: POLL_MS }, async () => {
      seen = await this.driver.look();
      const now = requireScreen(seen).menu;
      const isSame = now !== undefined && now.mark === menu.mark;
      const line = isSame ? JSON.stringify(now.entry) : undefined;
      const at = this.ctx.clock.elapsed();
      if (line === undefined || line !== last) since = at;
      last = line;
      return isSame && at - since >= STEADY_MS ? seen : undefined;
    });
    const settled = steady ?? seen ?? (await this.driver.look());
    this.driver.requireSame(settled, menu.mark);
    return settled;
  }

  /**
   * Presses Enter after the typed answer, and again only after a later key has shown that the very same gate still has
   * the answer. Returns true once the gate accepted it, false if the line asks for the text that goes with the option.
   */
  async confirm(gate: OpenGate, typed: string): Promise<boolean> {
    for (let enters = 0; enters < ENTERS; enters++) {
      await this.driver.press('Enter');
      const outcome = await this.outcomeWithin(ENTER_MS, gate);
      if (outcome !== undefined) return outcome === 'taken';
      await this.driver.press('BSpace');
      if (!(await this.waitForChange(gate.menu, typed, undefined, KEY_MS))) continue;
      const again = await this.outcomeWithin(0, gate);
      if (again !== undefined) return again === 'taken';
      if (!(await staysDuring(() => this.type(gate.menu, typed)))) return true;
    }
    throw this.driver.refused('the gate is still there');
  }

  /** Pastes the text that the line asks for, and confirms it once it is shown. */
  async write(gate: OpenGate, text: string, paste: (text: string) => Promise<void>) {
    const line = text
      .split('\n')
      .map((row) => row.trim())
      .join(' ');
    const { menu } = gate;
    await this.waitUntilSteady(menu);
    await paste(line);
    const wanted = squeeze(line);
    const isShown = await pollUntil(this.ctx, { withinMs: KEY_MS * 4, everyMs: POLL_MS }, async () => {
      const now = this.driver.requireSame(await this.driver.look(), menu.mark);
      const shown = squeeze(this.entryOf(now).typed);
      const isEnd = shown.length > TELLING && wanted.endsWith(shown.slice(-TELLING));
      return (shown !== '' && (shown === wanted || isEnd)) || undefined;
    });
    if (!isShown) throw this.driver.refused('its input line does not show the text');
    await this.driver.press('Enter');
    const outcome = await this.outcomeWithin(KEY_MS * 4, gate, true);
    if (outcome !== 'taken') throw this.driver.refused('the question is still there');
  }

  /** Leaves a line that asks for text, and then the dialog, which declines it. */
  async leave({ before, menu, target }: OpenGate): Promise<void> {
    await this.type(menu, '');
    await this.driver.pressOnce(before, 'Escape', target);
  }

  private async outcomeWithin(limitMs: number, { before, menu, target }: OpenGate, worded = false) {
    return pollUntil(this.ctx, { withinMs: limitMs, everyMs: POLL_MS, afterMs: POLL_MS }, async () => {
      const seen = await this.driver.look();
      if (await isAnsweredTwice(this.driver, before, seen, target)) return 'taken';
      const now = requireScreen(seen).menu;
      const isSame = now !== undefined && now.mark === menu.mark;
      return !worded && isSame && now.entry?.words !== undefined ? 'asks' : undefined;
    });
  }

  private async waitForChange(menu: Menu, typed: string, words: number | undefined, limitMs: number): Promise<boolean> {
    const hasChanged = await pollUntil(
      this.ctx,
      { withinMs: limitMs, everyMs: POLL_MS, afterMs: POLL_MS },
      async () => {
        const now = requireScreen(await this.driver.look()).menu;
        if (!now || now.mark !== menu.mark) return true;
        const entry = this.entryOf(now);
        return entry.typed !== typed || entry.words !== words || undefined;
      },
    );
    return hasChanged === true;
  }

  private entryOf(menu: Menu): MenuEntry {
    if (menu.entry) return menu.entry;
    throw this.driver.refused('its input line is not visible');
  }
}

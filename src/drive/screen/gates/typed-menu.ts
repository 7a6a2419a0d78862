import { fingerprint } from '../../../detect/screen/gates.ts';
import type { Menu, MenuEntry } from '../../../detect/screen/menu-types.ts';
import type { Context } from '../../session/context.ts';
import type { Observation } from '../../session/observation.ts';
import { pollUntil } from '../../session/poll-until.ts';
import { squeeze } from '../match-paste.ts';
import { requireScreen } from '../preconditions.ts';
import { type DialogKeys, isAnsweredTwice, POLL_MS, staysDuring } from './dialog-keys.ts';

/** A key that has changed nothing after this is pressed again, in ms. */
const KEY_MS = 2500;
/** So many keys in a row that change nothing say that the line takes none. */
const DEAF_KEYS = 3;
/** Typing an answer may take so long, in ms. */
const TYPE_MS = 20_000;
/**
 * A line must stand unchanged for this long before its first key, in ms. The agent draws a dialog before it listens: on 2.1.332 a key
 * within about 50 ms of the drawing of the review page was lost, and the line then took no other key.
 */
const STEADY_MS = 300;
/** After a repeated key the line must stand still for this long: the first one may only have been late. In ms. */
const STILL_MS = 1000;
/** A gate that still stands after this is asked whether the Enter was swallowed, in ms. */
const ENTER_MS = 1500;
const ENTERS = 4;
/** So many letters of a text tell that it is ours. */
const TELLING = 60;

/**
 * Types into the answer line of a dialog that has one. The agent takes a key at a time there and drops what comes at once, so each key
 * is typed once the line shows the one before, and Enter once it shows all and nothing else.
 */
export class TypedMenu {
  constructor(
    private readonly ctx: Context,
    private readonly driver: DialogKeys,
  ) {}

  /**
   * Makes the line hold exactly this; what stood there is taken away. Throws `gate_changed` when the dialog goes away, `not_accepted`
   * when the line takes no keys or never shows what is typed; nothing is confirmed then.
   */
  async type(menu: Menu, wanted: string): Promise<Observation> {
    const since = this.ctx.clock.elapsed();
    let late = false;
    let unheard = 0;
    let steady: Observation | undefined = await this.waitUntilSteady(menu);
    while (this.ctx.clock.elapsed() - since < TYPE_MS) {
      const seen = steady ?? (await this.driver.look());
      steady = undefined;
      const now = this.driver.requireSame(seen, fingerprint(menu));
      const { typed, words } = this.entryOf(now);
      if (typed === wanted && words === undefined) {
        if (!late || !(await this.waitForChange(menu, typed, words, STILL_MS))) return seen;
        continue;
      }
      // While the line takes words, this key leads back to the list.
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

  /** The first look after which the dialog and its line have stood unchanged for `STEADY_MS`, or the one at the end of `KEY_MS`. */
  private async waitUntilSteady(menu: Menu): Promise<Observation> {
    const start = this.ctx.clock.elapsed();
    let since = start;
    let last: string | undefined;
    for (;;) {
      const seen = await this.driver.look();
      const now = requireScreen(seen).menu;
      const isSame = now !== undefined && fingerprint(now) === fingerprint(menu);
      const line = isSame ? JSON.stringify(now.entry) : undefined;
      const at = this.ctx.clock.elapsed();
      if (line === undefined || line !== last) since = at;
      last = line;
      if (isSame && at - since >= STEADY_MS) return seen;
      if (at - start >= KEY_MS) {
        this.driver.requireSame(seen, fingerprint(menu));
        return seen;
      }
      await this.pause();
    }
  }

  /**
   * Presses Enter behind the typed answer, and again only where a key that was pressed behind it has shown that the very same gate still
   * holds the answer. Returns true once the gate took it, false where the line asks for the words that go with the option.
   */
  async confirm(before: Observation, menu: Menu, typed: string, target: number): Promise<boolean> {
    for (let enters = 0; enters < ENTERS; enters++) {
      await this.driver.press('Enter');
      const outcome = await this.outcomeWithin(ENTER_MS, before, menu, target);
      if (outcome !== undefined) return outcome === 'taken';
      await this.driver.press('BSpace');
      if (!(await this.waitForChange(menu, typed, undefined, KEY_MS))) continue;
      const again = await this.outcomeWithin(0, before, menu, target);
      if (again !== undefined) return again === 'taken';
      if (!(await staysDuring(() => this.type(menu, typed)))) return true;
    }
    throw this.driver.refused('the gate is still there');
  }

  /** Pastes the words that the line asks for, and confirms them once it shows them. */
  async write(before: Observation, menu: Menu, text: string, target: number, paste: (text: string) => Promise<void>) {
    const line = text
      .split('\n')
      .map((row) => row.trim())
      .join(' ');
    await this.waitUntilSteady(menu);
    await paste(line);
    const wanted = squeeze(line);
    const isShown = await pollUntil(this.ctx, { withinMs: KEY_MS * 4, everyMs: POLL_MS }, async () => {
      const now = this.driver.requireSame(await this.driver.look(), fingerprint(menu));
      const shown = squeeze(this.entryOf(now).typed);
      const isEnd = shown.length > TELLING && wanted.endsWith(shown.slice(-TELLING));
      return (shown !== '' && (shown === wanted || isEnd)) || undefined;
    });
    if (!isShown) throw this.driver.refused('its input line does not show the text');
    await this.driver.press('Enter');
    const outcome = await this.outcomeWithin(KEY_MS * 4, before, menu, target, true);
    if (outcome !== 'taken') throw this.driver.refused('the question is still there');
  }

  /** Leaves a line that asks for words, and then the dialog: that declines it. */
  async leave(before: Observation, menu: Menu, target: number): Promise<void> {
    await this.type(menu, '');
    await this.driver.pressOnce(before, 'Escape', target);
  }

  private async outcomeWithin(limitMs: number, before: Observation, menu: Menu, target: number, worded = false) {
    await this.pause();
    return pollUntil(this.ctx, { withinMs: limitMs, everyMs: POLL_MS }, async () => {
      const seen = await this.driver.look();
      if (await isAnsweredTwice(this.driver, before, seen, target)) return 'taken';
      const now = requireScreen(seen).menu;
      const isSame = now !== undefined && fingerprint(now) === fingerprint(menu);
      return !worded && isSame && now.entry?.words !== undefined ? 'asks' : undefined;
    });
  }

  private async waitForChange(menu: Menu, typed: string, words: number | undefined, limitMs: number): Promise<boolean> {
    await this.pause();
    const hasChanged = await pollUntil(this.ctx, { withinMs: limitMs, everyMs: POLL_MS }, async () => {
      const now = requireScreen(await this.driver.look()).menu;
      if (!now || fingerprint(now) !== fingerprint(menu)) return true;
      const entry = this.entryOf(now);
      return entry.typed !== typed || entry.words !== words || undefined;
    });
    return hasChanged === true;
  }

  private entryOf(menu: Menu): MenuEntry {
    if (menu.entry) return menu.entry;
    throw this.driver.refused('its input line is not visible');
  }

  private pause(): Promise<void> {
    return this.ctx.clock.sleep(POLL_MS, this.ctx.signal);
  }
}

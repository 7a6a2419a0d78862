import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import type { Menu } from '../../../detect/screen/menus/menu-types.ts';
import { lookOnce } from '../../observe/look-at.ts';
import type { Context } from '../../session/context.ts';
import type { Observation } from '../../session/observation.ts';
import { addressOf } from '../../session/panes/pane.ts';
import { pollUntil } from '../../session/poll-until.ts';
import { squeeze } from '../match-paste.ts';
import { requireScreen } from '../preconditions.ts';
import { BARRIER_MS, type DialogKeys, isAnsweredTwice, POLL_MS, pressUntil, staysDuring } from './dialog-keys.ts';
import { isAnswered, isStatusBehind } from './is-gate-answered.ts';
import { TypedMenu } from './typed-menu.ts';

/** A cursor key that has moved nothing after this time is pressed again, in ms. */
const MOVE_MS = 2500;
/**
 * After a repeated key the cursor must stay in place for this long, because the first key may only have been late. In
 * ms.
 */
const STILL_MS = 1000;
/** After this time, a gate that is still open is tested for a lost Enter, in ms. */
const ENTER_MS = 1500;
/** The agent's status shows that it waits a moment after the gate is drawn; it gets this long, in ms. */
const STATUS_LAG_MS = 700;
/** How often to repeat a lost Enter. */
const ENTERS = 4;
/** A key in a notes row has taken effect after this time, in ms. */
const NOTES_MS = 500;

/**
 * Moves, types and confirms in the menu on a session's screen. Reads the screen again before each key; throws
 * `gate_changed` for a menu that has closed or changed, `not_accepted` for one that does not react.
 */
export class MenuDriver implements DialogKeys {
  /** For dialogs in which options are typed. */
  readonly typed: TypedMenu;
  private lastKey: string | undefined;

  constructor(
    private readonly ctx: Context,
    private readonly sidecar: Sidecar,
  ) {
    this.typed = new TypedMenu(ctx, this);
  }

  /** The session's name. */
  get name(): string {
    return this.sidecar.name;
  }

  /** Moves the cursor row by row and returns the observation in which it is on the target. */
  async moveTo(menu: Menu, target: number): Promise<Observation> {
    const mark = menu.mark;
    if (menu.entry) return this.typed.type(menu, keyOf(menu, target));
    let late = false;
    for (let moves = 0; moves <= menu.options.length * 2; moves++) {
      const seen = await this.look();
      const now = this.requireSame(seen, mark);
      if (now.options[target]?.label !== menu.options[target]?.label) throw this.changed(seen);
      if (now.selected === target && !(late && (await this.waitForMove(mark, target, STILL_MS)))) return seen;
      if (now.selected === target) continue;
      await this.press(now.selected < target ? 'Down' : 'Up');
      if (!(await this.waitForMove(mark, now.selected, MOVE_MS))) late = true;
    }
    throw this.refused(`the cursor could not be moved to option ${target + 1}, so nothing was confirmed`);
  }

  /**
   * Presses Enter and proves that this gate accepted it. Keys arrive in order, so Enter is repeated only after a cursor
   * key pressed after it has moved the cursor of the very same gate: a late Enter never reaches the next gate.
   */
  async confirm(placed: Observation, menu: Menu, target: number): Promise<void> {
    const before = await this.settle(placed, menu);
    if (menu.entry) {
      const isTaken = await this.typed.confirm({ before, menu, target }, keyOf(menu, target));
      if (!isTaken) throw this.refused('the option needs a text');
      return;
    }
    for (let enters = 0; enters < ENTERS; enters++) {
      await this.press('Enter');
      if (await this.isAnsweredWithin(ENTER_MS, before, target)) return;
      if (menu.options.length > 1 && !(await this.isStillAsking(menu, before, target))) return this.leaveHistory();
    }
    throw this.refused('the gate is still there');
  }

  /**
   * Undoes a cursor key that was meant for a gate and may reach the composer behind it: Up recalls an older prompt
   * there, or moves in a person's draft, and Down undoes both. An agent reads its keys in order, so this needs no wait,
   * however late they are read (seen on two backends, five releases, also while the agent was stopped). Another gate
   * that has opened meanwhile keeps its cursor.
   */
  private async leaveHistory(): Promise<void> {
    if (this.lastKey !== 'Up') return;
    const { menu } = requireScreen(await this.look());
    if (!menu) await this.press('Down');
  }

  /** Presses a key that answers the whole menu at once; never repeats it. */
  async pressOnce(seen: Observation, key: string, target: number): Promise<void> {
    await this.press(key);
    if (!(await this.isAnsweredWithin(BARRIER_MS, seen, target))) {
      throw this.refused(`the gate is still there after ${key}`);
    }
  }

  /**
   * Pastes text into the row under the cursor and returns the menu that shows it: in the row of that index, or under
   * the cursor.
   */
  async typeInto(target: number | 'cursor', text: string): Promise<{ seen: Observation; menu: Menu }> {
    await this.ctx.tmux.paste(addressOf(this.sidecar), text);
    const wanted = squeeze(text);
    const typed = await pollUntil(this.ctx, { withinMs: BARRIER_MS, everyMs: POLL_MS }, async () => {
      const seen = await this.look();
      const { menu } = requireScreen(seen);
      const option = menu?.options[target === 'cursor' ? menu.selected : target];
      const shown = squeeze(`${option?.label ?? ''}${option?.description ?? ''}${menu?.notes ?? ''}`);
      return menu && shown.includes(wanted.slice(0, 200)) ? { seen, menu } : undefined;
    });
    if (!typed) throw this.refused('the text did not appear in its row');
    return typed;
  }

  /** Opens the notes row on the option under the cursor; presses a lost key again. */
  async openNotes(key: string): Promise<void> {
    await pressUntil(this.ctx, this, {
      key,
      againMs: MOVE_MS,
      holds: ({ menu }) => menu?.notes !== undefined,
      why: 'no row for notes opened',
    });
  }

  /** Closes an open notes row and discards its text; if the cursor is not in it, the key must be pressed twice. */
  async closeNotes(key: string): Promise<void> {
    const since = this.ctx.clock.elapsed();
    for (;;) {
      const { menu } = requireScreen(await this.look());
      if (menu?.notes === undefined) return;
      if (this.ctx.clock.elapsed() - since > BARRIER_MS) throw this.refused('the row for notes did not close');
      await this.press(key);
      await this.waitForChange(menu.mark, NOTES_MS);
    }
  }

  /** Waits until the menu's text changes in any way, as after a key that opens an input row. */
  async waitForChange(mark: string, limitMs: number): Promise<Menu | undefined> {
    return pollUntil(this.ctx, afterAPause(limitMs), async () => {
      const { menu } = requireScreen(await this.look());
      return menu && menu.mark !== mark ? menu : undefined;
    });
  }

  async press(key: string): Promise<void> {
    this.lastKey = key;
    await this.ctx.tmux.press(addressOf(this.sidecar), [key]);
  }

  look(): Promise<Observation> {
    return lookOnce(this.ctx, this.sidecar);
  }

  refused(why: string): CsdError {
    return new CsdError('not_accepted', `the answer was not accepted by the TUI of ${this.sidecar.name}: ${why}`);
  }

  private async waitForMove(mark: string, from: number, limitMs: number): Promise<boolean> {
    const isMoved = await pollUntil(this.ctx, afterAPause(limitMs), async () => {
      return this.requireSame(await this.look(), mark).selected !== from || undefined;
    });
    return isMoved === true;
  }

  requireSame(seen: Observation, mark: string): Menu {
    const { menu } = requireScreen(seen);
    if (menu && menu.mark === mark) return menu;
    throw this.changed(seen);
  }

  private changed({ verdict }: Observation): CsdError {
    const message = `the gate of ${this.sidecar.name} closed or changed before it was answered: nothing was confirmed`;
    return new CsdError('gate_changed', message, { state: verdict.state });
  }

  /** A look at the same gate in which the agent's status has caught up with it, as far as it does. */
  async settle(placed: Observation, menu: Menu): Promise<Observation> {
    let seen = placed;
    if (!isStatusBehind(seen)) return seen;
    await pollUntil(this.ctx, afterAPause(STATUS_LAG_MS), async () => {
      seen = await this.look();
      this.requireSame(seen, menu.mark);
      return isStatusBehind(seen) ? undefined : true;
    });
    return seen;
  }

  private async isAnsweredWithin(limitMs: number, before: Observation, target: number): Promise<boolean> {
    const isIt = await pollUntil(this.ctx, { withinMs: limitMs, everyMs: POLL_MS, afterMs: POLL_MS }, async () => {
      return (await isAnsweredTwice(this, before, await this.look(), target)) || undefined;
    });
    return isIt === true;
  }

  /** Moves the cursor away and back: true if the same gate followed, false if it was answered after all. */
  private async isStillAsking(menu: Menu, before: Observation, target: number): Promise<boolean> {
    const [away, back] = target > 0 ? (['Up', 'Down'] as const) : (['Down', 'Up'] as const);
    await this.press(away);
    const told = await pollUntil(this.ctx, { withinMs: BARRIER_MS, everyMs: POLL_MS }, async () => {
      const seen = await this.look();
      const now = requireScreen(seen).menu;
      const same = now !== undefined && !isAnswered(before, seen, target);
      if (!same && isAnswered(before, await this.look(), target)) return 'answered';
      return same && now.selected !== target ? 'moved' : undefined;
    });
    if (told === 'answered') return false;
    if (told === undefined) throw this.refused('the agent does not read its keys');
    await this.press(back);
    return staysDuring(() => this.moveTo(menu, target));
  }

  pause(): Promise<void> {
    return this.ctx.clock.sleep(POLL_MS, this.ctx.signal);
  }
}

/** Looks for so long in total, ms, but not at once: what was just pressed has not been drawn yet. */
const afterAPause = (withinMs: number) => ({ withinMs: withinMs - POLL_MS, everyMs: POLL_MS, afterMs: POLL_MS });

/** The key that chooses the option in the input line. */
function keyOf({ options }: Menu, target: number): string {
  return options[target]?.typed ?? String(target + 1);
}

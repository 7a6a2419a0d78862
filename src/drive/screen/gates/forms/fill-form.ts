import { CsdError } from '../../../../contract/errors.ts';
import type { Sidecar } from '../../../../contract/session.ts';
import type { FormGrammar } from '../../../../detect/agent/screen-grammar.ts';
import type { Form, FormField, Menu } from '../../../../detect/screen/menus/menu-types.ts';
import { lookOnce } from '../../../observe/look-at.ts';
import type { Context } from '../../../session/context.ts';
import { addressOf } from '../../../session/panes/pane.ts';
import { pollUntil } from '../../../session/poll-until.ts';
import { requireScreen } from '../../preconditions.ts';

/** A form on the screen, with the menu of its buttons. */
export type FormMenu = Menu & { form: Form };

const POLL_MS = 20;
/** A key that has changed nothing after this time was lost, in ms. */
const KEY_MS = 2500;
/** After this time, a form that is still open is tested for a lost Enter, in ms. */
const ENTER_MS = 1500;
/** How long a stopped or starved agent may take to read its keys again, in ms. */
const BARRIER_MS = 15_000;
/** The agent draws its cursor before its keys act there: a key that does more than move waits this long, in ms. */
const CURSOR_MS = 200;
/** More steps than any form has fields and choices. */
const MOST_STEPS = 400;

/** Moves in the form on a session's screen. Each key is followed by a look; another dialog is `gate_changed`. */
export class FormDriver {
  private readonly mark: string;

  constructor(
    private readonly ctx: Context,
    private readonly sidecar: Sidecar,
    readonly grammar: FormGrammar,
    menu: Menu,
  ) {
    this.mark = menu.mark;
  }

  /** The session's name. */
  get name(): string {
    return this.sidecar.name;
  }

  /** The form as it is now; throws `gate_changed` if it is gone. */
  async look(): Promise<FormMenu> {
    const menu = await this.glance();
    if (menu) return menu;
    const message = `the form of ${this.sidecar.name} closed or changed before it was answered: nothing was confirmed`;
    throw new CsdError('gate_changed', message);
  }

  /** Presses a key until `holds`, again if it was lost; returns the form. */
  async press(key: string, holds: (menu: FormMenu) => boolean, why: string): Promise<FormMenu> {
    const since = this.ctx.clock.elapsed();
    for (let pressedAt = Number.NEGATIVE_INFINITY; ; ) {
      const menu = await this.look();
      if (holds(menu)) return menu;
      const now = this.ctx.clock.elapsed();
      if (now - since > BARRIER_MS) throw this.refused(why);
      if (now - pressedAt >= KEY_MS) {
        await this.tap(key);
        pressedAt = now;
      }
      await this.pause();
    }
  }

  /** Presses a cursor key and waits until the cursor has moved. */
  async step(key: string): Promise<FormMenu> {
    const before = placeOf(await this.look());
    return this.press(key, (menu) => placeOf(menu) !== before, `${key} does nothing`);
  }

  /** Presses a cursor key once; `undefined` if nothing moves. */
  async tryStep(key: string): Promise<FormMenu | undefined> {
    const before = placeOf(await this.look());
    await this.tap(key);
    return pollUntil(this.ctx, { withinMs: KEY_MS, everyMs: POLL_MS }, async () => {
      const menu = await this.look();
      return placeOf(menu) === before ? undefined : menu;
    });
  }

  async paste(text: string): Promise<void> {
    await this.ctx.tmux.paste(addressOf(this.sidecar), text);
  }

  async tap(key: string): Promise<void> {
    await this.ctx.tmux.press(addressOf(this.sidecar), [key]);
  }

  /** Waits until the agent is where it has drawn its cursor; `times` as long after keys that went elsewhere. */
  async settle(times = 1): Promise<void> {
    await this.ctx.clock.sleep(CURSOR_MS * times * times, this.ctx.signal);
  }

  /** Waits until the form satisfies the test; throws `not_accepted` with `why`. */
  async until(holds: (menu: FormMenu) => boolean, why: string): Promise<FormMenu> {
    const found = await pollUntil(this.ctx, { withinMs: BARRIER_MS, everyMs: POLL_MS }, async () => {
      const menu = await this.look();
      return holds(menu) ? menu : undefined;
    });
    if (!found) throw this.refused(why);
    return found;
  }

  /**
   * Confirms one of the two buttons. Repeats Enter only after a cursor key pressed after it has moved in the very same
   * form. Throws `bad_input` with `fields` if the agent rejects the values.
   */
  async confirm(target: number): Promise<void> {
    for (let tries = 0; tries < 4; tries++) {
      await this.moveToButton(target);
      await this.settle(tries + 1);
      await this.tap('Enter');
      const after = await this.awaitEnd(target);
      if (after === 'gone') return;
      if (after !== 'still') throw this.wrong(after);
      const away = (await this.look()).form.fields.length > 0 ? this.grammar.keys.previous : this.sideways(target);
      await this.tap(away);
      const isAway = await pollUntil(this.ctx, { withinMs: BARRIER_MS, everyMs: POLL_MS }, async () => {
        return (await this.glance())?.selected !== target || undefined;
      });
      if (!isAway) throw this.refused('the agent does not read its keys');
      if (!(await this.glance())) return;
    }
    throw this.refused('the form is still there');
  }

  private async moveToButton(target: number): Promise<void> {
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const menu = await this.look();
      if (menu.selected === target) return;
      const { keys } = this.grammar;
      if (menu.form.fields.some(({ choices }) => choices)) await this.step(keys.close);
      else if (menu.form.fields.length === 0) await this.step(menu.selected < target ? keys.right : keys.left);
      else await this.step(menu.selected > target ? keys.previous : keys.next);
    }
    throw this.refused('the cursor could not be moved to its buttons');
  }

  private sideways(target: number): string {
    return target === 0 ? this.grammar.keys.right : this.grammar.keys.left;
  }

  private async awaitEnd(target: number): Promise<'gone' | 'still' | FormMenu> {
    const end = await pollUntil(this.ctx, { withinMs: ENTER_MS, everyMs: POLL_MS, afterMs: POLL_MS }, async () => {
      const menu = await this.glance();
      // One frame between two redraws proves nothing, so this is checked twice.
      if (!menu && !(await this.glance())) return 'gone';
      return menu && menu.selected !== target ? menu : undefined;
    });
    return end ?? 'still';
  }

  /** The same form, or `undefined`. */
  private async glance(): Promise<FormMenu | undefined> {
    const { menu } = requireScreen(await lookOnce(this.ctx, this.sidecar));
    return menu?.form && menu.mark === this.mark ? { ...menu, form: menu.form } : undefined;
  }

  wrong({ form }: FormMenu): CsdError {
    const fields = form.fields.filter(({ error }) => error !== undefined);
    const why = fields.map(({ label, error }) => `${label}: ${error}`).join('; ') || 'a field is missing';
    const message = `the form of ${this.sidecar.name} rejects the values (${why}): nothing was accepted; answer again with other values`;
    return new CsdError('bad_input', message, { fields: fields.map(({ label, error }) => ({ label, error })) });
  }

  refused(why: string): CsdError {
    return new CsdError('not_accepted', `the answer was not accepted by the TUI of ${this.sidecar.name}: ${why}`);
  }

  private pause(): Promise<void> {
    return this.ctx.clock.sleep(POLL_MS, this.ctx.signal);
  }
}

/** The position of the cursor, and its list. */
function placeOf({ selected, form }: FormMenu): string {
  const field = form.fields.find(({ focused }) => focused);
  // A list taller than its space scrolls below the cursor.
  const choice = field?.choices?.findIndex(({ focused }) => focused);
  return JSON.stringify([selected, field?.label, field?.row, choice, field?.choices?.[choice ?? -1]?.label]);
}

/** The field under the cursor. */
export function focusedField({ form }: FormMenu): FormField | undefined {
  return form.fields.find(({ focused }) => focused);
}

import { CsdError } from '../contract/errors.ts';
import type { Sidecar } from '../contract/session.ts';
import type { AskedQuestion } from '../contract/state.ts';
import { questionOf } from '../detect/asked.ts';
import type { Backend } from '../detect/backend.ts';
import { bareText, fingerprint, labelsOf, numberOf } from '../detect/gates.ts';
import type { Menu } from '../detect/menu.ts';
import { byText } from './answer.ts';
import type { Context } from './context.ts';
import { requireScreen } from './guard.ts';
import { MenuDriver } from './menu-driver.ts';

/** A text that was typed into a row may hold so many lines; each takes one key to clear. */
const MOST_LINES = 40;
/** A key that clears a line of it has acted after this, in ms. */
const CLEAR_MS = 1000;

/** Answers the question on one page of the question tool; `asked` is what the transcript says of it. */
export class QuestionPage {
  private readonly driver: MenuDriver;

  constructor(
    ctx: Context,
    private readonly sidecar: Sidecar,
    private readonly backend: Backend,
    private page: Menu,
    private readonly asked?: AskedQuestion,
  ) {
    this.driver = new MenuDriver(ctx, sidecar);
  }

  /** Chooses, ticks or writes the answer and confirms it; returns the labels or the text that was given. */
  async answer(text: string): Promise<string[]> {
    // Notes of an earlier answer would go with this one.
    const { notesKey } = this.backend.gates;
    if (notesKey !== undefined) await this.driver.closeNotes(notesKey);
    if (this.page.options.some(({ checked }) => checked !== undefined)) return this.tick(text);
    const target = this.find(text);
    if (target === undefined) return [await this.write(text)];
    await this.driver.confirm(await this.driver.moveTo(this.page, target), this.page, target);
    return [this.page.options[target]?.label ?? ''];
  }

  private find(text: string): number | undefined {
    const number = /^\d{1,2}$/.test(text.trim()) ? Number(text.trim()) : undefined;
    const index =
      number === undefined
        ? byText(this.page, text)
        : this.page.options.findIndex((option) => numberOf(this.page, option) === number);
    return index === undefined || index === -1 || this.isAction(index) ? undefined : index;
  }

  private isAction(index: number): boolean {
    return index === this.freeTextRow() || this.backend.gates.submitRow.test(this.page.options[index]?.label ?? '');
  }

  /** The row of free text, which shows what was typed into it: then it is the one that counts on from the options. */
  private freeTextRow(): number {
    const { options } = this.page;
    const named = options.findIndex(({ label }) => this.backend.gates.freeText.test(label));
    if (named !== -1 || this.asked === undefined) return named;
    const next = this.asked.options.length;
    return options[next]?.number === next + 1 ? next : -1;
  }

  /** Types the text into the free-text row and confirms it. */
  private async write(text: string): Promise<string> {
    const target = this.freeTextRow();
    if (target === -1) throw this.noSuch(text);
    await this.driver.moveTo(this.page, target);
    await this.clear(target);
    const { notesKey } = this.backend.gates;
    if (notesKey !== undefined) await this.driver.openNotes(notesKey);
    const typed = await this.driver.typeInto(target, this.backend.input.defuse(text, false));
    await this.driver.confirm(typed.seen, typed.menu, target);
    return text;
  }

  /** Removes what was typed into the row before. */
  private async clear(target: number): Promise<void> {
    for (let lines = 0; lines < MOST_LINES; lines++) {
      this.page = this.requireSame(requireScreen(await this.driver.look()).menu);
      if (this.backend.gates.freeText.test(this.page.options[target]?.label ?? '')) return;
      await this.driver.press(this.backend.input.clearRow);
      await this.driver.waitForChange(fingerprint(this.page), CLEAR_MS);
    }
    throw this.driver.refused('the text that was typed before could not be removed');
  }

  /** The page as it is now, with the same question on it; a row of it may have changed. */
  private requireSame(now: Menu | undefined): Menu {
    const textOf = (menu: Menu) => bareText(questionOf(menu, this.backend.gates));
    if (now && textOf(now) === textOf(this.page)) return now;
    const message = `the question of ${this.sidecar.name} went away before it was answered: nothing was confirmed`;
    throw new CsdError('gate_changed', message);
  }

  /** Sets the check boxes to exactly the given options, then moves on. */
  private async tick(text: string): Promise<string[]> {
    const wanted = text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    const targets = wanted.map((part) => {
      const target = this.find(part);
      if (target === undefined) throw this.noSuch(part);
      return target;
    });
    for (const [index, option] of this.page.options.entries()) {
      if (option.checked !== undefined && option.checked !== targets.includes(index)) {
        await this.driver.confirm(await this.driver.moveTo(this.page, index), this.page, index);
      }
    }
    await this.moveOn();
    return targets.map((index) => this.page.options[index]?.label ?? '');
  }

  private async moveOn(): Promise<void> {
    const target = this.page.options.findIndex(({ label }) => this.backend.gates.submitRow.test(label));
    if (target === -1) throw this.driver.refused('the question has no row that moves on');
    const placed = await this.driver.moveTo(this.page, target);
    await this.driver.confirm(placed, this.page, target);
  }

  private noSuch(text: string): CsdError {
    const message = `no single option of ${this.sidecar.name} matches ${JSON.stringify(text)}: choose from ${labelsOf(this.page).join(' / ')}`;
    return new CsdError('no_such_option', message, { options: labelsOf(this.page), gate_id: fingerprint(this.page) });
  }
}

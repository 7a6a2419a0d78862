import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import type { AskedQuestion } from '../../../contract/state.ts';
import type { Backend } from '../../../detect/agent/backend.ts';
import { questionOf, readRows } from '../../../detect/questions/question-tool.ts';
import { bareText, labelsOf, rowsOf } from '../../../detect/screen/gates/gates.ts';
import type { Menu } from '../../../detect/screen/menus/menu-types.ts';
import { backendOf } from '../../session/backend-of.ts';
import type { Context } from '../../session/context.ts';
import { addressOf } from '../../session/panes/pane.ts';
import { pollUntil } from '../../session/poll-until.ts';
import { requireScreen } from '../preconditions.ts';
import { POLL_MS } from './dialog-keys.ts';
import { MenuDriver } from './menu-driver.ts';
import { PartlyShown } from './partly-shown.ts';
import { QuestionNotes } from './question-notes.ts';
import { type Answer, noSuch, requireChosen, rowsAsked } from './read-answer.ts';

/** The most lines of a text in a row; each takes one key to clear. */
const MOST_LINES = 40;
/** A key that clears a line of it has taken effect after this time, in ms. */
const CLEAR_MS = 1000;
/** With fewer free rows than this a page can outgrow its pane. */
const SPARE_ROWS = 4;

/** Answers the question on one page of the question tool; `asked` is the question in the transcript. */
export class QuestionPage {
  private readonly driver: MenuDriver;
  private readonly backend: Backend;

  constructor(
    private readonly ctx: Context,
    private readonly sidecar: Sidecar,
    private page: Menu,
    private readonly asked?: AskedQuestion,
  ) {
    this.driver = new MenuDriver(ctx, sidecar);
    this.backend = backendOf(ctx, sidecar);
  }

  /** Chooses, ticks or writes the answer and confirms it; returns the labels or the text. */
  async answer(text: string, asText: boolean): Promise<string[]> {
    if (this.page.options.every(({ key }) => key)) return [await this.fill(text)];
    const chosen = this.read(text, asText);
    // Notes of an earlier answer would go with this one.
    const { notesKey } = this.backend.gates;
    if (notesKey !== undefined) await this.driver.closeNotes(notesKey);
    if (this.page.entry) return this.type(chosen);
    if (this.page.hides || (await this.mayGrow(chosen))) return this.answerPartly(chosen);
    if (this.isTicked()) return this.tick(chosen);
    const [one] = chosen;
    if (one === undefined || 'text' in one) return [await this.write(one?.text ?? text)];
    await this.driver.confirm(await this.driver.moveTo(this.page, one.row), this.page, one.row);
    return [this.labelOf(one.row)];
  }

  /** Writes the text into a field that has a page of its own, and confirms it. */
  private async fill(text: string): Promise<string> {
    const { input } = this.backend;
    const line = input.escapePrompt(text, false).replace(/\s+/g, ' ').trim();
    await this.driver.press(input.clearRow);
    await this.ctx.tmux.paste(addressOf(this.sidecar), line);
    const filled = await pollUntil(this.ctx, { withinMs: CLEAR_MS, everyMs: POLL_MS }, async () => {
      const seen = await this.driver.look();
      return bareText(requireScreen(seen).menu?.body ?? '').endsWith(bareText(line)) ? seen : undefined;
    });
    if (!filled) throw this.driver.refused('the text did not appear in its field');
    await this.driver.pressOnce(filled, 'Enter', this.page.selected);
    return line;
  }

  /** What the answer means on this page; throws `no_such_option` with its rows if that is unclear. */
  private read(text: string, asText: boolean): Answer[] {
    if (asText) return [{ text }];
    const rows = this.page.hides
      ? rowsAsked(this.page, this.asked, this.backend.gates)
      : readRows(this.page, this.asked, this.backend.gates);
    if (!rows && this.page.hides) throw this.driver.refused('its pane shows only a part of the question: enlarge it');
    if (!rows) throw this.driver.refused('the page does not show the options of the question');
    return requireChosen(this.sidecar.name, text, rows, this.page.entry?.several ?? this.isTicked());
  }

  private isTicked(): boolean {
    return (
      this.page.options.some(({ checked }) => checked !== undefined) ||
      (this.page.hides && this.asked?.multiple) === true
    );
  }

  private labelOf(row: number): string {
    return this.asked?.options[row] ?? this.page.options[row]?.label ?? '';
  }

  /**
   * The cursor will be on the row for free text, whose hint and text can take more rows than there are: a part of the
   * page then scrolls away. Only a question whose options are known can be recognized by its rest.
   */
  private async mayGrow(chosen: Answer[]): Promise<boolean> {
    const passesText = this.isTicked() || chosen.some((one) => 'text' in one);
    if (!passesText || !this.asked || this.freeTextRow() === -1 || this.backend.gates.notesKey !== undefined)
      return false;
    const { pane } = await this.driver.look();
    return pane !== undefined && this.page.top + pane.height - 1 - this.page.bottom < SPARE_ROWS;
  }

  /** Chooses, ticks or writes on a page of which a small pane shows only a part. */
  private async answerPartly(chosen: Answer[]): Promise<string[]> {
    const { gates, input } = this.backend;
    const partly = new PartlyShown(this.driver, this.asked?.options ?? [], gates, input.clearRow);
    const text = chosen.find((one) => 'text' in one)?.text;
    if (text !== undefined && gates.notesKey !== undefined)
      throw this.driver.refused('its pane shows only a part of the question, where no text can be typed: enlarge it');
    const own = text === undefined ? undefined : input.escapePrompt(text, false);
    const rows = chosen.flatMap((one) => ('row' in one ? [one.row + 1] : []));
    if (this.isTicked()) await partly.tick(rows, own);
    else if (own !== undefined) await partly.write(own);
    else await partly.choose(rows[0] ?? 0);
    return chosen.map((one) => ('row' in one ? this.labelOf(one.row) : one.text));
  }

  /** The free-text row, which shows its text once something was typed: then it is the first row after the options. */
  private freeTextRow(): number {
    const { options } = this.page;
    if (this.page.entry) return options.findIndex(({ ownWords }) => ownWords);
    const named = options.findIndex(({ label }) => this.backend.gates.freeText.test(label));
    if (named !== -1 || this.asked === undefined) return named;
    const next = this.asked.options.length;
    return options[next]?.number === next + 1 ? next : -1;
  }

  /** Types the numbers of the options, and then the text that one of them needs. */
  private async type(chosen: Answer[]): Promise<string[]> {
    const text = chosen.find((one) => 'text' in one)?.text;
    const own = this.freeTextRow();
    if (text !== undefined && own === -1) throw this.noSuch(text);
    const rows = chosen.map((one) => ('row' in one ? one.row : own)).sort((a, b) => a - b);
    const keys = rows.map((row) => this.page.options[row]?.typed ?? String(row + 1));
    const typed = keys.join(this.backend.screen.linear?.between ?? ',');
    const target = rows[0] ?? 0;
    const placed = await this.driver.typed.type(this.page, typed);
    const before = await this.driver.settle(placed, this.page);
    const gate = { before, menu: this.page, target };
    const isTaken = await this.driver.typed.confirm(gate, typed);
    if (text !== undefined) {
      if (isTaken) throw this.driver.refused('the question did not ask for the text');
      const paste = (part: string) => this.ctx.tmux.paste(addressOf(this.sidecar), part);
      await this.driver.typed.write(gate, this.backend.input.escapePrompt(text, false), paste);
    } else if (!isTaken) throw this.driver.refused('the option needs a text');
    return chosen.map((one) => ('row' in one ? this.labelOf(one.row) : one.text));
  }

  /** Types the text into the free-text row and confirms it. */
  private async write(text: string): Promise<string> {
    const target = this.freeTextRow();
    const { notes } = this.backend.gates;
    if (target === -1 && notes?.hint.test(this.page.hint)) {
      const own = new QuestionNotes(this.ctx, this.driver, notes, this.backend.input.clearRow);
      // Enter in the notes sends them, so they are one line.
      const line = this.backend.input
        .escapePrompt(text, false)
        .split(/\n+/)
        .map((part) => part.trim())
        .join(' ');
      await own.write(this.page, line, (part) => this.ctx.tmux.paste(addressOf(this.sidecar), part));
      return text;
    }
    if (target === -1) throw this.noSuch(text);
    await this.driver.moveTo(this.page, target);
    await this.clear(target);
    const { notesKey } = this.backend.gates;
    if (notesKey !== undefined) await this.driver.openNotes(notesKey);
    const typed = await this.driver.typeInto(target, this.backend.input.escapePrompt(text, false));
    await this.driver.confirm(typed.seen, typed.menu, target);
    return text;
  }

  /** Removes earlier text from the row. */
  private async clear(target: number): Promise<void> {
    for (let lines = 0; lines < MOST_LINES; lines++) {
      this.page = this.requireSame(requireScreen(await this.driver.look()).menu);
      if (this.backend.gates.freeText.test(this.page.options[target]?.label ?? '')) return;
      await this.driver.press(this.backend.input.clearRow);
      await this.driver.waitForChange(this.page.mark, CLEAR_MS);
    }
    throw this.driver.refused('the earlier text could not be removed');
  }

  /** The page as it is now, which must still show the same question; one of its rows may have changed. */
  private requireSame(now: Menu | undefined): Menu {
    const textOf = (menu: Menu) => bareText(questionOf(menu, this.backend.gates));
    if (now && textOf(now) === textOf(this.page)) return now;
    const message = `the question of ${this.sidecar.name} closed before it was answered: nothing was confirmed`;
    throw new CsdError('gate_changed', message);
  }

  /** Sets the check boxes to exactly the given options, writes a text next to them, then opens the next page. */
  private async tick(chosen: Answer[]): Promise<string[]> {
    const text = chosen.find((one) => 'text' in one)?.text;
    const rows = chosen.flatMap((one) => ('row' in one ? [one.row] : []));
    const own = this.freeTextRow();
    if (text !== undefined && own === -1) throw this.noSuch(text);
    for (const [index, option] of this.page.options.entries()) {
      if (index === own && text !== undefined) continue;
      if (option.checked !== undefined && option.checked !== rows.includes(index)) await this.toggle(index);
    }
    if (text !== undefined) await this.writeBeside(own, text);
    await this.moveOn();
    return chosen.map((one) => ('row' in one ? this.labelOf(one.row) : one.text));
  }

  private async toggle(index: number): Promise<void> {
    await this.driver.confirm(await this.driver.moveTo(this.page, index), this.page, index);
  }

  /**
   * Typing ticks the box of the free-text row, but on 2.1.158 only visibly: only a box that was ticked by Enter counts.
   */
  private async writeBeside(row: number, text: string): Promise<void> {
    await this.driver.moveTo(this.page, row);
    await this.clear(row);
    const typed = await this.driver.typeInto(row, this.backend.input.escapePrompt(text, false));
    this.page = this.requireSame(typed.menu);
    if (this.page.options[row]?.checked) await this.toggle(row);
    await this.toggle(row);
  }

  private async moveOn(): Promise<void> {
    const target = this.page.options.findIndex(({ label }) => this.backend.gates.submitRow.test(label));
    if (target === -1) throw this.driver.refused('the question has no row that opens the next page');
    const placed = await this.driver.moveTo(this.page, target);
    await this.driver.confirm(placed, this.page, target);
  }

  private noSuch(text: string): CsdError {
    const rows = { labels: labelsOf(this.page), numbers: rowsOf(this.page).map(({ number }) => number) };
    return noSuch(this.sidecar.name, `the question takes no text, and no option is ${JSON.stringify(text)}`, rows);
  }
}

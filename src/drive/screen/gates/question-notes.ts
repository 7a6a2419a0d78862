import type { NotesGrammar } from '../../../detect/agent/gate-grammar.ts';
import { fingerprint } from '../../../detect/screen/gates.ts';
import type { Menu } from '../../../detect/screen/menu-types.ts';
import type { Screen } from '../../../detect/screen/screen.ts';
import type { Context } from '../../session/context.ts';
import { squeeze } from '../match-paste.ts';
import { requireScreen } from '../preconditions.ts';
import type { MenuDriver } from './menu-driver.ts';

/** How long a key in the notes may take to act, and a stopped agent to come back to its keys, in ms. */
const KEY_MS = 1500;
const BARRIER_MS = 15_000;
const POLL_MS = 40;
/** A text is taken for ours by so many letters of its beginning or its end: the row may scroll. */
const TELLING = 60;

/** The notes of the question on a page, for a text of the person's own where no row takes one. */
export class QuestionNotes {
  constructor(
    private readonly ctx: Context,
    private readonly driver: MenuDriver,
    private readonly grammar: NotesGrammar,
    private readonly clearKey: string,
  ) {}

  /** Writes the text in place of what stood there, and confirms the notes alone: no option goes with them. */
  async write(page: Menu, text: string, paste: (text: string) => Promise<void>): Promise<void> {
    const { grammar, driver } = this;
    await driver.moveTo(page, 0);
    await this.until((screen) => this.isOpen(screen), grammar.key, 'no row for notes opened');
    await this.until(
      (screen) => grammar.vacant.test(this.read(screen)),
      this.clearKey,
      'the notes could not be cleared',
    );
    await paste(text);
    const wanted = squeeze(text);
    await this.until((screen) => {
      const shown = squeeze(this.read(screen));
      return shown.includes(wanted.slice(0, TELLING)) || shown.includes(wanted.slice(-TELLING));
    });
    const seen = await driver.look();
    const { menu } = requireScreen(seen);
    if (!menu || fingerprint(menu) !== fingerprint(page))
      throw driver.refused('the page changed while its notes were written');
    await driver.confirm(seen, menu, menu.selected);
  }

  private isOpen({ menu }: Screen): boolean {
    return menu !== undefined && this.grammar.open.test(menu.hint);
  }

  /** The text of the row and of those that go on below it. */
  private read({ rows, menu }: Screen): string {
    const at = rows.findLastIndex(({ text }) => this.grammar.row.test(text));
    if (!menu || at === -1) return '';
    const column = rows[at]?.text.search(/\S/) ?? 0;
    const more: string[] = [];
    for (let n = at + 1; (rows[n]?.text.search(/\S/) ?? -1) >= column && column > 0; n++)
      more.push(rows[n]?.text.trim() ?? '');
    return [this.grammar.row.exec(rows[at]?.text ?? '')?.[1] ?? '', ...more].join(' ').trim();
  }

  /** Waits until the screen is so; `key` is pressed for it, and again when nothing comes of it. */
  private async until(holds: (screen: Screen) => boolean, key?: string, why = 'the text did not appear in the notes') {
    const since = this.ctx.clock.elapsed();
    for (let pressedAt = Number.NEGATIVE_INFINITY; ; ) {
      if (holds(requireScreen(await this.driver.look()))) return;
      const now = this.ctx.clock.elapsed();
      if (now - since > BARRIER_MS) throw this.driver.refused(why);
      if (key !== undefined && now - pressedAt >= KEY_MS) {
        await this.driver.press(key);
        pressedAt = now;
      }
      await this.ctx.clock.sleep(POLL_MS, this.ctx.signal);
    }
  }
}

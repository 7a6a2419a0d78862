import type { NotesGrammar } from '../../../detect/agent/gate-grammar.ts';
import type { Menu } from '../../../detect/screen/menus/menu-types.ts';
import type { Screen } from '../../../detect/screen/screen.ts';
import type { Context } from '../../session/context.ts';
import { squeeze } from '../match-paste.ts';
import { requireScreen } from '../preconditions.ts';
import { pressUntil } from './dialog-keys.ts';
import type { MenuDriver } from './menu-driver.ts';

/** A key in the notes that has changed nothing after this time is pressed again, in ms. */
const KEY_MS = 1500;
/** How many letters of its beginning or end identify our text: the row may scroll. */
const TELLING = 60;

/** The notes of the question on a page, for free text if no row takes one. */
export class QuestionNotes {
  constructor(
    private readonly ctx: Context,
    private readonly driver: MenuDriver,
    private readonly grammar: NotesGrammar,
    private readonly clearKey: string,
  ) {}

  /** Writes the text in place of earlier notes, and confirms only the notes: no option goes with them. */
  async write(page: Menu, text: string, paste: (text: string) => Promise<void>): Promise<void> {
    const { grammar, driver } = this;
    await driver.moveTo(page, 0);
    const press = (key: string, why: string, holds: (screen: Screen) => boolean) =>
      pressUntil(this.ctx, driver, { key, againMs: KEY_MS, holds, why });
    await press(grammar.key, 'no row for notes opened', (screen) => this.isOpen(screen));
    await press(this.clearKey, 'the notes could not be cleared', (screen) => grammar.vacant.test(this.read(screen)));
    await paste(text);
    const why = 'the text did not appear in the notes';
    await pressUntil(this.ctx, driver, { againMs: KEY_MS, holds: (screen) => isShown(this.read(screen), text), why });
    const seen = await driver.look();
    const { menu } = requireScreen(seen);
    if (!menu || menu.mark !== page.mark) throw driver.refused('the page changed while its notes were written');
    await driver.confirm(seen, menu, menu.selected);
  }

  private isOpen({ menu }: Screen): boolean {
    return menu !== undefined && this.grammar.open.test(menu.hint);
  }

  /** The text of the row and of the rows that continue it. */
  private read({ rows, menu }: Screen): string {
    const at = rows.findLastIndex(({ text }) => this.grammar.row.test(text));
    if (!menu || at === -1) return '';
    const column = rows[at]?.text.search(/\S/) ?? 0;
    const more: string[] = [];
    for (let n = at + 1; (rows[n]?.text.search(/\S/) ?? -1) >= column && column > 0; n++)
      more.push(rows[n]?.text.trim() ?? '');
    return [this.grammar.row.exec(rows[at]?.text ?? '')?.[1] ?? '', ...more].join(' ').trim();
  }
}

function isShown(row: string, text: string): boolean {
  const [shown, wanted] = [squeeze(row), squeeze(text)];
  return shown.includes(wanted.slice(0, TELLING)) || shown.includes(wanted.slice(-TELLING));
}

import type { ScreenGrammar } from '../agent/backend.ts';
import type { Around, Composer } from './composer.ts';
import { fingerprint } from './gates/gates.ts';
import { findForm } from './menus/form.ts';
import { joinHint, readAllKeys } from './menus/hint-keys.ts';
import { findDialog, findHeadless, findMenu } from './menus/menu.ts';
import type { DrawnMenu, Menu, MenuShape } from './menus/menu-types.ts';
import { findOpenedView } from './menus/opened-view.ts';
import type { Drawing, Row } from './rows.ts';

/** A drawn menu with its keys and its mark. */
export function identify(menu: DrawnMenu, { hintKeys, menuMarks, views }: ScreenGrammar): Menu {
  const named = readAllKeys(joinHint(menu.hint.split('\n'), hintKeys), hintKeys);
  // The list of a view whose hint is below the pane.
  const isUnhinted = named.length === 0 && menu.options.some(({ key }) => !key);
  const keys = views && isUnhinted && views.tabs.test(`  ${menu.title}`) ? [views.leave] : named;
  return { ...menu, keys, mark: fingerprint(menu, menuMarks) };
}

/** How the menus of a grammar look. */
function shapeOf(grammar: ScreenGrammar): MenuShape {
  const { cursors, rule, innerRule, menuHint, hintKeys, menuMarks, dialog, commandEcho } = grammar;
  const { scrollMark, scrollRow, cutRow } = grammar;
  const echo = commandEcho ? { echo: commandEcho } : {};
  return {
    cursors,
    rule,
    innerRule,
    hint: menuHint,
    keys: hintKeys,
    marks: menuMarks,
    ...echo,
    ...(scrollMark ? { scroll: scrollMark } : {}),
    ...(scrollRow ? { count: scrollRow } : {}),
    ...(cutRow ? { cut: cutRow } : {}),
    ...(dialog ? { dialog } : {}),
  };
}

/**
 * Rows that look like those of a dialog can be part of a draft, unless the agent asks the user or the user types into a
 * dialog.
 */
export function aroundOf(rows: Row[], { completions, dialog }: ScreenGrammar, asking: boolean): Around {
  const typing = dialog?.typing.test(rows.at(-1)?.text ?? '') ?? false;
  return { ...(completions ? { completions } : {}), ...(dialog && (asking || typing) ? { dialog: dialog.start } : {}) };
}

/**
 * What ends a screen. Each kind of dialog is searched for at most once, and only if something asks for it: the composer
 * and the menu of a screen are distinguished by the same findings.
 */
export class ScreenEnd {
  private readonly shape: MenuShape;
  private readonly form: () => DrawnMenu | undefined;
  private readonly menu: () => DrawnMenu | undefined;

  constructor(
    private readonly drawing: Drawing,
    private readonly grammar: ScreenGrammar,
  ) {
    const { form } = grammar;
    this.shape = shapeOf(grammar);
    this.form = once(() => form && findForm(drawing, form, this.shape));
    this.menu = once(() => findMenu(drawing, this.shape));
  }

  /** The form, menu, bare dialog or opened view; the caller must make sure that no composer is shown. */
  find(asking: boolean): DrawnMenu | undefined {
    return this.form() ?? this.liveMenu(asking) ?? this.bare();
  }

  /**
   * True if a composer is an older drawing, or quoted: there is a menu with the terminal's cursor below it. A composer
   * without its frame does not count above any menu.
   */
  isBelow({ bottom, alone = false }: Composer): boolean {
    const { rows, cursor } = this.drawing;
    if (alone) return findMenu({ ...this.drawing, rows: rows.slice(bottom + 1) }, this.shape) !== undefined;
    if (cursor === undefined || cursor.y <= bottom) return false;
    const form = this.form();
    if (form && form.top > bottom && cursor.y >= form.top) return true;
    const menu = this.menu();
    return menu !== undefined && menu.top > bottom && menu.options[menu.selected]?.row === cursor.y;
  }

  /**
   * A menu without numbers and without a known hint counts only if the terminal's cursor is on it. Without frames a
   * visible cursor is in text: in a draft, unless it is in the notes of a menu or the agent asks something.
   */
  liveMenu(asking: boolean): DrawnMenu | undefined {
    const { cursor } = this.drawing;
    const menu = this.menu() ?? findHeadless(this.drawing, this.shape);
    const shown = this.grammar.composer.frame === 'none' && cursor !== undefined && !cursor.hidden;
    if (shown && !asking && menu?.notes === undefined) return undefined;
    if (!menu || menu.numbered) return menu;
    const hinted = menu.hint.split('\n').some((row) => this.grammar.menuHint.test(row));
    const pointed = cursor !== undefined && cursor.y === menu.options[menu.selected]?.row;
    return hinted || pointed ? menu : undefined;
  }

  /** A bare dialog: text above a hint that names keys; or a view without such a hint. */
  private bare(): DrawnMenu | undefined {
    return findDialog(this.drawing, this.shape) ?? findOpenedView(this.drawing, this.grammar, this.shape);
  }
}

/** Searches when it is first asked for the result, and keeps it. */
function once(search: () => DrawnMenu | undefined): () => DrawnMenu | undefined {
  let found: { menu: DrawnMenu | undefined } | undefined;
  return () => {
    found ??= { menu: search() };
    return found.menu;
  };
}

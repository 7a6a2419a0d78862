import type { ScreenGrammar } from '../agent/backend.ts';
import type { Around, Composer } from './composer.ts';
import { fingerprint } from './gates/gates.ts';
import { findForm } from './menus/form.ts';
import { joinHint, readAllKeys } from './menus/hint-keys.ts';
import { findDialog, findHeadless, findMenu } from './menus/menu.ts';
import type { DrawnMenu, Menu, MenuShape } from './menus/menu-types.ts';
import { findOpenedView } from './menus/opened-view.ts';
import type { Drawing, Row } from './rows.ts';

/** A bare dialog: text above a hint that names keys; or a view without such a hint. */
export function findBare(drawing: Drawing, grammar: ScreenGrammar): DrawnMenu | undefined {
  const shape = shapeOf(grammar);
  return findDialog(drawing, shape) ?? findOpenedView(drawing, grammar, shape);
}

/** A drawn menu with its keys and its mark. */
export function identify(menu: DrawnMenu, { hintKeys, menuMarks, views }: ScreenGrammar): Menu {
  const named = readAllKeys(joinHint(menu.hint.split('\n'), hintKeys), hintKeys);
  // The list of a view whose hint is below the pane.
  const isUnhinted = named.length === 0 && menu.options.some(({ key }) => !key);
  const keys = views && isUnhinted && views.tabs.test(`  ${menu.title}`) ? [views.leave] : named;
  return { ...menu, keys, mark: fingerprint(menu, menuMarks) };
}

/** How the menus of a grammar look. */
export function shapeOf(grammar: ScreenGrammar): MenuShape {
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
 * A menu without numbers and without a known hint counts only if the terminal's cursor is on it. Without frames a
 * visible cursor is in text: in a draft, unless it is in the notes of a menu or the agent asks something.
 */
export function findLiveMenu(drawing: Drawing, grammar: ScreenGrammar, asking: boolean) {
  const { cursor } = drawing;
  const menu = findMenu(drawing, shapeOf(grammar)) ?? findHeadless(drawing, shapeOf(grammar));
  const shown = grammar.composer.frame === 'none' && cursor !== undefined && !cursor.hidden;
  if (shown && !asking && menu?.notes === undefined) return undefined;
  if (!menu || menu.numbered) return menu;
  const hinted = menu.hint.split('\n').some((row) => grammar.menuHint.test(row));
  const pointed = cursor !== undefined && cursor.y === menu.options[menu.selected]?.row;
  return hinted || pointed ? menu : undefined;
}

/**
 * A composer above a menu with the terminal's cursor is an older drawing, or quoted. A composer without its frame does
 * not count above any menu.
 */
export function isLeftOver({ bottom, alone = false }: Composer, drawing: Drawing, grammar: ScreenGrammar): boolean {
  const { rows, cursor } = drawing;
  if (alone) return findMenu({ ...drawing, rows: rows.slice(bottom + 1) }, shapeOf(grammar)) !== undefined;
  if (cursor === undefined || cursor.y <= bottom) return false;
  const form = grammar.form && findForm(drawing, grammar.form, shapeOf(grammar));
  if (form && form.top > bottom && cursor.y >= form.top) return true;
  const menu = findMenu(drawing, shapeOf(grammar));
  return menu !== undefined && menu.top > bottom && menu.options[menu.selected]?.row === cursor.y;
}

import type { ScreenGrammar } from '../../agent/backend.ts';
import { type Drawing, isBlank } from '../rows.ts';
import { readBody } from './menu-text.ts';
import type { DrawnMenu, MenuShape } from './menu-types.ts';

/**
 * A view of the agent that a person opened and that ends the screen without a hint that says how to leave it: it is
 * taller than the pane, or names other keys only. Its one option is the key that closes it. The caller must make sure
 * that the screen shows neither a composer nor a menu.
 */
export function findOpenedView(
  { rows, width }: Drawing,
  { views, conversation, rule }: ScreenGrammar,
  shape: MenuShape,
): DrawnMenu | undefined {
  const last = rows.findLastIndex((row) => !isBlank(row));
  if (!views || last < 0) return undefined;
  const isBelowBorder = (at: number) => at === 0 || rule.test(rows[at - 1]?.text ?? '');
  const tabs = rows.findLastIndex(({ text }, at) => views.tabs.test(text) && isBelowBorder(at));
  const isKnown = tabs !== -1 || views.hint.test(rows[last]?.text ?? '');
  const top = Math.max(0, tabs);
  // What an answer of the agent quotes has the rows of the conversation around it.
  if (!isKnown || rows.slice(top).some(({ text }) => conversation.test(text))) return undefined;
  return {
    ...readBody(rows, { top, first: last + 1, room: width - 1 }, shape, 'first'),
    options: [{ ...views.leave, row: last }],
    selected: -1,
    numbered: false,
    hint: '',
    hides: true,
    top,
    bottom: last,
  };
}

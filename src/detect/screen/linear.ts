import type { LinearGrammar } from '../agent/linear-grammar.ts';
import type { ScreenGrammar } from '../agent/screen-grammar.ts';
import type { Composer } from './composer.ts';
import { findLinearMenu, type LinearDrawing } from './menus/linear-menu.ts';
import type { DrawnMenu } from './menus/menu-types.ts';
import { type Cursor, type Drawing, isBlank, type Row, withoutRanges } from './rows.ts';

/** What waits for the user on a screen of the screen reader mode. */
export interface Linear {
  composer?: Composer;
  menu?: DrawnMenu;
}

/** How many rows of a shell command to search for the row above them. */
const MOST_SHELL_ROWS = 8;

/**
 * Reads the end of a screen of the screen reader mode; `undefined` if the screen shows no sign of that mode. The
 * position of the terminal's cursor decides: a dialog quoted in an answer above it is text.
 */
export function readLinear(
  { rows, width, cursor }: Drawing,
  grammar: LinearGrammar,
  usual: ScreenGrammar,
): Linear | undefined {
  if (cursor === undefined) return undefined;
  const drawing = { rows, width, cursor };
  const { pasted, attachment } = usual.composer;
  const composer = findPlain(rows, grammar, usual, cursor) ?? findShell(rows, grammar, cursor);
  // A complete list with its answer line below a composer's row: a dialog below an older drawing, or a draft that
  // quotes one.
  if (composer && quotesDialog(drawing, composer, grammar)) return {};
  if (composer) {
    const attached = attachment !== undefined && composer.draft.search(attachment.token) >= 0;
    return { composer: { ...composer, pasted: pasted.test(composer.draft), attached } };
  }
  const menu = findLinearMenu(drawing, grammar);
  if (menu) return { menu };
  return rows.some(({ text }) => grammar.sign.test(text)) ? {} : undefined;
}

function quotesDialog(drawing: LinearDrawing, { top }: Composer, grammar: LinearGrammar): boolean {
  const menu = drawing.cursor.y > top ? findLinearMenu(drawing, grammar) : undefined;
  return menu !== undefined && menu.options.length > 1 && (menu.options[0]?.row ?? 0) > top;
}

/** The composer: from its first row, at or above the cursor, to the end of the screen. */
function findPlain(rows: Row[], grammar: LinearGrammar, usual: ScreenGrammar, cursor: Cursor): Composer | undefined {
  for (let top = Math.min(cursor.y, rows.length - 1); top >= 0; top--) {
    const text = rows[top]?.text ?? '';
    const match = grammar.composer.exec(text);
    if (match) {
      // A shell prompt has a blank after it.
      const vacant = match[1] === undefined;
      if (vacant && top === cursor.y && !grammar.vacantAt.includes(cursor.x)) return undefined;
      const draft = match[1] ?? '';
      const isDeleted = vacant && grammar.deletedHint.test(rows[top - 1]?.text ?? '');
      const drawn = rows.slice(top, isDeleted ? top + 1 : announcedFrom(rows, top, cursor));
      return readDraft(drawn, { glyphs: text.length - draft.length, top, bottom: rows.length - 1 }, grammar, cursor);
    }
    if (isConversation(text, grammar) || isFramed(text, usual)) return undefined;
  }
  return undefined;
}

/** A row of the usual mode: a frame, or a row with a cursor glyph. */
function isFramed(text: string, { rule, innerRule, cursors }: ScreenGrammar): boolean {
  const words = text.trimStart();
  return rule.test(text) || innerRule.test(text) || cursors.some((glyph) => words.startsWith(glyph));
}

/** The row below the draft at which the agent reports the effect of a key; the number of rows if there is none. */
function announcedFrom(rows: Row[], top: number, cursor: Cursor): number {
  let at = rows.length - 1;
  while (at > top && !isBlank(rows[at])) at--;
  return at > top && cursor.y <= at ? at : rows.length;
}

function isConversation(text: string, { screen, heading, sign }: LinearGrammar): boolean {
  return screen.conversation.test(text) || heading.test(text) || sign.test(text);
}

function readDraft(
  drawn: Row[],
  { glyphs, top, bottom }: { glyphs: number; top: number; bottom: number },
  { vacantAt }: LinearGrammar,
  cursor: Cursor,
): Composer {
  const [head, ...rest] = drawn;
  const typed = [
    head ? withoutRanges(head, [[0, glyphs], ...head.dim]) : '',
    ...rest.map((row) => withoutRanges(row, row.dim)),
  ];
  const draft = tidy(typed);
  const shown = tidy([head?.text.slice(glyphs) ?? '', ...rest.map(({ text }) => text)]);
  const before = draft !== '' && cursor.y === top && vacantAt.includes(cursor.x);
  return {
    top,
    bottom,
    draft,
    ghost: draft === '' ? shown : '',
    ...(before ? { atStart: true } : {}),
    shell: false,
    pasted: false,
    attached: false,
  };
}

function tidy(rows: string[]): string {
  return rows
    .map((row) => row.trimEnd())
    .join('\n')
    .replaceAll('\u00a0', ' ')
    .trimEnd();
}

/** The composer of a shell command is recognized only by the row above it. */
function findShell(rows: Row[], grammar: LinearGrammar, cursor: Cursor): Composer | undefined {
  const last = rows.length - 1;
  for (let at = last; at >= 0 && at > last - MOST_SHELL_ROWS; at--) {
    const text = rows[at]?.text ?? '';
    if (grammar.shellSign.test(text) && cursor.y >= at) {
      const body = rows.slice(at + 1).filter((row) => !grammar.shellHint.test(row.text) && !isBlank(row));
      const draft = tidy(body.map((row) => row.text));
      return { top: at, bottom: last, draft, ghost: '', shell: true, pasted: false, attached: false };
    }
    if (isConversation(text, grammar)) return undefined;
  }
  return undefined;
}

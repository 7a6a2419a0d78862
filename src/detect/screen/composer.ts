import type { CompletionGrammar, ComposerGrammar, ScreenGrammar } from '../agent/backend.ts';
import { completesBelow } from './completion-list.ts';
import { type Cursor, type Drawing, isBlank, type Row, withoutRanges } from './rows.ts';

/** The agent's input box. Rows count from 0; `top` and `bottom` include its frame. */
export interface Composer {
  top: number;
  bottom: number;
  /** Text typed by a person or program and not sent; without ghost text and the drawn cursor. */
  draft: string;
  /** A suggestion or notice drawn dim in an empty composer. */
  ghost: string;
  /** The terminal's cursor is before the draft: it can be unmarked ghost text, or the user moved to its beginning. */
  atStart?: boolean;
  /** Only blanks are typed: the terminal's cursor is after them. */
  blanks?: boolean;
  /** The draft would run as a shell command. */
  shell: boolean;
  /** The draft contains a collapsed paste. */
  pasted: boolean;
  /** The draft contains an attachment, or what looks like one. */
  attached: boolean;
  /** The draft is taller than its room: some of its rows are not drawn. */
  cut?: boolean;
  /** Its frame was not visible: only the terminal's cursor shows it. */
  alone?: boolean;
}

/** The surroundings of a composer without a frame. */
export interface Around {
  completions?: CompletionGrammar;
  /** A row that no draft contains while the agent asks something: the beginning of a dialog. */
  dialog?: RegExp;
}

/** Finds the live composer: the lowest one, or the one with the terminal's cursor. */
export function findComposer(
  { rows, cursor }: Drawing,
  { rule, composer: grammar }: ScreenGrammar,
  around: Around,
): Composer | undefined {
  if (grammar.frame === 'none') {
    const bare = findUnframed(rows, grammar, cursor, around);
    return bare && markCursor(bare, rows, grammar, cursor);
  }
  const found = findFramed(rows, rule, grammar);
  const composer =
    found.find(({ top, bottom }) => cursor !== undefined && cursor.y >= top && cursor.y <= bottom) ??
    found[0] ??
    findAlone(rows, grammar, cursor);
  return composer && markCursor(composer, rows, grammar, cursor);
}

/**
 * Uses the terminal's cursor for what the text does not show: blanks before the cursor, or text after it, which is
 * ghost text if the words are the agent's, and otherwise may be.
 */
function markCursor(composer: Composer, rows: Row[], grammar: ComposerGrammar, cursor?: Cursor): Composer {
  const head = rows.findIndex((row, n) => n >= composer.top && grammar.prompt.test(row.text));
  const match = grammar.prompt.exec(rows[head]?.text ?? '');
  if (!match || cursor?.y !== head || head > composer.bottom) return composer;
  const glyphs = (rows[head]?.text ?? '').length - (match[2] ?? '').length;
  // The blank after the glyph may be cut off at the row's end.
  if (composer.draft === '') return cursor.x > Math.max(glyphs, 2) ? { ...composer, blanks: true } : composer;
  if (cursor.x > glyphs || grammar.frame === 'none') return composer;
  const text = composer.draft.replace(/\s+/g, ' ');
  return grammar.ghost?.test(text) ? { ...composer, draft: '', ghost: text } : { ...composer, atStart: true };
}

/**
 * The composer that ends in the row of the terminal's cursor, if a wide character has broken the frame around it. With
 * the cursor directly after the glyph it is empty: its text is left over from a sent prompt, and disappears when
 * something is typed (2.1.243 to 2.1.310, with emoji whose width agent and terminal count differently).
 */
function findAlone(rows: Row[], grammar: ComposerGrammar, cursor?: Cursor): Composer | undefined {
  if (!cursor || !grammar.alone) return undefined;
  let top = cursor.y;
  while (top > 0 && /^ {2}\S/.test(rows[top]?.text ?? '')) top--;
  const glyph = grammar.alone.exec(rows[top]?.text ?? '')?.[0];
  if (glyph === undefined) return undefined;
  const isOption = ({ text }: Row) => INNER_OPTION.test(text) || text.trimStart().startsWith(glyph.trim());
  if (rows.slice(top + 1, cursor.y + 1).some(isOption)) return undefined;
  const composer = readComposer(rows, top, cursor.y, grammar);
  const empty = top === cursor.y && cursor.x <= glyph.length;
  return composer && { ...composer, ...(empty ? { draft: '' } : {}), top, bottom: cursor.y, alone: true };
}

/** A row of the composer, or a menu's option with its number. */
const OPTION = /^\S+ \d{1,2}\. /;
/** The option with the cursor in an indented menu: not a draft, although the row above it may look like one. */
const INNER_OPTION = /^\s+[^\w\s] \d{1,2}\. /;

function findFramed(rows: Row[], rule: RegExp, grammar: ComposerGrammar): Composer[] {
  const composers: Composer[] = [];
  const rules = rows.flatMap((row, index) => (rule.test(row.text) ? [index] : []));
  for (let i = rules.length - 1; i > 0; i--) {
    const [top, bottom] = [rules[i - 1] ?? 0, rules[i] ?? 0];
    const [above, below] = [rows[top]?.text ?? '', rows[bottom]?.text ?? ''];
    const isHeadless = grammar.scrolled?.above.test(above) === true;
    const composer = isHeadless
      ? readRest(rows.slice(top + 1, bottom), grammar)
      : readComposer(rows, top + 1, bottom - 1, grammar);
    const isCut = isHeadless || grammar.scrolled?.below.test(below) === true;
    if (composer) composers.push({ ...composer, top, bottom, ...(isCut ? { cut: true } : {}) });
  }
  return composers;
}

/** The drawn part of a draft whose first row, with the glyph, is scrolled away. */
function readRest([first, ...rest]: Row[], grammar: ComposerGrammar) {
  if (!first || [first, ...rest].some((row) => !isBlank(row) && !row.text.startsWith('  '))) return undefined;
  return { ...readDraft([cutRow(first, 2), ...rest], grammar), shell: false };
}

/**
 * The lowest prompt row with only its draft and the footer below. A sent prompt and a menu's option look alike, so the
 * terminal's cursor must be in it and visible; if no cursor is known, an option does not count. A draft can contain
 * anything, even a whole menu: only while the agent asks something can the cursor be in a text row of a dialog.
 */
function findUnframed(
  rows: Row[],
  grammar: ComposerGrammar,
  cursor: Cursor | undefined,
  { completions, dialog }: Around,
): Composer | undefined {
  if (cursor?.hidden) return undefined;
  for (let top = rows.length - 1; top >= 0; top--) {
    const text = rows[top]?.text ?? '';
    if (!grammar.prompt.test(text)) continue;
    if (cursor === undefined && OPTION.test(text)) continue;
    const bottom = lastDraftRow(rows, top, cursor, completions);
    if (cursor !== undefined && (cursor.y < top || cursor.y > bottom)) continue;
    const rest = rows.slice(top + 1, bottom + 1);
    const asked = cursor === undefined || dialog !== undefined;
    if (asked && rest.some(({ text }) => INNER_OPTION.test(text) || dialog?.test(text))) continue;
    const composer = readComposer(rows, top, bottom, grammar);
    if (composer) return { ...composer, top, bottom };
  }
  return undefined;
}

/**
 * The last row of a draft, which can contain blank rows: what follows the last of them is the footer, unless the cursor
 * is in it.
 */
function lastDraftRow(rows: Row[], top: number, cursor?: Cursor, completions?: CompletionGrammar): number {
  const end = rows.length - 1;
  if (cursor !== undefined && cursor.y >= top && completesBelow(rows, cursor.y, completions)) {
    let last = cursor.y;
    while (last < end && !isBlank(rows[last + 1])) last++;
    return last;
  }
  let footer = end;
  while (footer > top && !isBlank(rows[footer - 1])) footer--;
  if (footer <= top || (cursor !== undefined && cursor.y >= footer)) return Math.max(end, cursor?.y ?? 0);
  let last = footer - 1;
  while (last > top && last !== cursor?.y && isBlank(rows[last])) last--;
  return last;
}

function readComposer(rows: Row[], first: number, last: number, grammar: ComposerGrammar) {
  const head = rows[first];
  const match = head && first <= last ? grammar.prompt.exec(head.text) : null;
  if (!head || !match) return undefined;
  const rest = rows.slice(first + 1, last + 1);
  if (rest.some((row) => !isBlank(row) && !/^\s/.test(row.text))) return undefined;
  const glyphs = head.text.length - (match[2] ?? '').length;
  return {
    ...readDraft([cutRow(head, glyphs), ...rest], grammar),
    shell: grammar.shellGlyphs.includes(match[1] ?? ''),
  };
}

/** The draft in these rows, without the glyph of the first one. */
function readDraft(body: Row[], grammar: ComposerGrammar) {
  const typed = body.map((row) => withoutRanges(row, [...row.dim, ...ghostCursors(row)]));
  const certain = body.map((row) => withoutRanges(row, [...row.dim, ...row.inverse])).join('');
  const dim = body.some((row) => row.dim.length > 0);
  const ghostly = dim && certain.trim() === '';
  return {
    draft: ghostly ? '' : cleanDraft(typed),
    ghost: ghostly
      ? body
          .map((row) => row.text.trim())
          .join(' ')
          .trim()
      : '',
    pasted: body.some((row) => grammar.pasted.test(row.text)),
    attached: grammar.attachment !== undefined && typed.join('\n').search(grammar.attachment.token) >= 0,
  };
}

/** The row from column `from` on. */
function cutRow(row: Row, from: number): Row {
  const shift = (ranges: Row['dim']) =>
    ranges.flatMap(([a, b]) => (b <= from ? [] : [[Math.max(0, a - from), b - from] as const]));
  return { text: row.text.slice(from), dim: shift(row.dim), inverse: shift(row.inverse) };
}

/** The drawn cursor if it is on the first letter of a completion, whose other letters are dim. */
function ghostCursors({ inverse, dim }: Row): Row['dim'] {
  return inverse.filter(([, end]) => dim.some(([from]) => from === end));
}

function cleanDraft(rows: string[]): string {
  const lines = rows.map((row, n) => (n === 0 ? row : row.replace(/^ {1,2}/, '')).trimEnd());
  return lines
    .join('\n')
    .replace(/\u00a0/g, ' ')
    .trimEnd();
}

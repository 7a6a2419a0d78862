import type { LinearGrammar } from '../../agent/linear-grammar.ts';
import { type Cursor, type Drawing, joinWrapped, type Row, wouldHaveFitted } from '../rows.ts';
import { withoutTip } from './menu-text.ts';
import type { DrawnMenu, MenuEntry, MenuOption } from './menu-types.ts';

/** A drawing whose cursor is known: without it this mode cannot be read. */
export type LinearDrawing = Drawing & { cursor: Cursor };

/** The most rows for an answer line with its typed text, for one option, and below the answer line. */
const MOST_LINE = 6;
const MOST_OPTION = 10;
const MOST_BELOW = 12;

/** The answer line: its first row, what it accepts, and its typed text. */
interface AnswerLine {
  top: number;
  entry: MenuEntry;
  /** The accepted inputs, in the order of the options; absent while it asks for text. */
  keys?: string[];
}

/**
 * Finds the dialog with the terminal's cursor in its answer line. Its options are those of the list above that line,
 * even if some of them are not drawn.
 */
export function findLinearMenu({ rows, width, cursor }: LinearDrawing, grammar: LinearGrammar): DrawnMenu | undefined {
  const bottom = rows.length - 1;
  const line = findLine(rows, grammar, Math.min(cursor.y, bottom));
  if (!line || bottom - cursor.y > MOST_BELOW) return undefined;
  let end = line.top - 1;
  while (end >= 0 && grammar.remark.test(rows[end]?.text ?? '')) end--;
  const heads = findHeads(rows, end, grammar, line.keys);
  const first = heads[0]?.row ?? end + 1;
  const heading = findHeading(rows, first, grammar);
  const options = heads.map((head, n) =>
    readOption(head, rows.slice(head.row, heads[n + 1]?.row ?? end + 1), width, grammar),
  );
  const asksQuestion = heading !== undefined && grammar.questions.test(rows[heading]?.text ?? '');
  const own = asksQuestion ? options.findLast(({ label }) => grammar.ownWords.test(label)) : undefined;
  if (own) own.ownWords = true;
  const top = heading ?? findStart(rows, first, grammar);
  const isWhole = heads.length > 0 && heads[0]?.key === (line.keys?.[0] ?? '1');
  return {
    ...readText(rows.slice(top, first), heading !== undefined, width, grammar),
    options,
    selected: -1,
    numbered: /^\d/.test(heads[0]?.key ?? '1'),
    hint: rows
      .slice(Math.max(cursor.y, line.top) + 1)
      .map(({ text }) => text.trim())
      .filter((text) => text !== '')
      .join('\n'),
    entry: line.entry,
    ...(isWhole && (heading !== undefined || top > 0 || grammar.sign.test(rows[top]?.text ?? ''))
      ? {}
      : { borderless: true }),
    top,
    bottom,
  };
}

function findLine(rows: Row[], { answerLine }: LinearGrammar, last: number): AnswerLine | undefined {
  for (let top = last; top >= 0 && top > last - MOST_LINE; top--) {
    if (!answerLine.start.test(rows[top]?.text ?? '')) continue;
    const text = rows
      .slice(top, last + 1)
      .map((row) => row.text.trim())
      .join(' ');
    const letters = answerLine.letters.exec(text);
    if (letters)
      return { top, keys: letters[1]?.split('/') ?? [], entry: { typed: (letters[2] ?? '').trim(), several: false } };
    const numbers = answerLine.numbers.exec(text)?.groups;
    if (numbers) {
      const keys = Array.from({ length: Math.min(99, Number(numbers.most)) }, (_, n) => String(n + 1));
      return { top, keys, entry: { typed: (numbers.typed ?? '').trim(), several: numbers.several !== undefined } };
    }
    const words = answerLine.words.exec(text);
    if (words) return { top, entry: { typed: (words[2] ?? '').trim(), several: false, words: Number(words[1]) } };
    return undefined;
  }
  return undefined;
}

interface Head {
  row: number;
  key: string;
}

/** The first rows of the options, from the last one up; the accepted inputs determine them. */
function findHeads(rows: Row[], end: number, { option }: LinearGrammar, keys?: string[]): Head[] {
  const heads: Head[] = [];
  let gap = 0;
  for (let row = end; row >= 0 && gap < MOST_OPTION; row--) {
    const key = option.exec(rows[row]?.text ?? '')?.[1];
    const wanted = heads[0] ? before(heads[0].key, keys) : keys ? keys.at(-1) : (key ?? '');
    if (wanted === undefined) break;
    gap++;
    if (key !== wanted) continue;
    heads.unshift({ row, key });
    gap = 0;
  }
  return heads;
}

function before(key: string, keys?: string[]): string | undefined {
  if (keys) return keys[keys.indexOf(key) - 1];
  return Number(key) > 1 ? String(Number(key) - 1) : undefined;
}

function readOption({ row, key }: Head, drawn: Row[], width: number, grammar: LinearGrammar): MenuOption {
  const [head = '', ...rest] = drawn.map(({ text }) => text);
  const text = joinWrapped([head.replace(grammar.option, '').trimStart(), ...rest], width + 1);
  const plain = text.replace(grammar.mark, '');
  const at = plain.indexOf(grammar.description);
  const label = at === -1 ? plain : plain.slice(0, at);
  const description = at === -1 ? '' : plain.slice(at + grammar.description.length).trim();
  return {
    label,
    ...(description === '' ? {} : { description }),
    ...(/^\d/.test(key) ? { number: Number(key) } : {}),
    typed: key,
    row,
  };
}

/** The first row of the dialog, if it begins with known words. */
function findHeading(rows: Row[], first: number, { heading, screen }: LinearGrammar): number | undefined {
  for (let row = first - 1; row >= 0; row--) {
    const text = rows[row]?.text ?? '';
    if (heading.test(text)) return row;
    if (screen.conversation.test(text)) return undefined;
  }
  return undefined;
}

/** Without such a row it begins below the conversation, or below the sign of the mode. */
function findStart(rows: Row[], first: number, { screen, sign }: LinearGrammar): number {
  let row = first - 1;
  while (row >= 0 && !screen.conversation.test(rows[row]?.text ?? '') && !sign.test(rows[row]?.text ?? '')) row--;
  return Math.min(row + 1, first);
}

function readText(drawn: Row[], headed: boolean, width: number, { heading, quote, asks, tip }: LinearGrammar) {
  const texts = drawn.map(({ text }) => text.trimEnd());
  const lines = withoutTip(texts, { tip, top: 1, width: width + 1 });
  const title = (lines[0] ?? '')
    .replace(heading, (whole, lead: string | undefined) => whole.slice((lead ?? '').length))
    .trim();
  const rest = (headed ? lines.slice(1) : lines).map((line) => line.replace(quote, ''));
  const body = (headed ? [title, '', ...rest] : rest)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  const filled = rest.filter((line) => line.trim() !== '');
  let from = filled.length - 1;
  while (
    from > 0 &&
    !asks.test(filled[from] ?? '') &&
    !wouldHaveFitted(filled[from - 1] ?? '', filled[from] ?? '', width)
  )
    from--;
  return { title, body, question: joinWrapped(filled.slice(Math.max(0, from)), width + 1) || title };
}

import { claude } from '../../src/backends/claude/agent.ts';
import { readScreen } from '../../src/detect/screen/screen.ts';

/** A drawn screen as a capture returns it. */
export interface Shown {
  text: string;
  width: number;
  height: number;
  cursor: { x: number; y: number };
}

interface Place {
  /** Rows of the conversation, drawn unchanged above. */
  above?: string[];
  width?: number;
  height?: number;
}

/** The agent's input box as 2.1.158 to 2.1.330 draw it: two rules, a glyph, a no-break space, and a footer below. */
export function composer(
  options: Place & { draft?: string[]; ghost?: string; glyph?: string; footer?: string[]; title?: string } = {},
): Shown {
  const {
    above = [],
    draft = [''],
    ghost,
    glyph = '❯',
    footer = ['  ? for shortcuts'],
    width = 80,
    height = 24,
  } = options;
  const upper = options.title === undefined ? '─'.repeat(width) : `${'─'.repeat(4)} ${options.title} ${'─'.repeat(20)}`;
  const [first = '', ...rest] = draft;
  const head = ghost === undefined ? first : `\x1b[7m${ghost.slice(0, 1)}\x1b[0;2m${ghost.slice(1)}\x1b[0m`;
  const box = [upper, `${glyph}\u00a0${head}`, ...rest.map((row) => `  ${row}`), '─'.repeat(width)];
  const rows = [...above, ...box, ...footer];
  const y = above.length + draft.length;
  return show(rows, { width, height }, { x: 2 + (draft.at(-1) ?? '').length, y });
}

/**
 * A menu as the agent draws it: a rule, title, body, question, options wrapped at the column of their label, and a
 * hint.
 */
export function dialog(
  options: Place & {
    title?: string;
    body?: string[];
    question?: string;
    options?: string[];
    /** From 0. */
    selected?: number;
    numbered?: boolean;
    hint?: string;
    rule?: string;
  } = {},
): Shown {
  const { above = [], title, body = [], question, selected = 0, numbered = true, width = 80, height = 24 } = options;
  const { options: labels = ['Yes', 'No'], hint = 'Esc to cancel · Tab to amend', rule = '─' } = options;
  const rows = [...above, rule.repeat(width)];
  if (title !== undefined) rows.push(` ${title}`, '');
  rows.push(...body.flatMap((row) => (row === '' ? [''] : wrap(row, width - 2).map((part) => ` ${part}`))));
  if (question !== undefined) rows.push(...wrap(question, width - 2).map((part) => ` ${part}`));
  let y = rows.length;
  labels.forEach((label, index) => {
    if (index === selected) y = rows.length;
    const head = `${index === selected ? ' ❯ ' : '   '}${numbered ? `${index + 1}. ` : ''}`;
    const parts = wrap(label, width - 1 - head.length);
    rows.push(...parts.map((part, n) => (n === 0 ? head : ' '.repeat(head.length)) + part));
  });
  if (hint !== '') rows.push('', ...wrap(hint, width - 2).map((part) => ` ${part}`));
  return show(rows, { width, height }, { x: 1, y });
}

/** Plain rows, for screens that are neither. */
export function bare(rows: string[], { width = 80, height = 24 } = {}): Shown {
  return show(rows, { width, height }, { x: 0, y: Math.max(0, rows.length - 1) });
}

/**
 * Breaks at blanks; a word longer than a row begins where it needs no additional row, and is cut. This is how the agent
 * wraps.
 */
export function wrap(text: string, width: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (let word of text.split(' ')) {
    const room = width - row.length - (row === '' ? 0 : 1);
    const rowsFromHere = Math.ceil((word.length - room) / width);
    if (word.length > width && room > 0 && rowsFromHere < Math.ceil(word.length / width)) {
      rows.push(row === '' ? word.slice(0, room) : `${row} ${word.slice(0, room)}`);
      word = word.slice(room);
      row = '';
    } else if (row !== '' && word.length > room) {
      rows.push(row);
      row = '';
    }
    for (; word.length > width; word = word.slice(width)) rows.push(word.slice(0, width));
    row = row === '' ? word : `${row} ${word}`;
  }
  return [...rows, row];
}

/** The rows that fit, filled up with blank ones, as a terminal of this size shows them. */
function show(
  rows: string[],
  { width, height }: { width: number; height: number },
  cursor: { x: number; y: number },
): Shown {
  const gone = Math.max(0, rows.length - height);
  const seen = rows.slice(gone);
  const text = [...seen, ...Array<string>(height - seen.length).fill('')].join('\n');
  return { text, width, height, cursor: { x: cursor.x, y: Math.max(0, cursor.y - gone) } };
}

/** The screen as the detector reads it. */
export function read(shown: Shown) {
  return readScreen(shown.text, shown, claude.screen);
}

/** Rows of the newest answer and of a turn, for `above`. */
export const said = (text: string) => ['', `● ${text}`, ''];
export const asked = (text: string) => [`❯ ${text}`, ''];
export const busy = (row = '✽ Tempering… (3s · ↓ 16 tokens)') => ['', row, ''];
export const finished = (row = '✻ Cooked for 3s') => ['', row, ''];

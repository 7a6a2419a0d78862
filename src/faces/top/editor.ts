/** Text that is being edited, and the position of the cursor in it, counted in visible characters. */
export interface Draft {
  readonly characters: readonly string[];
  readonly at: number;
}

const SEGMENTER = new Intl.Segmenter('en');
const split = (text: string): string[] => [...SEGMENTER.segment(text)].map(({ segment }) => segment);

/** A draft with this text, with the cursor after it. */
export function draftOf(text: string): Draft {
  const characters = split(text);
  return { characters, at: characters.length };
}

/** The text of a draft. */
export function textOf({ characters }: Draft): string {
  return characters.join('');
}

/** The draft with this text inserted at the cursor; line ends of all kinds become one kind. */
export function insert({ characters, at }: Draft, text: string): Draft {
  const before = split(characters.slice(0, at).join('') + text.replaceAll(/\r\n?/g, '\n'));
  return { characters: [...before, ...characters.slice(at)], at: before.length };
}

/** Applies a key to a draft; `undefined` for a key that does not edit. */
export function edit(draft: Draft, key: string): Draft | undefined {
  const { characters, at } = draft;
  const to = (place: number): Draft => ({ characters, at: Math.min(characters.length, Math.max(0, place)) });
  const without = (from: number, until: number): Draft => ({
    characters: [...characters.slice(0, from), ...characters.slice(until)],
    at: from,
  });
  switch (key) {
    case 'left':
    case 'C-b':
      return to(at - 1);
    case 'right':
    case 'C-f':
      return to(at + 1);
    case 'up':
      return rowUp(draft);
    case 'down':
      return rowDown(draft);
    case 'home':
    case 'C-a':
      return to(rowStart(draft, at));
    case 'end':
    case 'C-e':
      return to(rowEnd(draft, at));
    case 'backspace':
      return at > 0 ? without(at - 1, at) : draft;
    case 'delete':
      return without(at, at + 1);
    case 'C-u':
      return without(rowStart(draft, at), at);
    case 'C-k':
      return without(at, Math.max(rowEnd(draft, at), Math.min(at + 1, characters.length)));
    case 'C-w':
      return without(wordStart(draft), at);
    default:
      return undefined;
  }
}

function rowStart({ characters }: Draft, at: number): number {
  return at === 0 ? 0 : characters.lastIndexOf('\n', at - 1) + 1;
}

function rowEnd({ characters }: Draft, at: number): number {
  const end = characters.indexOf('\n', at);
  return end < 0 ? characters.length : end;
}

function rowUp(draft: Draft): Draft {
  const start = rowStart(draft, draft.at);
  if (start === 0) return { ...draft, at: 0 };
  const above = rowStart(draft, start - 1);
  return { ...draft, at: Math.min(above + draft.at - start, start - 1) };
}

function rowDown(draft: Draft): Draft {
  const end = rowEnd(draft, draft.at);
  if (end === draft.characters.length) return { ...draft, at: end };
  const column = draft.at - rowStart(draft, draft.at);
  return { ...draft, at: Math.min(end + 1 + column, rowEnd(draft, end + 1)) };
}

function wordStart({ characters, at }: Draft): number {
  let start = at;
  while (start > 0 && /\s/.test(characters[start - 1] ?? '')) start--;
  while (start > 0 && !/\s/.test(characters[start - 1] ?? '')) start--;
  return start;
}

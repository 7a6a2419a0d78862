/** A word of a shell command as the shell would pass it on, except variables and command substitutions. */
export interface ShellWord {
  text: string;
  /** It has `*`, `?` or `[` outside quotes. */
  glob: boolean;
  /** It is the program, not an argument or a redirection target. */
  isProgram: boolean;
  /** The number of its simple command in the text. */
  command: number;
}

/** What ends a simple command. */
const ENDS = new Set(['\n', ';', '|', '&', '(', ')', '`']);
/** Words that can precede a program. */
const BEFORE = new Set([
  '{',
  '!',
  'if',
  'then',
  'else',
  'elif',
  'do',
  'while',
  'until',
  'time',
  'exec',
  'command',
  'env',
  'nohup',
]);
const ASSIGNMENT = /^[A-Za-z_]\w*\+?=/;

/** Splits a shell command into words: resolves quotes, backslashes and braces, and leaves variables as written. */
export function splitShell(text: string): ShellWord[] {
  const words: ShellWord[] = [];
  let at = 0;
  let word: { text: string; glob: boolean } | undefined;
  let command = 0;
  let expectsProgram = true;
  let isTarget = false;
  const add = (piece: string, glob = false) => {
    word = { text: (word?.text ?? '') + piece, glob: (word?.glob ?? false) || glob };
  };
  const end = () => {
    if (!word) return;
    const { glob } = word;
    const isBefore = BEFORE.has(word.text) || ASSIGNMENT.test(word.text);
    const isProgram = expectsProgram && !isTarget && !isBefore;
    for (const one of expandBraces(word.text)) words.push({ text: one, glob, isProgram, command });
    if (isProgram) expectsProgram = false;
    isTarget = false;
    word = undefined;
  };
  while (at < text.length) {
    const char = text[at] ?? '';
    const next = text[at + 1] ?? '';
    at++;
    if (char === '\\') {
      if (next !== '\n') add(next);
      at++;
    } else if (char === "'" || (char === '$' && next === "'")) {
      const from = char === '$' ? at + 1 : at;
      const close = char === '$' ? closingQuote(text, from) : text.indexOf("'", from);
      const inside = text.slice(from, close < 0 ? text.length : close);
      add(char === '$' ? undoEscapes(inside) : inside);
      at = close < 0 ? text.length : close + 1;
    } else if (char === '"' || (char === '$' && next === '"')) {
      const from = char === '$' ? at + 1 : at;
      const close = closingQuote(text, from, '"');
      add(text.slice(from, close).replace(/\\([\\"$`\n])/g, (_, kept: string) => (kept === '\n' ? '' : kept)));
      at = close + 1;
    } else if (char === '<' || char === '>') {
      // The number before a redirection is not a word; it is treated as one that names nothing.
      end();
      isTarget = true;
    } else if (ENDS.has(char)) {
      end();
      if (text[at - 2] !== '>' || (char !== '&' && char !== '|')) {
        command++;
        expectsProgram = true;
        isTarget = false;
      }
    } else if (/\s/.test(char)) end();
    else add(char, char === '*' || char === '?' || char === '[');
  }
  end();
  return words;
}

/** The end of the quote that began before `from`; the end of the text if it is unclosed. */
function closingQuote(text: string, from: number, quote = "'"): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

const ESCAPED = /\\(?:x([0-9a-f]{1,2})|u([0-9a-f]{1,4})|U([0-9a-f]{1,6})|0?([0-7]{1,3})|([\s\S]))/gi;
const LETTERS: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

/** The text with backslash escapes resolved as in `$'…'` and `printf`. */
export function undoEscapes(text: string): string {
  return text.replace(ESCAPED, (_, ...groups: (string | undefined)[]) => {
    const [hex, u, long, octal, other = ''] = groups;
    const digits = hex ?? u ?? long;
    const code =
      digits !== undefined ? Number.parseInt(digits, 16) : octal === undefined ? undefined : Number.parseInt(octal, 8);
    if (code === undefined) return LETTERS[other] ?? other;
    return code > 0x10ffff ? '' : String.fromCodePoint(code);
  });
}

/** The most words from one word with braces. */
const MOST_WORDS = 256;

/** The words that a word with braces expands to: `a{b,c}` is `ab` and `ac`. */
function expandBraces(word: string): string[] {
  const done: string[] = [];
  const waiting = [word];
  while (waiting.length > 0 && done.length + waiting.length < MOST_WORDS) {
    const text = waiting.pop() ?? '';
    const groups = [...text.matchAll(/\{([^{}]*)\}/g)].map((group) => ({ group, pieces: piecesOf(group[1] ?? '') }));
    const { group, pieces } = groups.find((one) => one.pieces.length > 0) ?? {};
    if (!group || !pieces) done.push(text);
    else {
      const [before, after] = [text.slice(0, group.index), text.slice(group.index + group[0].length)];
      waiting.push(...pieces.map((piece) => before + piece + after));
    }
  }
  return [...done, ...waiting];
}

/** The alternatives or the range in braces; empty if it is not a group. */
function piecesOf(inside: string): string[] {
  if (inside.includes(',')) return inside.split(',');
  const [, from = '', to = '', by = '1'] =
    /^([A-Za-z]|-?\d{1,9})\.\.([A-Za-z]|-?\d{1,9})(?:\.\.-?(\d{1,9}))?$/.exec(inside) ?? [];
  const isLetters = /^[A-Za-z]$/.test(from) && /^[A-Za-z]$/.test(to);
  if (from === '' || (!isLetters && /[A-Za-z]/.test(from + to))) return [];
  const [start, end] = isLetters ? [from.charCodeAt(0), to.charCodeAt(0)] : [Number(from), Number(to)];
  const step = Math.max(1, Number(by));
  const count = Math.min(MOST_WORDS, Math.floor(Math.abs(end - start) / step) + 1);
  const codes = Array.from({ length: count }, (_, n) => start + Math.sign(end - start) * step * n);
  return codes.map((code) => (isLetters ? String.fromCharCode(code) : String(code)));
}

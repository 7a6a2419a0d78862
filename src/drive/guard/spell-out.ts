import { splitShell } from './shell-text.ts';

/** One way to read a command. */
export interface Reading {
  text: string;
  /** It contains guesses: use it for the names in it, not for the folders that it deletes. */
  isGuess: boolean;
}

/** How deep to read commands within commands: `sh -c "sh -c '…'"`. */
const MOST_DEPTH = 4;
/** How many values of one variable to try. */
const MOST_VALUES = 16;

/**
 * The ways to read a command: as written, with the variables that it sets filled in, with glob alternatives written as
 * braces, with concatenated strings of another language joined, and each text in it that a shell could run as a
 * command.
 */
export function* spellOut(command: string): Generator<Reading, void, undefined> {
  const seen = new Set<string>();
  const waiting: (Reading & { depth: number })[] = [{ text: command, isGuess: false, depth: 0 }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { text, isGuess, depth } = next;
    if (seen.has(text)) continue;
    seen.add(text);
    yield { text, isGuess };
    waiting.push(...waysOf(text).map((way) => ({ text: way.text, isGuess: isGuess || way.isGuess, depth })));
    if (depth === MOST_DEPTH) continue;
    for (const word of splitShell(text))
      if (/['"`\\\s]/.test(word.text)) waiting.push({ text: word.text, isGuess, depth: depth + 1 });
  }
}

/** Other ways to read one text. */
function waysOf(text: string): Reading[] {
  const ways: Reading[] = [];
  const add = (other: string, isGuess: boolean) => {
    if (other !== text) ways.push({ text: other, isGuess });
  };
  add(withBraces(text), false);
  add(text.replace(/(["'`])[+.&\s]{0,9}\1/g, ''), true);
  if (!text.includes('$')) return ways;
  const values = valuesIn(text);
  const most = Math.max(1, ...[...values.values()].map((all) => all.length));
  for (let n = 0; n < most; n++) {
    const lookUp = (name: string) => {
      const all = values.get(name);
      return all?.[Math.min(n, all.length - 1)];
    };
    add(fillIn(text, lookUp, false), false);
    add(fillIn(text, lookUp, true), true);
  }
  return ways;
}

const PARAMETER = /\$(?:\{([A-Za-z_]\w*|[0-9@*])(?:(:?[-=+?])([^{}]*)|([%#/:^,@][^{}]*))?\}|([A-Za-z_]\w*)|([0-9@*]))/g;
/** Variables whose values are known in another way. */
const KNOWN = new Set(['HOME', 'PWD', 'OLDPWD', 'IFS']);

/** The text with its variables filled in; those that it does not set are left, or, as a guess, treated as unset. */
function fillIn(text: string, lookUp: (name: string) => string | undefined, isGuess: boolean): string {
  let filled = text;
  // A default value can contain a variable.
  for (let round = 0; round < 3; round++)
    filled = filled.replace(PARAMETER, (whole, ...groups: (string | undefined)[]) => {
      const [braced, how, other, edit, plain, at = ''] = groups;
      const name = braced ?? plain ?? at;
      if (KNOWN.has(name)) return whole;
      const value = lookUp(name);
      if (how !== undefined && (isGuess || value === undefined)) return other ?? '';
      if (value !== undefined && edit !== undefined && !isGuess) return edited(value, edit);
      return value ?? (isGuess ? '' : whole);
    });
  return filled;
}

/** A value after `${name#…}`, `%`, `/…/…` and `:…`, with plain text in place of a pattern. */
function edited(value: string, edit: string): string {
  const [, kind = '', text = '', by = ''] = /^(##?|%%?|\/[/#%]?|:)((?:\\.|[^/\\])*)\/?([\s\S]*)$/.exec(edit) ?? [];
  const [plain, instead] = [text, by].map((one) => one.replace(/['"\\]/g, '')) as [string, string];
  if (kind.startsWith('#')) return value.startsWith(plain) ? value.slice(plain.length) : value;
  if (kind.startsWith('%')) return value.endsWith(plain) ? value.slice(0, value.length - plain.length) : value;
  if (kind.startsWith('/')) return plain === '' ? value : value.replaceAll(plain, () => instead);
  if (kind !== ':') return value;
  const [from = 0, length] = plain.split(':').map(Number);
  const cut = value.slice(from);
  return length === undefined ? cut : cut.slice(0, length < 0 ? cut.length + length : length);
}

/** The values that a text gives its variables: in assignments, in loops, and as its own arguments. */
function valuesIn(text: string): Map<string, string[]> {
  const values = new Map<string, string[]>();
  const set = (name: string, value: string, appends = false) => {
    const all = values.get(name) ?? [];
    if (all.length < MOST_VALUES) values.set(name, [...all, appends ? (all.at(-1) ?? '') + value : value]);
  };
  const words = splitShell(text);
  for (const [n, { text: word, command }] of words.entries()) {
    const assigned = /^([A-Za-z_]\w*)(\+?)=([\s\S]*)$/.exec(word);
    if (assigned) set(assigned[1] ?? '', assigned[3] ?? '', assigned[2] === '+');
    const rest = () => words.slice(n + 1).filter((one) => one.command === command);
    if (word === 'for' && rest()[1]?.text === 'in')
      for (const value of rest().slice(2)) set(rest()[0]?.text ?? '', value.text);
    if (word === 'set' && rest()[0]?.text === '--')
      for (const [at, value] of rest().slice(1).entries()) set(String(at + 1), value.text);
  }
  return values;
}

/** Glob alternatives of bash and zsh, written as braces: `.e(n|x)v`, `.@(env)`, `.e!(x)v`. */
function withBraces(text: string): string {
  return text.replace(/([@+?*!]|[^\s;|&()<>$=`'"\\@+?*!])\(([^()\s;&]+)\)/g, (_, before: string, inside: string) => {
    if (before === '!') return '*';
    const all = inside.split('|');
    const maybe = before === '?' || before === '*' ? [''] : [];
    // A single alternative alone would not be a group.
    const group = `{${[...all, ...maybe, ...(all.length + maybe.length === 1 ? all : [])].join(',')}}`;
    return /[@+?*]/.test(before) ? group : before + group;
  });
}

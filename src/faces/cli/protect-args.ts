import type { AnyCommand } from '../../contract/operation.ts';
import type { Layout } from './fields.ts';

/** Flags of every command; `json` changes where and how a result is printed. */
export const COMMON_FLAGS = { json: 'boolean', help: 'boolean', version: 'boolean' } as const;

/** The arguments of a command, split but not yet interpreted. */
export interface ParsedArgs {
  /** Words before a bare `--`. */
  words: string[];
  /** Words after it; absent when there was none. */
  dashed?: string[];
  /** Every value given to each flag, in order; a boolean flag has `true`. */
  options: Record<string, (string | true)[]>;
}

/**
 * Protects words that only look like flags from a parser, and restores them. `- a bullet`, `-5` and `--- rule` cannot
 * be flags, so they are text or the value of the preceding flag; each is passed as a private-use character and its
 * index.
 */
export function protectWords(argv: string[], layout: Layout): { argv: string[]; restore(word: string): string } {
  const valued = new Set(layout.flags.filter((f) => f.kind !== 'boolean').map((f) => `--${f.flag}`));
  if (layout.text) valued.add('--file');
  const bare = new Set(layout.flags.filter((f) => f.bare).map((f) => `--${f.flag}`));
  // If further words are allowed, the next one is not the value of a flag that needs none.
  const takesWords = layout.positionals.length > 0 || layout.text !== undefined;
  const kept: string[] = [];
  const hide = (word: string): string => `${MARK}${kept.push(word) - 1}${MARK}`;
  const out: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') {
      out.push(word, ...argv.slice(i + 1).map(hide));
      break;
    }
    const value = argv[i + 1];
    if (bare.has(word) && (takesWords || value === undefined || value.startsWith('-'))) out.push(`${word}=${hide('')}`);
    else if (valued.has(word) && value !== undefined && !isFlag(value) && value !== '--') {
      out.push(`${word}=${hide(value)}`);
      i++;
    } else if (isFlag(word)) {
      const at = word.indexOf('=');
      out.push(at < 0 ? word : `${word.slice(0, at + 1)}${hide(word.slice(at + 1))}`);
    } else out.push(hide(word));
  }
  const restore = (word: string): string => word.replace(HIDDEN, (_all, index) => kept[Number(index)] ?? '');
  return { argv: out, restore };
}

const MARK = '\uE0F0';
const HIDDEN = new RegExp(`^${MARK}(\\d+)${MARK}$`);

function isFlag(word: string): boolean {
  return /^--?[A-Za-z][A-Za-z0-9_-]*(=|$)/.test(word);
}

/** Short flags of every command. */
const COMMON_LETTERS = ['-h', '-V'];

/** The words of a command, with those that begin with one dash moved after `--` unless they are its flags. */
export function signedWords(argv: string[], signed: boolean | undefined): string[] {
  if (!signed) return argv;
  const end = argv.indexOf('--');
  const own = end === -1 ? argv : argv.slice(0, end);
  const isSigned = (word: string) => /^-[^-]/.test(word) && !COMMON_LETTERS.includes(word);
  const dashed = own.filter(isSigned);
  if (dashed.length === 0) return argv;
  return [...own.filter((word) => !isSigned(word)), '--', ...dashed, ...(end === -1 ? [] : argv.slice(end + 1))];
}

/** The words, with the flag of `bare` replaced by its meaning if it has no value. */
export function spellOut(argv: string[], bare: AnyCommand['cli']['bare']): string[] {
  if (!bare) return argv;
  const end = argv.indexOf('--');
  const own = end === -1 ? argv : argv.slice(0, end);
  if (!own.some((word) => word === bare.with || word.startsWith(`${bare.with}=`))) return argv;
  return argv.map((word, n) =>
    n < own.length && word === bare.flag && !bare.takes.test(argv[n + 1] ?? '') ? bare.means : word,
  );
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The arguments that are neither flags nor values of these flags; everything after a bare `--` counts. */
export function positionals(args: string[], valued: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--') return [...found, ...args.slice(at + 1)];
    if (!word.startsWith('-')) found.push(word);
    else if (valued.has(word)) at++;
  }
  return found;
}

/** The value of the first of these flags, as `--flag VALUE` or `--flag=VALUE`, before a bare `--`. */
export function flagValue(args: string[], ...flags: string[]): string | undefined {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  for (const [at, word] of own.entries()) {
    const flag = flags.find((one) => word === one || word.startsWith(`${one}=`));
    if (flag !== undefined) return word === flag ? own[at + 1] : word.slice(flag.length + 1);
  }
  return undefined;
}

/** True if one of these flags precedes a bare `--`. */
export function hasFlag(args: string[], ...flags: string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((word) => flags.includes(word));
}

/** The text if it is the id of a conversation. */
export function asId(text: string | undefined): string | undefined {
  return text !== undefined && UUID.test(text) ? text : undefined;
}

/** An agent's arguments, for deciding which of them to repeat when the agent is started again. */
export interface Arguments {
  /** Flags that choose a conversation, with their number of values. */
  dropped: Record<string, 0 | 1>;
  /**
   * Flags without a value, and flags that take every word up to the next flag. Any other flag takes one word if there
   * is one.
   */
  alone: ReadonlySet<string>;
  lists: ReadonlySet<string>;
}

/**
 * The arguments without those that choose a conversation, and without words that belong to no flag: those are a prompt.
 */
export function repeatable(args: string[], { dropped, alone, lists }: Arguments): string[] {
  const kept: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--') break;
    if (!word.startsWith('-')) continue;
    const [flag = ''] = word.split('=', 1);
    const values = flag !== word ? 0 : valuesOf(args.slice(at + 1), flag, { dropped, alone, lists });
    if (!Object.hasOwn(dropped, flag)) kept.push(...args.slice(at, at + 1 + values));
    at += values;
  }
  return kept;
}

/** How many of the words after a flag are its values. */
function valuesOf(rest: string[], flag: string, { dropped, alone, lists }: Arguments): number {
  const own = rest.findIndex((word) => /^--?(?:[A-Za-z]|$)/.test(word));
  const most = own === -1 ? rest.length : own;
  if (alone.has(flag)) return 0;
  if (lists.has(flag)) return most;
  return Object.hasOwn(dropped, flag) && dropped[flag] === 0 ? 0 : Math.min(1, most);
}

/**
 * The arguments that print an agent's release, and the release in the output: the same for both agents (claude 2.1.158
 * to 2.1.332, codex 0.150.0 and 0.171.0).
 */
export const VERSION = { versionArgs: ['--version'], version: /(?<!\d)(\d{1,9}\.\d{1,9}\.\d{1,9})/ };

/** The beginning of a prompt that an agent may take for a slash command, and a text that can only be one. */
export interface SlashWords {
  word: RegExp;
  bare: RegExp;
}

/** True for a prompt to send as a command: always a bare one, and one followed by words if the caller requests it. */
export function isCommand({ word, bare }: SlashWords, text: string, asCommand: boolean): boolean {
  return bare.test(text.trim()) || (asCommand && word.test(text));
}

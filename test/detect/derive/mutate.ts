import type { Random } from './random.ts';

/** Fragments of terminal output, and bytes that break its readers. */
const SCRAPS = [
  ...[
    '\x1b[2m',
    '\x1b[7m',
    '\x1b[0m',
    '\x1b[38;5;',
    '\x1b[48:2::1',
    '\x1b]8;;http://x',
    '\x1b\\',
    '\x1b[',
    '\x1b',
    '\x9b31m',
  ],
  ...[
    '\x00',
    '\r',
    '\t',
    '\b',
    '\x7f',
    '\u200b',
    '\ufeff',
    '\ud83d',
    '\udc4d',
    '日本',
    '🚀',
    '👩‍👩‍👧',
    'e\u0301\u0301\u0301',
    'ا',
    '\ufffd',
  ],
  ...[
    '❯ ',
    '❯\u00a0',
    '❯ 1. Yes',
    '> ',
    '  2. No',
    '● ',
    '⎿ ',
    '✻ Brewing… (3s)',
    '✻ Cooked for 3s',
    '│',
    '…',
    '99999999999. x',
  ],
  ...[
    '─'.repeat(40),
    '╌'.repeat(40),
    '▔'.repeat(40),
    ' '.repeat(40),
    '[ ] x',
    'Esc to cancel · Tab to amend',
    'esc to interrupt',
  ],
];

/** A run of fragments and random characters. */
export function noise(random: Random, most: number): string {
  let out = '';
  for (let n = random.below(most); n > 0; n--) {
    const kind = random.below(6);
    if (kind < 3) out += random.pick(SCRAPS);
    else if (kind === 3) out += String.fromCharCode(random.below(256));
    else if (kind === 4) out += String.fromCharCode(random.below(65_536));
    else out += '\n';
  }
  return out;
}

/** One cut, doubling, splice, overwriting or loss somewhere in a text; splices come from `other`. */
export function mutate(random: Random, text: string, other: string): string {
  const from = random.below(text.length + 1);
  const to = Math.min(text.length, from + random.below(random.next() < 0.5 ? 12 : 400));
  const kind = random.below(7);
  if (kind === 0) return text.slice(0, from) + text.slice(to);
  if (kind === 1) return text.slice(0, to) + text.slice(from);
  if (kind === 2) return text.slice(0, from) + noise(random, 4) + text.slice(from);
  if (kind === 3) return text.slice(0, from) + noise(random, 4) + text.slice(to);
  if (kind === 4) return text.slice(0, from) + other.slice(random.below(other.length));
  if (kind === 5) return text.slice(from);
  return text.slice(0, from);
}

/** The same record with one value in it removed, doubled, or of another kind. */
export function mutateJson(random: Random, value: unknown, depth = 0): unknown {
  const inside = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!inside || (depth > 0 && random.next() < 0.25)) return random.pick(VALUES);
  const key = random.pick(Object.keys(value));
  const changed = mutateJson(random, (value as Record<string, unknown>)[key], depth + 1);
  if (Array.isArray(value)) return random.next() < 0.3 ? [...value, ...value] : value.with(Number(key), changed);
  const { [key]: _gone, ...rest } = value as Record<string, unknown>;
  return random.next() < 0.2 ? rest : { ...rest, [key]: changed };
}

const VALUES = [
  null,
  undefined,
  true,
  0,
  -1,
  1e308,
  Number.NaN,
  '',
  'x',
  '\ud83d',
  [],
  [null],
  [[]],
  {},
  { type: 'text' },
  '2026-01-01',
  'end_turn',
];

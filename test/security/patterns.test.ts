import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { THOROUGH } from '../thorough.ts';
import {
  alternativesOf,
  keyOf,
  loadPatterns,
  looksBackWithoutBound,
  NOT_LOADED,
  type Pattern,
  readPatterns,
  shorten,
} from './patterns.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

/** Its own build in JavaScript: neither Java nor a native binary is started. */
const { checkSync } = createRequire(import.meta.url)('recheck/lib/browser.js') as typeof import('recheck');
/**
 * Limited by the characters that the checker reads, with its own defaults, and never by time: a verdict is the same on
 * a busy machine.
 */
const CHECK = {
  timeout: null,
  attackTimeout: null,
  incubationTimeout: null,
  seedingTimeout: null,
  randomSeed: 1,
};
/**
 * Earlier verdicts, by pattern, so that a run checks only new ones. A run stores its verdicts on new patterns there,
 * except in CI; `UPDATE_PATTERNS=1` also drops unused ones, `ALL_PATTERNS=1` checks all.
 */
const FOUND = path.join(import.meta.dirname, 'patterns.json');

const ROW = 'a row of a screen: `LONGEST_ROW` characters at most, a menu of such rows';
const SENTENCE =
  'a sentence or line of a question: cut before it is matched (`LONGEST`, `TAIL` and `REACH` of `detect/questions/text.ts`)';
/**
 * Patterns that are not linear, by file, and what limits their input. `most`: all patterns of the file, if not every
 * one of them is limited this way.
 */
const BOUNDED: Record<string, { most?: number; by: string }> = {
  'backends/claude/markers.ts': { by: ROW },
  'backends/codex/markers.ts': { by: ROW },
  'backends/claude/transcript.ts': { most: 1, by: '`LONGEST_REFUSAL` characters' },
  'backends/claude/user-records.ts': {
    most: 2,
    by: '`LONGEST_NOTICE` characters; that of a command stops at the first name, and passes each place once',
  },
  'backends/codex/transcript.ts': { most: 2, by: '`LONGEST_REFUSAL` characters, and a record’s first 16 KiB' },
  'detect/questions/find-question.ts': { by: SENTENCE },
  'detect/questions/lexicon/en.ts': { most: 1, by: SENTENCE },
  'detect/screen/rows.ts': { most: 1, by: ROW },
  'adapters/tmux/servers.ts': { most: 1, by: 'a line of the table of sockets, whose paths are short' },
  'drive/machine/doctor.ts': { most: 1, by: 'what tmux says of its version' },
  'drive/session/sidecars/session-names.ts': { most: 1, by: 'the name of a folder' },
};
const EVIDENCE = 'detect/questions/weigh.ts';
const SIGNS = 'detect/questions/signs.ts';
/** Calls of `RegExp` at run time, and the parts of their patterns. */
const MADE_LATER: Record<string, string> = {
  'backends/claude/hooks.ts': 'names of keys',
  [EVIDENCE]: 'the cues and conjunctions of the languages, which are checked as well',
  'detect/questions/patterns.ts': 'cues, signs, and alternatives of literals, which are all checked',
  [SIGNS]: 'the signs of the languages, which are checked as well',
  'drive/recording/field-redactor.ts': 'a plan’s name of letters, digits and hyphens',
};

/** From this length on, a pattern with alternatives is checked one by one: as a whole it takes the checker minutes. */
const LONG = 1500;

type Verdict = 'linear' | 'vulnerable' | 'unknown';
const check = ({ source, flags }: Pick<Pattern, 'source' | 'flags'>): Verdict => {
  if (looksBackWithoutBound(source)) return 'vulnerable';
  const parts = alternativesOf(source);
  if (source.length < LONG || parts.length === 1) {
    const { status } = checkSync(shorten(source), flags, CHECK);
    if (status !== 'unknown') return status === 'safe' ? 'linear' : status;
    if (parts.length === 1) return status;
  }
  const verdicts = parts.map((part) => check({ source: part, flags }));
  return verdicts.find((verdict) => verdict !== 'linear') ?? 'linear';
};

/** The cues, conjunctions and signs of all languages, from which patterns are built when they are first needed. */
async function loadCues(): Promise<Pattern[]> {
  const { WEIGHED: en } = await import('../../src/detect/questions/lexicon/en.ts');
  const { LANGUAGES } = await import('../../src/detect/questions/lexicon/index.ts');
  const { readLinks } = await import('../../src/detect/questions/weigh.ts');
  const { readSigns } = await import('../../src/detect/questions/signs.ts');
  // One language at a time: as alternatives of one pattern they are as slow as the slowest.
  const signs = readSigns().map(({ source, flags }) => ({ file: SIGNS, source, flags }));
  const links = Object.values(readLinks()).map(({ source, flags }) => ({ file: EVIDENCE, source, flags }));
  const all = [en, ...Object.values(LANGUAGES).flatMap(({ cues }) => cues ?? [])];
  const cues = all.flatMap((each) => Object.values(each).map((source) => ({ file: EVIDENCE, source, flags: 'm' })));
  return [...links, ...signs, ...cues];
}

let patterns: Pattern[];
let loaded: Pattern[];
let calls: { file: string; code: string }[];
beforeAll(async () => {
  const read = readPatterns();
  calls = read.calls;
  // Nothing else builds a pattern; a thorough run makes sure of it.
  const callers = [...new Set(calls.map(({ file }) => file))];
  loaded = await loadPatterns(callers);
  patterns = [...read.literals, ...loaded, ...(await loadCues())];
});

describe('every pattern of the source', () => {
  test('is linear, or is used where the length of its input is bounded', () => {
    const known: Record<string, Verdict> =
      existsSync(FOUND) && !process.env.ALL_PATTERNS ? JSON.parse(readFileSync(FOUND, 'utf8')) : {};
    const found = Object.fromEntries(patterns.map((one) => [keyOf(one), known[keyOf(one)] ?? check(one)]));
    const isNew = patterns.some((one) => known[keyOf(one)] === undefined);
    if (process.env.UPDATE_PATTERNS || (isNew && !process.env.CI && !process.env.ALL_PATTERNS)) {
      const kept = process.env.UPDATE_PATTERNS ? found : { ...known, ...found };
      const sorted = Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1));
      writeFileSync(FOUND, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
    }
    const slow = new Map<string, string[]>();
    for (const one of patterns) {
      if (found[keyOf(one)] === 'linear') continue;
      const others = slow.get(one.file) ?? [];
      if (!others.includes(one.source)) slow.set(one.file, [...others, one.source]);
    }
    const isOver = (file: string, count: number) => count > (BOUNDED[file] ? (BOUNDED[file].most ?? count) : 0);
    expect([...slow].filter(([file, sources]) => isOver(file, sources.length))).toEqual([]);
    // An unused exception is removed.
    const needed = (file: string) => slow.get(file)?.length ?? 0;
    expect(Object.keys(BOUNDED).filter((file) => needed(file) < (BOUNDED[file]?.most ?? 1))).toEqual([]);
    expect(patterns.length).toBeGreaterThan(250);
  });

  test.runIf(THOROUGH)('that is built at the start is built by a file that calls `RegExp`', async () => {
    const keys = new Set(loaded.map(keyOf));
    expect((await loadPatterns()).filter((one) => !keys.has(keyOf(one)))).toEqual([]);
  });

  test('that is built at run time is built from known parts', () => {
    const atLoad = new Set([
      'backends/codex/transcript.ts',
      'faces/cli/protect-args.ts',
      'drive/redact/secret-shapes.ts',
      'drive/redact/find/find-numbers.ts',
      'drive/redact/find/find-in-calls.ts',
      'drive/redact/find/find-stored.ts',
      'drive/redact/find/find-printed.ts',
      'drive/redact/other-words.ts',
      'drive/redact/secret-commands.ts',
    ]);
    const later = new Set(calls.map(({ file }) => file).filter((file) => !atLoad.has(file)));
    expect([...later].sort()).toEqual(Object.keys(MADE_LATER).sort());
    expect(calls.filter(({ file }) => NOT_LOADED.test(file))).toEqual([]);
    expect([...atLoad].filter((file) => !calls.some((call) => call.file === file))).toEqual([]);
  });
});

describe('the check finds', () => {
  test.each([
    ['^(a+)+$'],
    ['\\s+$'],
    // The longest check of all, of the same kind as the last one.
    ...(THOROUGH ? [['[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)*\\.[A-Za-z]{2,}\\b']] : []),
    ['(.*),(.*)x'],
    ['(?<=\\b\\w*(?:password|token)[=:])\\S+'],
    ['(?<!x\\s*)y'],
    ['[\\w-]{16,}\\.[\\w-]{16,}x'],
  ])('%s', (source) => {
    expect(check({ source, flags: 'g' })).toBe('vulnerable');
  });

  test('one slow alternative of a long pattern, in its longest group', () => {
    const words = Array.from({ length: 220 }, (_, n) => `word${n}`).join('|');
    expect(check({ source: `(?<!x)(?:${words}) \\d`, flags: 'g' })).toBe('linear');
    expect(check({ source: `(?<!x)(?:${words}|(?:b+)+) \\d`, flags: 'g' })).toBe('vulnerable');
  });

  test.each([
    ['^a\\s+b$'],
    ['(?<=Bearer )\\w+'],
    ['(?<![+*])a'],
    ['^(?<name>a+)b'],
    ['key_[a-z]{36}'],
    ['key_\\w{40,}'],
  ])('nothing in %s', (source) => {
    expect(check({ source, flags: 'g' })).toBe('linear');
  });

  test('patterns in literals, and those put together at the start', () => {
    const has = (file: string, part: string) => patterns.some((one) => one.file === file && one.source.includes(part));
    expect(has('detect/screen/rows.ts', 'x1b')).toBe(true);
    expect(has('backends/codex/transcript.ts', 'thread-writer-locks')).toBe(true);
  });
});

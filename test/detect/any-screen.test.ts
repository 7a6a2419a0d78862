import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BACKENDS } from '../../src/backends/index.ts';
import type { Backend } from '../../src/detect/agent/backend.ts';
import { readScreen } from '../../src/detect/screen/screen.ts';
import { foldTurn } from '../../src/detect/transcript/turn.ts';
import { fuse } from '../../src/detect/verdict/fuse.ts';
import { casesOf } from '../thorough.ts';
import { type Fixture, listFixtures } from './fixture.ts';
import { signalsOf } from './judge.ts';
import { Log } from './records.ts';

/** Numbers below 1 that are the same in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = createRandom(20_260_101);
const below = (end: number) => Math.floor(random() * end);
const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;

const SNIPPETS = [
  ...[
    '❯ ',
    '❯\u00a0',
    '> ',
    '● ',
    '✻ Working… (3s)',
    '✻ Cooked for 3s',
    '  ⎿  Interrupted',
    '─'.repeat(80),
    '╌'.repeat(80),
  ],
  ...[
    '1. Yes',
    '❯ 1. Yes',
    '   2. No',
    ' Esc to cancel · Tab to amend',
    '  ⏵⏵ auto mode on · esc to interrupt',
    '[ ] x',
  ],
  ...[
    '\x1b[2m',
    '\x1b[7m',
    '\x1b[0m',
    '\x1b[38;5;',
    '\x1b]8;;',
    '\x1b\\',
    '\u0000',
    '\r',
    '\t',
    '日本',
    '🚀',
    '\ud800',
    '\n',
    '\n\n',
    '│',
  ],
  ...['Showing detailed transcript', 'Jump to bottom (', '/plans/a.md', 'Do you want to proceed?', '?', ''],
  ...['$', '$\u00a0 x', 'you: x', 'claude: x', '[Screen Reader Mode: on]', 'Permission Required: x', 'Question: x'],
  ...[
    'y. Yes',
    'n. No',
    'Enter y/n:',
    '1. Yes',
    'Select with numbers [1-2]. Then Enter to submit:',
    'Enter text for option 1 (x)',
  ],
];
/** A whole composer and a whole menu of each agent, so that random screens have some. */
const RULE = '─'.repeat(80);
const SCRAPS = [
  ...SNIPPETS,
  '› ',
  '• Working (3s • esc to interrupt)',
  '• Ran ls',
  '› 1. Yes, proceed (y)',
  '  Press enter to confirm or esc to cancel',
  '\n› Ask anything\n\n  ? for shortcuts',
  '\n  Would you like to run the following command?\n\n› 1. Yes, proceed (y)\n  2. No (esc)\n\n  Press enter to confirm or esc to cancel',
  `${RULE}\n❯\u00a0\n${RULE}\n  ? for shortcuts`,
  '\n❯ 1. Yes\n  2. No',
];
const STATUSES = [undefined, 'busy', 'idle', 'waiting', 'other'] as const;
const done = new Log().prompt('say hello').answer('Hello.').ended();

describe.each([...BACKENDS.values()].map((backend) => [backend.name, backend] as const))('%s', (name, backend) => {
  tellOf(backend, listFixtures(name));
});

function tellOf(backend: Backend, fixtures: Fixture[]): void {
  /** A snapshot of this screen in which the files say that the turn is over, or something else. */
  function judge(
    capture: string,
    size: { width: number; height: number },
    cursor?: { x: number; y: number },
    over = false,
  ) {
    const status = over ? 'idle' : pick(STATUSES);
    const signals = signalsOf(undefined, {
      ...(over || random() < 0.7 ? { log: done } : {}),
      ...(status ? { status } : {}),
    });
    const screen = readScreen(capture, { ...size, cursor }, backend.screen);
    return fuse({ ...signals, screen: { kind: 'seen', screen } }, backend).state;
  }

  const gates = fixtures.filter(({ scene }) => /--(?:gate|menu|review|first|second|bridge|tunnel)$/.test(scene));

  test('screens of random bytes and fragments give a verdict each', () => {
    const seen = new Set<string>();
    for (let n = 0; n < casesOf(2000, 2); n++) {
      const piece = () => (random() < 0.2 ? String.fromCharCode(below(random() < 0.5 ? 128 : 65_536)) : pick(SCRAPS));
      const capture = Array.from({ length: below(60) }, piece).join(random() < 0.5 ? '\n' : '');
      const size = { width: pick([1, 20, 44, 80, 220]), height: pick([1, 5, 18, 50]) };
      const cursor = random() < 0.5 ? { x: below(80), y: below(50) } : undefined;
      seen.add(judge(capture, size, cursor).status);
    }
    expect([...seen]).toEqual(expect.arrayContaining(['blocked', 'idle_done', 'spawning', 'unknown', 'working']));
  });

  /** Changes rows above `end` only: other words, fragments of other screens, rows removed or doubled. */
  function disturb(rows: string[], end: number): string[] {
    const changed = rows.slice(0, end);
    for (let n = 1 + below(6); n > 0 && changed.length > 0; n--) {
      const at = below(changed.length);
      const kind = below(4);
      if (kind === 0) changed[at] = pick(SNIPPETS) + (changed[at] ?? '').slice(below(8));
      else if (kind === 1) changed[at] = pick((pick(fixtures) as Fixture).screen.split('\n'));
      else if (kind === 2) changed.splice(at, 1);
      else changed[at] = `${changed[at]?.slice(0, below(20))}${pick(SNIPPETS)}`;
    }
    // The live rows stay in place, and so does the cursor.
    while (changed.length < end) changed.unshift('');
    return [...changed.slice(0, end).map((row) => `${row.replaceAll('\n', ' ')}\x1b[0m`), ...rows.slice(end)];
  }

  describe('a menu at the end of the screen', () => {
    const cases = gates.flatMap((fixture) => {
      const { pane } = fixture.case;
      const { menu } = readScreen(fixture.screen, pane, backend.screen);
      return menu ? [{ fixture, menu, rows: fixture.screen.split('\n') }] : [];
    });

    test('is recorded often enough', () => {
      expect(cases.length).toBe(gates.length);
      expect(cases.length).toBeGreaterThan(15);
    });

    test('is never idle_done, whatever is above it and whatever the files say', () => {
      const wrong: unknown[] = [];
      for (let n = 0; n < 1000; n++) {
        const { fixture, menu, rows } = pick(cases);
        const { pane } = fixture.case;
        const screen = disturb(rows, menu.options[0]?.row ?? menu.top).join('\n');
        const state = judge(screen, pane, pane.cursor, random() < 0.7);
        if (state.status === 'idle_done') wrong.push([fixture.id, n, screen]);
      }
      expect(wrong).toEqual([]);
    });
  });

  test('corrupted screens of all kinds give a verdict each', () => {
    for (let n = 0; n < casesOf(500, 2); n++) {
      const { screen, case: moment } = pick(fixtures);
      const rows = screen.split('\n');
      const turned = disturb(rows, rows.length).join('\n').slice(below(40));
      expect(judge(turned, moment.pane, moment.pane.cursor).status).toBeTypeOf('string');
    }
  });

  test('sets of random facts fold into a turn each', () => {
    const lines = fixtures
      .filter(({ folder }, n) => n % 5 === 0 && existsSync(join(folder, 'transcript.jsonl')))
      .flatMap(({ folder }) => readFileSync(join(folder, 'transcript.jsonl'), 'utf8').split('\n'))
      .filter((line) => line !== '');
    const phases = new Set<string>();
    for (let n = 0; n < casesOf(1000, 2); n++) {
      const facts = Array.from({ length: below(12) }, () => pick(lines)).flatMap((line) =>
        backend.transcript.read(
          JSON.parse(
            random() < 0.5 ? line : line.replace(/"(?:content|text)":"[^"\\]*"/, '"content":[{"type":"tool_result"}]'),
          ),
        ),
      );
      phases.add(foldTurn(facts).phase);
    }
    expect([...phases].sort()).toEqual(['ended', 'none', 'running']);
  });
}

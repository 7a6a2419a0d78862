import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { claude } from '../../src/backends/claude/agent.ts';
import { BACKENDS } from '../../src/backends/index.ts';
import type { Backend } from '../../src/detect/agent/backend.ts';
import { readScreen } from '../../src/detect/screen/screen.ts';
import { readFacts } from '../../src/detect/transcript/parse.ts';
import { foldTurn } from '../../src/detect/transcript/turn.ts';
import { fuse } from '../../src/detect/verdict/fuse.ts';
import { casesOf, someOf, THOROUGH } from '../thorough.ts';
import { type Drawing, drawingOf, lastRow, plain } from './derive/drawing.ts';
import { mutate, mutateJson, noise } from './derive/mutate.ts';
import { createRandom } from './derive/random.ts';
import { type Fixture, listFixtures } from './fixture.ts';
import { signalsOf } from './judge.ts';
import { Log } from './records.ts';

// Many cases in one test: on a busy machine they take longer than the default timeout.
vi.setConfig({ testTimeout: 120_000 });

/** Longest time one screen may take, in ms. */
const LIMIT_MS = 50;
/** The same for screens that no terminal shows: linear, with a margin for a busy machine. */
const HUGE_LIMIT_MS = 400;
const SIZES = [1, 20, 40, 80, 220].flatMap((width) => [1, 5, 18, 50].map((height) => ({ width, height })));

const random = createRandom(20_260_103);
const fixtures = listFixtures();
const done = new Log().prompt('say hello').answer('Hello.').ended();
const running = new Log().prompt('say hello').call('Bash');
/** What files and tmux can report besides a screen; most often, that the turn is over. */
const WORLDS = [
  signalsOf(undefined, { log: done, status: 'idle' }),
  signalsOf(undefined, { log: done, status: 'idle' }),
  signalsOf(undefined, { log: done }),
  signalsOf(undefined, { log: running, status: 'idle' }),
  signalsOf(undefined, { log: running }),
  signalsOf(undefined, { status: 'waiting' }),
  signalsOf(undefined, { log: done, status: 'busy' }),
  signalsOf(undefined, {}),
];
const STATUSES = ['spawning', 'working', 'awaiting_answer', 'plan_ready', 'blocked', 'idle_done', 'unknown'];

type Shown = Omit<Drawing, 'rows'> & { text: string };

function verdictOn({ text, cursor, ...size }: Shown, world = random.pick(WORLDS), backend: Backend = claude): string {
  const screen = readScreen(text, { ...size, cursor }, backend.screen);
  return fuse({ ...world, screen: { kind: 'seen', screen } }, backend).state.status;
}

/**
 * Runs it, and twice more if it took too long, measured in CPU time, because a busy machine does not make the detector
 * slow. In ms.
 */
function timed(run: () => void): number {
  const start = performance.now();
  run();
  let best = performance.now() - start;
  for (let n = 0; n < 2 && best > LIMIT_MS; n++) {
    const { user } = process.cpuUsage();
    run();
    best = Math.min(best, (process.cpuUsage().user - user) / 1000);
  }
  return best;
}

/** Judges that many screens; returns the statuses seen, with the first screen of each, and checks the slowest time. */
function judgeMany(count: number, next: () => Shown, backend: Backend = claude): Map<string, Shown> {
  const seen = new Map<string, Shown>();
  let slowest = 0;
  for (let n = 0; n < count; n++) {
    const shown = next();
    const world = random.pick(WORLDS);
    let status = '';
    const time = timed(() => {
      status = verdictOn(shown, world, backend);
    });
    slowest = Math.max(slowest, time);
    if (!seen.has(status)) seen.set(status, shown);
  }
  expect(slowest).toBeLessThan(8 * LIMIT_MS);
  for (const status of seen.keys()) expect(STATUSES).toContain(status);
  return seen;
}

const somewhere = () => (random.next() < 0.3 ? {} : { cursor: { x: random.below(80), y: random.below(50) } });
const small = fixtures.filter(({ case: { pane } }) => pane.height <= 24);

test('screens of noise', () => {
  const seen = judgeMany(casesOf(40_000, 20), () => ({
    text: noise(random, 40),
    ...random.pick(SIZES),
    ...somewhere(),
  }));
  expect(seen.size).toBeGreaterThan(THOROUGH ? 4 : 3);
});

test('cut, spliced and doubled screens', () => {
  const seen = judgeMany(casesOf(30_000, 20), () => {
    const { screen, case: moment } = random.pick(random.next() < 0.95 ? small : fixtures);
    let text = screen;
    for (let n = 1 + random.below(3); n > 0; n--) text = mutate(random, text, random.pick(small).screen);
    return { text, width: moment.pane.width, height: moment.pane.height, ...somewhere() };
  });
  expect(seen.size).toBe(STATUSES.length);
});

const others = [...BACKENDS].filter(([, backend]) => backend !== claude);

describe.each(others)('%s', (name, backend) => {
  const own = listFixtures(name).filter(({ case: { pane } }) => pane.height <= 50);

  test('screens of noise', () => {
    const next = () => ({ text: noise(random, 40), ...random.pick(SIZES), ...somewhere() });
    expect(judgeMany(casesOf(20_000, 20), next, backend).size).toBeGreaterThan(3);
  });

  test('cut, spliced and doubled screens', () => {
    const seen = judgeMany(
      casesOf(15_000, 20),
      () => {
        const { screen, case: moment } = random.pick(own);
        let text = screen;
        for (let n = 1 + random.below(3); n > 0; n--) text = mutate(random, text, random.pick(own).screen);
        return { text, width: moment.pane.width, height: moment.pane.height, ...somewhere() };
      },
      backend,
    );
    expect(seen.size).toBeGreaterThan(5);
  });
});

describe.each([...BACKENDS])('rows that no terminal shows, passed to %s', (_, backend) => {
  const units = [
    ...[
      ' ',
      'a',
      'a ',
      '/',
      '~/plans/',
      '.md ',
      '❯ ',
      '1. ',
      '─',
      '─ ',
      '· ',
      '✻ ',
      '日',
      '👩‍👩‍👧',
      'e\u0301',
      '\x1b[2m',
      '\x1b[2mx',
      '\x1b[',
    ],
    ...[
      '\x1b[;',
      '\x1b]8;;',
      '\t',
      '\u00a0',
      '…',
      'esc to ',
      '(',
      '[ ] ',
      '✻ a… (',
      'retrying in ',
      '\ud83d',
      '⎿ ',
      '● A(',
    ],
  ];
  const ends = ['', 'x', '…', '\n\n Esc to cancel · Tab to amend'];
  test.each(units.map((unit, n) => [unit, n] as const))('20000 characters of %j', (unit, turn) => {
    const long = unit.repeat(20_000 / unit.length);
    for (const end of someOf(ends, 2, turn)) {
      const box = ['─'.repeat(80), `❯\u00a0${long}`, '─'.repeat(80), `  ${long}`].join('\n');
      const menu = `${'─'.repeat(80)}\n ${long}\n❯ 1. ${long}\n  2. No`;
      for (const text of [long + end, `${long}\n${end}`, box + end, menu + end]) {
        const shown = { text, width: 80, height: 24, cursor: { x: 0, y: 1 } };
        expect(
          timed(() => void verdictOn(shown, WORLDS[0], backend)),
          `${JSON.stringify(end)}`,
        ).toBeLessThan(8 * LIMIT_MS);
      }
    }
  });

  const rows = [
    '',
    'a',
    '❯ 1. Yes',
    '  2. No',
    '❯ Yes',
    '  No',
    '─'.repeat(80),
    '╌'.repeat(80),
    '❯\u00a0x',
    '● Hello',
    '✻ a…',
    '  x',
    '[ ] x',
    '\x1b[2mx',
  ];
  const others = ['', '❯ 1. Yes', '  2. No', '❯ Yes', '─'.repeat(80), '  x'];
  test.each(rows.map((row, n) => [row, n] as const))('10000 rows of %j', (row, turn) => {
    for (const other of someOf(others, 3, turn)) {
      const text = Array.from({ length: 10_000 }, (_, n) => (n % 2 ? row : other)).join('\n');
      const time = timed(
        () => void verdictOn({ text, width: 80, height: 24, cursor: { x: 0, y: 9_999 } }, WORLDS[0], backend),
      );
      expect(time, JSON.stringify(other)).toBeLessThan(HUGE_LIMIT_MS);
    }
  });
});

describe('a menu at the end of the screen', () => {
  const menus = fixtures.flatMap((fixture) => {
    const rows = menuRows(fixture);
    return rows ? [{ fixture, rows, drawing: drawingOf(fixture) }] : [];
  });

  test('is recognised in enough fixtures, with all its options', () => {
    expect(menus.length).toBeGreaterThan(90);
    for (const { fixture, rows } of menus) {
      // The action of a key is in lower case.
      const shown = rows.map(plain).join(' ').replace(/\s+/g, '').toLowerCase();
      const labels = Array.isArray(fixture.expect.options) ? (fixture.expect.options as string[]) : [];
      for (const label of labels) expect(shown, fixture.id).toContain(label.replace(/\s+/g, '').toLowerCase());
    }
  });

  test('is never idle_done, whatever is above it', () => {
    const seen = judgeMany(casesOf(20_000, 20), () => {
      const { rows, drawing } = random.pick(menus);
      const screen = random.pick(small).screen;
      const above = random.next() < 0.5 ? mutate(random, screen, random.pick(small).screen) : noise(random, 30);
      const kept = above.split('\n').slice(0, random.below(24));
      const { width, height, cursor = { x: 0, y: 0 } } = drawing;
      const y = kept.length + cursor.y - (lastRow(drawing) + 1 - rows.length);
      return { text: [...kept, ...rows].join('\n'), width, height, cursor: { x: cursor.x, y } };
    });
    expect(seen.get('idle_done')).toBeUndefined();
    expect(seen.has('blocked')).toBe(true);
  });
});

/**
 * The rows of the menu at the end of a recorded screen, found without the detector: according to its truth there is
 * one, the terminal's cursor is on the chosen option, the first one is the nearest `1.` above it (without numbers, the
 * first row of its block), and it continues to the last row.
 */
function menuRows(fixture: Fixture): string[] | undefined {
  const { status, gate, options } = fixture.expect;
  const drawing = drawingOf(fixture);
  const { rows, cursor } = drawing;
  const isChoice = status === 'blocked' || status === 'plan_ready' || options !== undefined;
  const text = (index: number) => plain(rows[index] ?? '');
  if (
    !isChoice ||
    !cursor ||
    (gate === undefined && !options && status === 'blocked') ||
    !/^\s*❯/.test(text(cursor.y)) ||
    // The composer's own row: a limit is shown below it and is not a menu.
    rows[cursor.y]?.includes('❯\u00a0')
  )
    return undefined;
  const numbered = /^\s*❯\s*\d+\./.test(text(cursor.y));
  let from = cursor.y;
  while (from > 0 && (numbered ? !/^\s*❯?\s*1\./.test(text(from)) : text(from - 1) !== '')) from--;
  return rows.slice(from, lastRow(drawing) + 1);
}

describe('transcripts', () => {
  const texts = fixtures.flatMap(({ folder }) =>
    readdirSync(folder).includes('transcript.jsonl') ? [readFileSync(join(folder, 'transcript.jsonl'), 'utf8')] : [],
  );
  const records = texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
  const screen = fixtures.find(({ scene }) => scene === 'done') as Fixture;
  const seen = readScreen(screen.screen, screen.case.pane, claude.screen);

  test('sets of changed, duplicated, truncated and shuffled records', () => {
    const phases = new Set<string>();
    let slowest = 0;
    for (let n = casesOf(10_000, 20); n > 0; n--) {
      const lines = Array.from({ length: 1 + random.below(12) }, () => {
        const line = random.pick(records);
        const kind = random.below(4);
        if (kind === 0) return line;
        if (kind === 1) return JSON.stringify(mutateJson(random, JSON.parse(line))) ?? '';
        if (kind === 2) return line.slice(random.below(40), random.below(line.length + 1));
        return mutate(random, line, random.pick(records));
      });
      const run = () => {
        const turn = foldTurn(readFacts(lines, claude.transcript));
        const world = { ...random.pick(WORLDS), transcript: { kind: 'read' as const, turn, path: '/t.jsonl' } };
        const { state } = fuse({ ...world, screen: { kind: 'seen', screen: seen } }, claude);
        phases.add(turn.phase);
        if (!STATUSES.includes(state.status)) throw new Error(state.status);
      };
      slowest = Math.max(slowest, timed(run));
    }
    expect([...phases].sort()).toEqual(['ended', 'none', 'running']);
    expect(slowest).toBeLessThan(8 * LIMIT_MS);
  });

  test('status files of any shape', () => {
    const record = { pid: 1, sessionId: 'id', status: 'idle', updatedAt: 1, version: '2', procStart: '3' };
    for (let n = 0; n < 2000; n++) {
      const read = claude.statusFile?.read(mutateJson(random, record));
      if (read) expect(['busy', 'idle', 'waiting', 'other']).toContain(read.status);
    }
  });
});

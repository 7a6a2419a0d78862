import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { State } from '../../../src/contract/state.ts';
import { difference } from '../../../src/faces/top/differences.ts';
import { press } from '../../../src/faces/top/keys.ts';
import { drawFrame } from '../../../src/faces/top/layout.ts';
import type { Model } from '../../../src/faces/top/model.ts';
import { withView } from '../../../src/faces/top/with-view.ts';
import { ASKING, DONE, GATED, modelOf, NOW, seen, WORKING } from './model.ts';

const EVIL = '\x1b[2J\u202eevil\x07\ttab';
const SIZES = [
  [80, 24],
  [120, 40],
  [200, 60],
  [60, 16],
  [40, 10],
  [20, 6],
  [12, 3],
] as const;

/** The model in each of its modes. */
function modes(model: Model): Model[] {
  const after = (...keys: string[]) => keys.reduce((now, key) => press(now, key, 10).model, model);
  return [
    model,
    ...[['a'], ['a', 'd'], ['s', 'x'], ['n'], ['e'], ['?'], ['/', 'e'], ['g'], ['p'], ['down', 'r']].map((keys) =>
      after(...keys),
    ),
  ];
}

describe('a frame', () => {
  const gated = {
    ...GATED,
    prompt: `${EVIL}\n${'長い'.repeat(80)}`,
    options: [EVIL, 'No'],
    input: { command: EVIL },
  } as State;
  const all = modelOf(
    seen('gate', gated, { since: 0 }),
    seen('asks', { ...ASKING, question: EVIL } as State),
    seen('busy', WORKING),
    seen('evil', { ...DONE, text: EVIL } as State, { cwd: `/${EVIL}` }),
    ...Array.from({ length: 30 }, (_, n) => seen(`more-${n}`, DONE)),
  );

  test.each(SIZES)('fits %i x %i in each mode, and contains no control sequences except colours', (columns, rows) => {
    for (const model of modes(all)) {
      for (const colours of [false, true]) {
        const { rows: lines, cursor } = drawFrame(model, { columns, rows, now: NOW, colours });
        expect(lines).toHaveLength(rows);
        for (const line of lines) {
          expect(stringWidth(stripVTControlCharacters(line))).toBeLessThanOrEqual(columns);
          const left = colours ? line.replaceAll(/\x1b\[(?:1|2|22|27|7|3[0-9])m/g, '') : line;
          expect(left).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e]/);
        }
        if (cursor) expect(cursor.row < rows && cursor.column < columns).toBe(true);
      }
    }
  });

  test('shows the selected session wherever it is in the list', () => {
    let model = all;
    for (let n = 0; n < 40; n++) {
      const { rows } = drawFrame(model, { columns: 80, rows: 24, now: NOW, colours: false });
      expect(rows.filter((row) => row.startsWith(`> ${model.chosen} `))).toHaveLength(1);
      model = press(model, 'down', 10).model;
    }
  });

  test('has the same text with and without colours', () => {
    const canvas = { columns: 80, rows: 24, now: NOW };
    const painted = drawFrame(all, { ...canvas, colours: true }).rows.map((row) =>
      stripVTControlCharacters(row).trimEnd(),
    );
    expect(painted).toEqual(drawFrame(all, { ...canvas, colours: false }).rows.map((row) => row.trimEnd()));
  });

  test('shows a gate that has disappeared as gone', () => {
    const shown = press(all, 'a', 10).model;
    const canvas = { columns: 80, rows: 60, now: NOW, colours: false };
    const read = withView(withView(shown, canvas), { ...canvas, now: NOW + 1000 });
    expect(drawFrame(read, canvas).rows.at(-1)).toMatch(/^a approve/);
    const gone = { ...shown, sessions: shown.sessions.map((one) => ({ ...one, state: DONE })) };
    expect(drawFrame(gone, canvas).rows.at(-1)).toMatch(/no longer open/);
  });
});

describe('a difference', () => {
  test('is empty if nothing changed, and otherwise has only the changed rows', () => {
    const frame = { rows: ['a', 'b', 'c'] };
    expect(difference(frame, { rows: ['a', 'b', 'c'] })).toBe('');
    const one = difference(frame, { rows: ['a', 'x', 'c'] });
    expect(one).toContain('\x1b[2;1H\x1b[0m\x1b[2Kx');
    expect(one).not.toMatch(/a|c/);
    expect(difference(undefined, frame)).toMatch(/\x1b\[2J.*a.*b.*c/);
    expect(difference(frame, { ...frame, cursor: { row: 1, column: 2 } })).toContain('\x1b[2;3H\x1b[?25h');
  });
});

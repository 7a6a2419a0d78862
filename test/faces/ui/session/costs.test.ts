import { expect, test } from 'vitest';
import { costsOver, type Turn } from '../../../../src/faces/ui/session/costs.ts';

const turn = (at: number, cost_usd: number | null) => ({ at, duration_ms: 10, cost_usd }) as Turn;
const samples = [
  { at: 1, cost: 0.5, context: null },
  { at: 2, cost: null, context: 7 },
  { at: 3, cost: 0.75, context: null },
];

test.each([
  [
    'each turn',
    [turn(100, 1), turn(200, 2)],
    { cost_usd: 3, at: 9 },
    [
      [100, 0],
      [110, 1],
      [210, 3],
    ],
  ],
  [
    'the newest turns of many',
    [turn(100, 1), turn(200, 2)],
    { cost_usd: 10, at: 9 },
    [
      [100, 7],
      [110, 8],
      [210, 10],
    ],
  ],
  [
    'each turn, without a sum',
    [turn(100, 1)],
    undefined,
    [
      [100, 0],
      [110, 1],
    ],
  ],
  [
    'only some turns: as sampled',
    [turn(100, null), turn(200, 2)],
    { cost_usd: 3, at: 9 },
    [
      [1, 0.5],
      [3, 0.75],
    ],
  ],
  [
    'no turn: as sampled',
    [],
    undefined,
    [
      [1, 0.5],
      [3, 0.75],
    ],
  ],
])('the known usage of %s', (_, turns, usage, points) => {
  expect(costsOver(turns, samples, usage)).toEqual(points);
});

test('without samples over time the sum is shown, or nothing', () => {
  expect(costsOver([turn(100, null)], [], { cost_usd: 3, at: 9 })).toEqual([[9, 3]]);
  expect(costsOver([], [], { cost_usd: null, at: 9 })).toEqual([]);
  expect(costsOver([], [], undefined)).toEqual([]);
});

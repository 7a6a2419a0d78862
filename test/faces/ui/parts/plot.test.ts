import { expect, test } from 'vitest';
import { placed } from '../../../../src/faces/ui/parts/plot.tsx';

test('points of a plot are within its picture, whatever their sizes', () => {
  expect(placed([[5, 3]])).toEqual([[4, 8]]);
  const points = placed(
    [
      [1_000_000, 0],
      [2_000_000, 50],
      [3_000_000, 400],
    ],
    200,
  );
  expect(points).toEqual([
    [4, 92],
    [160, 71],
    [316, 8],
  ]);
});

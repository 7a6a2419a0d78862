import { expect, test } from 'vitest';
import { boundedSize } from '../../../../src/faces/ui/terminal/bounded-size.ts';

test.each([
  [80, 80],
  [1, 1],
  [0, 1],
  [-5, 1],
  [1e9, 1000],
  [Number.NaN, 80],
  [1.5, 80],
])('a screen that claims a size of %d is drawn with %d', (claimed, drawn) => {
  expect(boundedSize(claimed)).toBe(drawn);
});

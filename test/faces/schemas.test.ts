import { expect, test } from 'vitest';
import type { AnyOperation } from '../../src/contract/operation.ts';
import { sayExclusive } from '../../src/faces/schemas.ts';

const say = (exclusive?: string[][]) => sayExclusive({ exclusive } as unknown as AnyOperation);

test('mutually exclusive fields are explained in sentences, and a field with many rivals is named once', () => {
  expect(say()).toBe('');
  expect(
    say([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]),
  ).toBe('At most one of a, b, c. At most one of d, e.');
  expect(
    say([
      ['a', 'b', 'c'],
      ['s', 'x'],
      ['s', 'y'],
    ]),
  ).toBe('At most one of a, b, c. No s together with x, y.');
});

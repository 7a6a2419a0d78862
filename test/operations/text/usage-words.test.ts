import { describe, expect, test } from 'vitest';
import { tellContext, tellCost, tellLimits, tellTokens } from '../../../src/operations/text/usage-words.ts';

const usage = (fields: object) => ({ context_used: null, context_size: null, limits: [], ...fields }) as never;

describe('numbers of tokens', () => {
  test.each([
    [null, '-'],
    [0, '0'],
    [999, '999'],
    [1000, '1k'],
    [12_340, '12.3k'],
    [999_949, '999.9k'],
    // Never `1000k`.
    [999_950, '1M'],
    [4_500_000, '4.5M'],
  ])('%s is %s', (count, told) => {
    expect(tellTokens(count)).toBe(told);
  });
});

test.each([
  [null, 'agent', '-'],
  [0, 'agent', '$0.00'],
  [1.2, 'agent', '$1.20'],
  // A cost below a cent is never `$0.00`.
  [0.0042, 'agent', '$0.0042'],
  [0.5, 'estimate', '$0.50 (estimate)'],
] as const)('a cost of %s by %s is %s', (cost_usd, cost_source, told) => {
  expect(tellCost({ cost_usd, cost_source } as never)).toBe(told);
});

test.each([
  [{}, '-'],
  [{ context_used: 12_300 }, '12.3k'],
  [{ context_used: 12_300, context_size: 0 }, '12.3k'],
  [{ context_used: 12_300, context_size: 200_000 }, '12.3k of 200k (6%)'],
])('a context of %j is %s', (fields, told) => {
  expect(tellContext(usage(fields))).toBe(told);
});

test('limits without a share are left out', () => {
  const limits = [
    { window: 'five_hour', used_percent: 41.6 },
    { window: 'seven_day', used_percent: null },
  ];
  expect(tellLimits(usage({ limits }))).toBe('five_hour 42%');
});

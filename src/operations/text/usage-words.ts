import type { Usage } from '../../contract/usage.ts';

/** Shown in a table for an unknown value. */
const UNKNOWN = '-';

/** A cost for a person: in cents, with more decimals below one. */
export function tellCost({ cost_usd: cost, cost_source }: Pick<Usage, 'cost_usd' | 'cost_source'>): string {
  if (cost === null) return UNKNOWN;
  const dollars = cost === 0 || cost >= 0.01 ? cost.toFixed(2) : cost.toPrecision(2);
  return `$${dollars}${cost_source === 'estimate' ? ' (estimate)' : ''}`;
}

/** A token count in a few characters: `950`, `12.3k`, `4.5M`. */
export function tellTokens(count: number | null): string {
  if (count === null) return UNKNOWN;
  if (count < 1000) return String(count);
  return count < 999_950 ? `${shorten(count / 1000)}k` : `${shorten(count / 1_000_000)}M`;
}

/** How full the context is: `12.3k of 200k (6%)`. */
export function tellContext({ context_used: used, context_size: size }: Usage): string {
  if (used === null) return UNKNOWN;
  if (size === null || size === 0) return tellTokens(used);
  return `${tellTokens(used)} of ${tellTokens(size)} (${Math.round((used / size) * 100)}%)`;
}

/** The account's limits: `five_hour 42%, seven_day 7%`; empty if none is known. */
export function tellLimits({ limits }: Usage): string {
  const known = limits.filter(({ used_percent: percent }) => percent !== null);
  return known.map(({ window, used_percent: percent }) => `${window} ${Math.round(percent ?? 0)}%`).join(', ');
}

function shorten(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}

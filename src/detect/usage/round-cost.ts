/** Prices are fractions of a cent; smaller digits in a sum are floating-point error. */
const PRECISION = 1e10;

/** A cost in USD without floating-point error from adding. */
export const roundCost = (usd: number): number => Math.round(usd * PRECISION) / PRECISION;

/** Prices are made up of fractions of a cent; what a sum of floating numbers adds behind that is not a cost. */
const PRECISION = 1e10;

/** A cost in USD without the error of adding up floating numbers. */
export const roundCost = (usd: number): number => Math.round(usd * PRECISION) / PRECISION;

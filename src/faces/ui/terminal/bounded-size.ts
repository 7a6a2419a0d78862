/** The most columns or rows that a browser can draw; another machine could claim any size. */
const MOST_CELLS = 1000;

/** A size that the terminal can have, whatever was claimed. */
export function boundedSize(claimed: number): number {
  return Number.isInteger(claimed) ? Math.min(MOST_CELLS, Math.max(1, claimed)) : 80;
}

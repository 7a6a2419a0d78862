/** One line of the page: what was measured, the goal, the result, and the way it was measured. */
export interface Row {
  what: string;
  goal: string;
  figure: string;
  how: string;
  /** Absent if the goal refers to another program that was not available. */
  met?: boolean;
}

/** `1.56 x (44.1 ms)`. */
export function timesBase(ms: number, base: number): string {
  return `${(ms / base).toFixed(2)} x (${ms.toFixed(1)} ms)`;
}

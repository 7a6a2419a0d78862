/** One line of the page: what was measured, what is asked of it, what came out, and how it was taken. */
export interface Row {
  what: string;
  goal: string;
  figure: string;
  how: string;
  /** Absent where the goal is about another program that was not there to compare with. */
  met?: boolean;
}

/** `1.56 x (44.1 ms)`. */
export function timesBase(ms: number, base: number): string {
  return `${(ms / base).toFixed(2)} x (${ms.toFixed(1)} ms)`;
}

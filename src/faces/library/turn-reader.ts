import type { Calls, OutputOf } from './calls.ts';

/** A part of a turn, in the form of `output`. */
export type TurnPart = NonNullable<OutputOf<'output'>['parts']>[number];

/** Reads the turns of a session as they grow, and returns the parts that are new since the last call. */
export class TurnReader {
  private last: { turn: number; began: number | null; count: number } | undefined;

  constructor(
    private readonly calls: Calls,
    public session: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Skips the current content, except for the turn with the number `since` and later ones. */
  async skip(since = Number.POSITIVE_INFINITY): Promise<void> {
    const newest = await this.output();
    if (!newest) return;
    if ((newest.turn ?? 0) < since) this.keep(newest);
    else this.last = { turn: since, began: null, count: 0 };
  }

  async read(): Promise<TurnPart[]> {
    const newest = await this.output();
    if (!newest) return [];
    const { last } = this;
    const parts: TurnPart[] = [];
    // Turns that ended since the last call, from where it stopped in the first of them.
    for (let turn = last?.turn ?? Number.POSITIVE_INFINITY; turn < (newest.turn ?? 0); turn++) {
      const ended = await this.output(turn);
      if (ended) parts.push(...this.keep(ended));
    }
    parts.push(...this.keep(newest));
    return parts;
  }

  /** Remembers how far a turn was read, and returns the new parts. */
  private keep({ turn, began, parts = [] }: OutputOf<'output'>): TurnPart[] {
    const known = began === this.last?.began ? this.last.count : 0;
    this.last = { turn: turn ?? Number.POSITIVE_INFINITY, began, count: parts.length };
    return parts.slice(known);
  }

  /** `undefined` if there is no such turn yet, or if the session is gone, which its events report. */
  private output(turn?: number): Promise<OutputOf<'output'> | undefined> {
    const input = { session: this.session, parts: true, ...(turn !== undefined && { turn }) };
    return this.calls.output(input, { signal: this.signal }).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'CsdError') return undefined;
      throw error;
    });
  }
}

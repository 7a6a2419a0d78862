/** When to look at one session again. Only the scheduler and its rules change it. */
export class Schedule {
  /** When the next look is due, as `Clock.elapsed` counts. */
  dueAt: number | undefined = 0;
  /** The last look, as `Clock.elapsed` counts, and in ms since 1970. */
  lookedMark = Number.NEGATIVE_INFINITY;
  lookedAt = 0;
  /** A file of the session has changed since the last look. */
  stale = true;
  judging = false;
  /** Consecutive looks that caught the screen between two redraws. */
  unclear = 0;
  /** Looks that still follow the last change of a file. */
  echoes = 0;

  /** Makes the next look due at this time, or leaves an earlier one. */
  lookBy(time: number): void {
    this.dueAt = Math.min(this.dueAt ?? time, time);
  }

  /** Makes a look due that judges the session again, whatever it shows. */
  lookAgainBy(time: number): void {
    this.stale = true;
    this.lookBy(time);
  }

  /** Counts a look as made, and tells whether a file had changed before it. */
  begin(lookedMark: number, lookedAt: number): boolean {
    const was = this.stale;
    Object.assign(this, { stale: false, dueAt: undefined, lookedMark, lookedAt });
    return was;
  }
}

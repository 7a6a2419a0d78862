/** What was reported in answer to prompts sent one after the other. */
export interface Tally {
  prompts: number;
  /** How often an earlier prompt's answer was reported in place of the newest one's. */
  older: number;
  /** Prompts whose answer was never reported. */
  skipped: number;
  /** How often an answer was reported again. */
  doubled: number;
  /** Reports that are not answers at all, in order. */
  other: string[];
}

/** The prompt number `n` of a stress test. */
export const promptNumber = (n: number): string => `say number ${n}`;
/** The model's answer to that prompt only. */
export const answerTo = (n: number): string => `This is answer ${n}.`;

/** Records which answer was reported for which prompt. Numbers of prompts increase. */
export class Ledger {
  private readonly due: number[] = [];
  private readonly told: { due: number; text: string | undefined }[] = [];

  /** The prompt of this number is sent now; its answer is due from here on. */
  send(n: number): void {
    this.due.push(n);
  }

  /** This was reported as the answer to the newest prompt. */
  tell(text: string | undefined): void {
    this.told.push({ due: this.due.at(-1) ?? Number.NaN, text });
  }

  /** How often something was reported so far. */
  get size(): number {
    return this.told.length;
  }

  tally(): Tally {
    const seen = new Set<number>();
    const tally: Tally = { prompts: this.due.length, older: 0, skipped: 0, doubled: 0, other: [] };
    for (const { due, text } of this.told) {
      const number = Number(/^This is answer (\d+)\.$/.exec(text ?? '')?.[1] ?? Number.NaN);
      if (!this.due.includes(number)) {
        // An answer from before the first of these prompts is older than all of them.
        if (number < due) tally.older++;
        else tally.other.push(`${due}: ${text}`);
        continue;
      }
      if (number < due) tally.older++;
      if (seen.has(number)) tally.doubled++;
      seen.add(number);
    }
    tally.skipped = this.due.filter((n) => !seen.has(n)).length;
    return tally;
  }
}

/** True if each prompt got its own answer, once. */
export function isClean({ older, skipped, doubled, other }: Tally): boolean {
  return older + skipped + doubled + other.length === 0;
}

/** The tally in words, for a report. */
export function describeTally({ prompts, older, skipped, doubled, other }: Tally): string {
  const strange = other.length > 0 ? `, other than an answer: ${other.join('; ')}` : '';
  return `${prompts} prompts, ${older} older, ${skipped} skipped, ${doubled} told twice${strange}`;
}

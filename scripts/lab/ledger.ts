/** What was told in answer to prompts that were sent one after the other. */
export interface Tally {
  prompts: number;
  /** Times that an earlier prompt's answer was told in the place of the newest one's. */
  older: number;
  /** Prompts whose answer was never told. */
  skipped: number;
  /** Times that an answer was told again. */
  doubled: number;
  /** What was told and is not an answer at all, in order. */
  other: string[];
}

/** The prompt number `n` of a stress test. */
export const promptNumber = (n: number): string => `say number ${n}`;
/** The model's answer to that prompt, and to no other. */
export const answerTo = (n: number): string => `This is answer ${n}.`;

/** Keeps which answer was told for which prompt. Numbers of prompts grow. */
export class Ledger {
  private readonly due: number[] = [];
  private readonly told: { due: number; text: string | undefined }[] = [];

  /** The prompt of this number is sent now: from here on its answer is due. */
  send(n: number): void {
    this.due.push(n);
  }

  /** This was told as the answer to the newest prompt. */
  tell(text: string | undefined): void {
    this.told.push({ due: this.due.at(-1) ?? Number.NaN, text });
  }

  /** How often something was told so far. */
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

/** True where each prompt got its own answer, once. */
export function isClean({ older, skipped, doubled, other }: Tally): boolean {
  return older + skipped + doubled + other.length === 0;
}

/** The tally in words, for a report. */
export function describeTally({ prompts, older, skipped, doubled, other }: Tally): string {
  const strange = other.length > 0 ? `, other than an answer: ${other.join('; ')}` : '';
  return `${prompts} prompts, ${older} older, ${skipped} skipped, ${doubled} told twice${strange}`;
}

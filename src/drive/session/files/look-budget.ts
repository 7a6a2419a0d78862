import type { Files } from '../../../ports/files.ts';

/** The most bytes of a transcript that one look reads: a longer newest turn is not judged. */
export const MOST_BYTES = 128 * 1024 * 1024;
/** The most records that one look parses: a second of work. */
export const MOST_RECORDS = 100_000;
/** The most bytes to read of a file that csd or the agent keeps small. */
export const MOST_SMALL_BYTES = 1024 * 1024;
/** The same of one that holds prompts, answers or the agent's own settings. */
export const MOST_DOCUMENT_BYTES = 64 * 1024 * 1024;
/** The same of one that grows while a session runs. */
export const MOST_LOG_BYTES = 256 * 1024 * 1024;

/** A look at one session would cost too much. The message says which amount was exceeded. */
export class OverBudget extends Error {
  override name = 'OverBudget';
}

/** What each transcript of a list may cost, and what all may cost together beyond that: a few looks. */
const OF_LIST = {
  free: { bytes: 4 * 1024 * 1024, records: 4000 },
  shared: { bytes: 2 * MOST_BYTES, records: 2 * MOST_RECORDS },
};

/** The work of a look at many sessions, however many of them have long turns; short ones are always judged. */
export class SharedBudget {
  private readonly left: typeof OF_LIST.shared;
  constructor(private readonly limits = OF_LIST) {
    this.left = { ...limits.shared };
  }

  /** One transcript, which says what it read and parsed. Throws `OverBudget` when nothing is left. */
  part(): { spend(bytes: number, records: number): void } {
    const free = { ...this.limits.free };
    return {
      spend: (bytes, records) => {
        const more = { bytes: Math.max(0, bytes - free.bytes), records: Math.max(0, records - free.records) };
        this.left.bytes -= more.bytes;
        this.left.records -= more.records;
        free.bytes = Math.max(0, free.bytes - bytes);
        free.records = Math.max(0, free.records - records);
        if ((more.bytes > 0 && this.left.bytes < 0) || (more.records > 0 && this.left.records < 0))
          throw new OverBudget('the newest turns of the listed sessions are too long together: look at this one alone');
      },
    };
  }
}

/** Reads a small file; `undefined` as for `Files.read`, and for one larger than `MOST_SMALL_BYTES`. */
export async function readSmall(files: Files, path: string): Promise<string | undefined> {
  return files.read(path, MOST_SMALL_BYTES);
}

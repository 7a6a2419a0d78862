/** A stream of this process that is written to. */
export type Stream = 'stdout' | 'stderr';

/** The descriptor of a stream. */
export function numberOf(stream: Stream): number {
  return stream === 'stdout' ? 1 : 2;
}

/** Writes for a process that continues meanwhile: a reader that is slow holds up nobody but who waits for the text. */
export interface Output {
  /**
   * Writes after all that was written before; what is possible at once is done before it returns. False when the reader has gone
   * away or is too far behind, or when it still does not read 0.3 s after the signal.
   */
  write(text: string): Promise<boolean>;
  /** Settled when all that was written has been taken or given up. */
  readonly written: Promise<unknown>;
}

/** After the signal, what was said last may take so long to be read, ms. */
export const LAST_WORDS_MS = 300;
/** A reader may be so many characters behind; what is said then is lost to it. */
const MAX_BEHIND = 8_000_000;

/** An output by a function that writes one text, which is never called before the text before is written. */
export function writeInOrder(begin: (text: string) => Promise<boolean>): Output {
  let last: Promise<boolean> = Promise.resolve(true);
  let behind = 0;
  return {
    async write(text) {
      if (behind > 0 && behind + text.length > MAX_BEHIND) return false;
      const turn = behind === 0 ? begin(text) : last.then(() => begin(text));
      behind += text.length;
      last = turn.finally(() => {
        behind -= text.length;
      });
      return last;
    },
    get written() {
      return last;
    },
  };
}

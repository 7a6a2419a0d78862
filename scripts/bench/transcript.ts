import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Turns are written in batches of this many: a whole transcript of 500 MB does not fit a string. */
const TURNS_AT_ONCE = 512;

/** The records of one recorded turn, ready to be repeated into a transcript of any length. */
export class Turns {
  readonly #records: string;

  constructor(fixture: string) {
    this.#records = readFileSync(join(fixture, 'transcript.jsonl'), 'utf8');
  }

  /**
   * Writes a transcript of whole turns, at least `bytes` long; the last one has the recorded times, the others earlier
   * ones.
   */
  write(file: string, bytes: number): void {
    writeFileSync(file, '');
    for (let left = Math.ceil(bytes / this.#turn(0).length); left > 0; left -= TURNS_AT_ONCE) {
      const count = Math.min(left, TURNS_AT_ONCE);
      appendFileSync(file, Array.from({ length: count }, (_, n) => this.#turn(left - 1 - n)).join(''));
    }
  }

  /** Writes the shortest transcript of one turn: its first record, and the last of those that make up the turn. */
  writeShort(file: string, lines: number): void {
    const said = this.#turn(0)
      .split('\n')
      .filter((line) => /"type":"(?:user|assistant|system|attachment)"/.test(line));
    const [first = '', ...rest] = said;
    writeFileSync(file, `${[first, ...rest.slice(1 - lines)].join('\n')}\n`);
  }

  /** The turn that has this many others after it. */
  #turn(followers: number): string {
    return moved(this.#records, -followers);
  }
}

/** Recorded records as if written some minutes later, or earlier, with ids of their own. */
export function moved(records: string, minutes: number): string {
  const id = (0x80000000 + minutes).toString(16);
  const at = (iso: string) => new Date(Date.parse(iso) + minutes * 60_000).toISOString();
  return records
    .replaceAll(/"(uuid|parentUuid|messageId|leafUuid)":"\w{8}/g, `"$1":"${id}`)
    .replaceAll(/"id":"msg_/g, `"id":"msg_${id}`)
    .replaceAll(/(?<="timestamp":")[^"]+/g, at);
}

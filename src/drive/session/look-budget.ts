import type { Files } from '../../ports/files.ts';

/** Bytes of a transcript that one look reads: the newest turn of a session that wrote more is not judged. */
export const MOST_BYTES = 128 * 1024 * 1024;
/** Records that one look takes apart. */
export const MOST_RECORDS = 200_000;
/** Files that csd or the agent keep small are not read beyond this, in bytes. */
export const MOST_SMALL_BYTES = 1024 * 1024;
/** How deep the JSON of such a file may be nested: what walks through it calls itself. */
export const MOST_LEVELS = 200;

/** A look at one session that would cost more than is spent on one. The message says what there was too much of. */
export class OverBudget extends Error {
  override name = 'OverBudget';
}

/** True where JSON text is nested deeper than `MOST_LEVELS`. */
export function isTooDeep(json: string): boolean {
  if (!opensMore(json, '{') && !opensMore(json, '[')) return false;
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (inText) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) inText = false;
    } else if (code === QUOTE) inText = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (++depth > MOST_LEVELS) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
  }
  return false;
}

/** True where the sign stands in the text so often that it could be nested too deep: sooner told than the depth. */
function opensMore(json: string, sign: '{' | '['): boolean {
  let at = -1;
  for (let count = 0; count <= MOST_LEVELS / 2; count++) {
    at = json.indexOf(sign, at + 1);
    if (at === -1) return false;
  }
  return true;
}

/** A file that is small by its nature; `undefined` as `Files.read`, and for a larger one than `MOST_SMALL_BYTES`. */
export async function readSmall(files: Files, path: string): Promise<string | undefined> {
  const slice = await files.readBack(path, MOST_SMALL_BYTES);
  return slice === undefined || slice.start > 0
    ? undefined
    : Buffer.from(slice.bytes.buffer, slice.bytes.byteOffset, slice.bytes.length).toString('utf8');
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

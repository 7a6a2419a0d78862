import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** How much of a file without a size to read at once, bytes. */
const UNSIZED_BYTES = 16 * 1024;

/**
 * Opens a regular file and passes it to `read`; `undefined` if either fails. A pipe would block until someone writes,
 * and a device may never end, so both are closed again.
 */
export function inRegular<T>(file: string, read: (fd: number, size: number) => T): T | undefined {
  const fd = open(file);
  if (fd === undefined) return undefined;
  try {
    const facts = fstatSync(fd);
    return facts.isFile() ? read(fd, facts.size) : undefined;
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

/** The text of a regular file of at most `most` bytes; `undefined` for a larger one, and as `inRegular`. */
export function readRegular(file: string, most: number): string | undefined {
  return inRegular(file, (fd, size) => {
    if (size > most) return undefined;
    // Files of the kernel have content, but no size.
    return size > 0 ? readPiece(fd, 0, size).toString('utf8') : readUnsized(fd, most);
  });
}

/** Positional reads, so that the cost depends on the piece and not on the file; shorter if the file is. */
export function readPiece(fd: number, start: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(fd, bytes, filled, length - filled, start + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

function readUnsized(fd: number, most: number): string | undefined {
  const pieces: Buffer[] = [];
  for (let length = 0; ; ) {
    const piece = Buffer.allocUnsafe(UNSIZED_BYTES);
    const count = readSync(fd, piece, 0, piece.length, null);
    if (count === 0) return Buffer.concat(pieces).toString('utf8');
    length += count;
    if (length > most) return undefined;
    pieces.push(piece.subarray(0, count));
  }
}

function open(file: string): number | undefined {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { examine } from '../fs/trust.ts';

/**
 * The longest path of a socket on Linux (107 bytes) and macOS (103), less what `ssh` adds to it while it makes the socket: a
 * dot and 16 characters.
 */
const LONGEST_PATH = 103 - 17;
const NAME_LENGTH = 16;

/**
 * Where `ssh` keeps the connection to a destination for reuse: in the folder given, or where the path of a socket there would be
 * too long, in one of this user's below `/tmp`. `undefined` where neither is this user's alone: nothing is kept then.
 */
export function controlSocket(folder: string, destination: string): string | undefined {
  // The name is of one length, whatever the host's is; `%C` of ssh would take 40 characters.
  const name = createHash('sha256').update(destination).digest('hex').slice(0, NAME_LENGTH);
  const short = `/tmp/csd-${process.getuid?.() ?? 0}`;
  const places = [folder, short].filter((place) => Buffer.byteLength(path.join(place, name)) <= LONGEST_PATH);
  const place = places.find(isPrivate);
  return place === undefined ? undefined : path.join(place, name);
}

/** Whether a folder is this user's alone, and its path can be given to `ssh`. Makes it where it is missing. */
export function isPrivate(folder: string): boolean {
  // ssh takes `%` and `~` for its own in this option, and blanks end a word of it.
  if (!/^[\w./@:+,-]+$/.test(folder)) return false;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return false;
  }
  return examine(folder, { is: 'folder', closed: 'private' }) === undefined;
}

import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { examine } from '../fs/trust.ts';

/**
 * The longest socket path on Linux (107 bytes) and macOS (103), less what `ssh` appends while it creates the socket: a
 * dot and 16 characters.
 */
const LONGEST_PATH = 103 - 17;
const NAME_LENGTH = 16;

/**
 * The path at which `ssh` keeps the connection to a destination: in the given folder, or, if that path would be too
 * long, in a folder of this user below `/tmp`. `undefined` if neither folder is private to this user: the connection is
 * then not kept.
 */
export function controlSocket(folder: string, destination: string): string | undefined {
  // A name of fixed length for every host; ssh's `%C` would take 40 characters.
  const name = createHash('sha256').update(destination).digest('hex').slice(0, NAME_LENGTH);
  const short = `/tmp/csd-${process.getuid?.() ?? 0}`;
  const places = [folder, short].filter((place) => Buffer.byteLength(path.join(place, name)) <= LONGEST_PATH);
  const place = places.find(isPrivate);
  return place === undefined ? undefined : path.join(place, name);
}

/** True if the folder is private to this user and its path can be passed to `ssh`. Creates it if missing. */
export function isPrivate(folder: string): boolean {
  // In this option ssh expands `%` and `~`, and blanks end a word.
  if (!/^[\w./@:+,-]+$/.test(folder)) return false;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return false;
  }
  return examine(folder, { is: 'folder', closed: 'private' }) === undefined;
}

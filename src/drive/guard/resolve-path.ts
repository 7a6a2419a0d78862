import path from 'node:path';
import type { FindGlob } from './match-path.ts';

/** The guard's read access to the disk. */
export interface Disk {
  /** The target of a symbolic link, as written; `undefined` for anything else. */
  readLink(place: string): string | undefined;
  /** The names in a folder; `undefined` for anything else. */
  list(place: string): { name: string; isFolder: boolean }[] | undefined;
}

/** The entries of a folder and of its subfolders, nearest first. */
export function* entriesBelow(disk: Disk, top: string): Generator<{ name: string; place: string; isFolder: boolean }> {
  const waiting = [top];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift())
    for (const { name, isFolder } of disk.list(folder || '/') ?? []) {
      const place = `${folder}/${name}`;
      yield { name, place, isFolder };
      if (isFolder) waiting.push(place);
    }
}

/** The most links to follow, as in the kernel. */
const MOST_LINKS = 40;

/**
 * The path with every symbolic link resolved, also one to a missing target, and `..` relative to the target of the link
 * before it. `undefined` for a loop of links.
 */
function followLinks(disk: Disk, place: string): string | undefined {
  let at = '/';
  let links = 0;
  const waiting = place.split('/').reverse();
  while (waiting.length > 0) {
    const name = waiting.pop() ?? '';
    if (name === '' || name === '.') continue;
    if (name === '..') {
      at = path.posix.dirname(at);
      continue;
    }
    const next = path.posix.join(at, name);
    const target = disk.readLink(next);
    if (target === undefined) at = next;
    else if (++links > MOST_LINKS) return undefined;
    else {
      if (target.startsWith('/')) at = '/';
      waiting.push(...target.split('/').reverse());
    }
  }
  return at;
}

/** All places that a path can mean, relative to a folder: as written, and with its links resolved. */
export function placesOf(disk: Disk, text: string, folder: string, home: string): string[] {
  const whole = text === '~' || text.startsWith('~/') ? home + text.slice(1) : text;
  const joined = whole.startsWith('/') ? whole : `${folder}/${whole}`;
  const real = followLinks(disk, joined);
  return [...new Set([path.posix.normalize(joined), ...(real === undefined ? [] : [real])])];
}

/** What is needed to judge the paths of one call. */
export interface Places {
  disk: Disk;
  cwd: string;
  home: string;
  /** The glob that protects a place from being written. */
  find: FindGlob;
}

/** The glob that matches one of the places that a text can mean. */
export function globAt({ disk, cwd, home, find }: Places, text: string, folder = cwd): string | undefined {
  for (const place of placesOf(disk, text, folder, home)) {
    const glob = find(place);
    if (glob !== undefined) return glob;
  }
  return undefined;
}

import { constants, lstatSync, promises, readlinkSync, type Stats } from 'node:fs';
import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { Demand, Files, Flaw, FlawKind } from '../../ports/files.ts';
import { makeFolder, storageFailure } from './storage-errors.ts';

/** The mode bits that a demand forbids for everyone but the owner. */
const CLOSED_BITS = { private: 0o077, guarded: 0o022 } as const;
const STICKY = 0o1000;
const GROUP_WRITES = 0o020;
const ALL_WRITE = 0o002;
/** A path with more links than this counts as a loop, as for the system. */
const MOST_LINKS = 40;

/** Decides who owns a file or folder and whether csd can trust it, and creates such files and folders. */
export function createTrust(): Pick<Files, 'append' | 'examine' | 'makePrivate'> {
  return { append, examine: async (file, demand) => examine(file, demand), makePrivate };
}

/** What is wrong with a file or folder, see `Files.examine`. */
export function examine(file: string, { is, closed }: Demand): Flaw | undefined {
  const place = isResolved(file) ? file : path.resolve(file);
  const facts = look(place);
  if (facts === undefined)
    return is === 'folder' ? (throughParents(place) ?? flaw('missing', place)) : flaw('missing', place);
  if (facts.isSymbolicLink()) return flaw('link', place);
  if (is === 'folder' && !facts.isDirectory()) return flaw('not_a_folder', place);
  if (is === 'file' && !facts.isFile()) return flaw('not_a_file', place);
  if (facts.uid !== user()) return flaw('foreign', place);
  if (isOpen(facts, CLOSED_BITS[closed])) return flaw('open', place, facts.mode);
  return is === 'folder' ? throughParents(place) : undefined;
}

/** True for most paths; resolving one takes longer than looking at the file. */
function isResolved(file: string): boolean {
  return file.startsWith('/') && !/\/\.{0,2}(?:\/|$)/.test(file);
}

/**
 * Creates the folder (0700) if missing, and checks that it can be trusted; throws `bad_sidecar` with the path, the
 * problem and the remedy, or `storage_failed`.
 */
export async function ensureFolder(folder: string, closed: Demand['closed']): Promise<void> {
  try {
    makeFolder(folder);
  } catch (error) {
    throw examineError(folder, closed) ?? storageFailure(error, folder);
  }
  const wrong = examineError(folder, closed);
  if (wrong) throw wrong;
}

function examineError(folder: string, closed: Demand['closed']): CsdError | undefined {
  const found = examine(folder, { is: 'folder', closed });
  return found && found.kind !== 'missing' ? new CsdError('bad_sidecar', found.text, { path: found.path }) : undefined;
}

async function append(file: string, text: string): Promise<void> {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  const handle = await promises.open(file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    const facts = await handle.stat();
    if (!facts.isFile() || facts.uid !== user()) {
      const found = flaw(facts.isFile() ? 'foreign' : 'not_a_file', file);
      throw new CsdError('bad_sidecar', found.text, { path: file });
    }
    await handle.write(text);
  } finally {
    await handle.close();
  }
}

async function makePrivate(folder: string): Promise<void> {
  makeFolder(folder);
  const facts = lstatSync(folder);
  const own = facts.isDirectory() && facts.uid === user();
  if (own && facts.mode & 0o077) await promises.chmod(folder, 0o700);
}

/**
 * A folder further up in which someone else could replace a part of the path: it belongs to another user, or everyone
 * may rename in it. Links on the way are followed, and are checked too.
 */
function throughParents(place: string, links = 0): Flaw | undefined {
  const parts = place.split(path.sep).filter((part) => part !== '');
  for (let n = 0; n < parts.length; n++) {
    const above = path.sep + parts.slice(0, n).join(path.sep);
    const facts = look(above);
    if (facts === undefined) return undefined;
    if (!isSafeOwner(facts.uid)) return parentFlaw(place, `${above}, which belongs to another user`);
    if (facts.isSymbolicLink()) {
      if (links >= MOST_LINKS) return parentFlaw(place, `${above}, which is a symbolic link that forms a loop`);
      const leads = path.resolve(path.dirname(above), readlinkSync(above));
      return throughParents(path.join(leads, ...parts.slice(n)), links + 1);
    }
    if (facts.mode & ALL_WRITE && !(facts.mode & STICKY))
      return parentFlaw(place, `${above}, which everyone can write to`, 'run `chmod o-w` on that folder');
  }
  return undefined;
}

/**
 * The administrator's files are as safe as the user's own: the owner of `/`, who in a container may have another id
 * than 0.
 */
function isSafeOwner(uid: number): boolean {
  return uid === user() || uid === 0 || uid === look(path.sep)?.uid;
}

/**
 * A group with the same number as the owner belongs to the owner alone, by the convention of Linux distributions (umask
 * 002).
 */
function isOpen({ mode, uid, gid }: Stats, closed: number): boolean {
  return (mode & closed & (uid === gid ? ~GROUP_WRITES : ~0)) !== 0;
}

function user(): number {
  return process.geteuid?.() ?? 0;
}

/** `undefined` if the file is missing or cannot be inspected. */
function look(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function flaw(kind: Exclude<FlawKind, 'parent'>, file: string, mode = 0): Flaw {
  const says = {
    missing: 'is not there',
    link: 'is a symbolic link, which csd does not follow among its own files: check where it leads, then remove it',
    not_a_folder: 'is not a folder: check what it is, then remove it',
    not_a_file: 'is not a regular file: check what it is, then remove it',
    foreign: 'belongs to another user: check what it is, then choose another place or remove it',
    open: `is accessible to others (mode ${(mode & 0o7777).toString(8)}): check what is in it, then run \`chmod go-rwx\` on it`,
  };
  return { kind, path: file, text: `${file} ${says[kind]}` };
}

/** `remedy`: what helps apart from another place. */
function parentFlaw(place: string, above: string, remedy?: string): Flaw {
  const text = `${place} is inside ${above}: choose another place${remedy === undefined ? '' : `, or ${remedy}`}`;
  return { kind: 'parent', path: place, text };
}

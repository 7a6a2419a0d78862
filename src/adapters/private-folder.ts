import { lstat, mkdir } from 'node:fs/promises';
import { CsdError } from '../contract/errors.ts';

/**
 * Makes the folder where it is missing (0700), and makes sure that it is a folder of this user's, no symbolic link, and
 * closed to others: `private` lets nobody else in, `guarded` lets nobody else write. Throws `bad_sidecar` that names it.
 */
export async function ensureFolder(folder: string, closed: 'private' | 'guarded'): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const facts = await lstat(folder);
  const others = closed === 'private' ? 0o077 : 0o022;
  const wrong = facts.isSymbolicLink()
    ? 'is a symbolic link, which csd does not follow among its own files'
    : !facts.isDirectory()
      ? 'is not a folder'
      : facts.uid !== process.getuid?.()
        ? 'belongs to another user'
        : (facts.mode & others) !== 0
          ? `is open to others (mode ${(facts.mode & 0o777).toString(8)})`
          : undefined;
  if (wrong === undefined) return;
  throw new CsdError('bad_sidecar', `${folder} ${wrong}: look what it is, then remove it or choose another place`, {
    path: folder,
  });
}

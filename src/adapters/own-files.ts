import { constants, lstatSync, promises } from 'node:fs';
import type { Files } from '../ports/files.ts';

/** What concerns files and folders that must be the caller's own. */
export function createOwnFiles(): Pick<Files, 'append' | 'distrust' | 'claimFolder'> {
  return { append, distrust, claimFolder };
}

async function append(file: string, text: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  const handle = await promises.open(file, flags, 0o600);
  try {
    await handle.write(text);
  } finally {
    await handle.close();
  }
}

async function distrust(folder: string): Promise<string | undefined> {
  const facts = lstatSync(folder, { throwIfNoEntry: false });
  if (facts === undefined) return 'it is not there';
  if (facts.isSymbolicLink()) return 'it is a symbolic link';
  if (!facts.isDirectory()) return 'it is no folder';
  if (facts.uid !== process.getuid?.()) return 'it belongs to another person';
  return facts.mode & 0o022 ? 'others may write in it' : undefined;
}

async function claimFolder(folder: string): Promise<void> {
  await promises.mkdir(folder, { recursive: true, mode: 0o700 });
  const facts = lstatSync(folder);
  const own = facts.isDirectory() && facts.uid === process.getuid?.();
  if (own && facts.mode & 0o077) await promises.chmod(folder, 0o700);
}

import { promises } from 'node:fs';
import path from 'node:path';
import { readRegular } from '../../adapters/fs/read-regular.ts';
import { makeFolder, storageFailure } from '../../adapters/fs/storage-errors.ts';
import { CsdError } from '../../contract/errors.ts';
import type { Context } from '../../drive/session/context.ts';
import { MOST_SMALL_BYTES, readSmall } from '../../drive/session/files/look-budget.ts';
import { isTrusted, writePrivate } from '../../drive/session/files/private-files.ts';
import type { Piece } from './init-parts.ts';

/** What was written, so that exactly that can be undone. */
export interface Written {
  kind: Piece['kind'];
  /** With links resolved: a person's settings may be links into another folder. */
  path: string;
  /** The whole file, or what was added to it. */
  text: string;
  /** The file was created for the block. */
  made: boolean;
  /** Folders that were created for it, innermost first. */
  folders: string[];
}

/** How it went with one file. */
export interface Done {
  path: string;
  outcome: 'written' | 'there' | 'kept' | 'removed' | 'changed' | 'gone';
}

/** The record of what `csd init` has written. */
function recordPath(ctx: Context): string {
  return path.join(path.dirname(ctx.sessionsDir), 'init.json');
}

/** What was written before, in its order. */
async function readRecord(ctx: Context): Promise<Written[]> {
  const file = recordPath(ctx);
  if (!(await isTrusted(ctx, file))) return [];
  try {
    const { written } = JSON.parse((await readSmall(ctx.files, file)) ?? '');
    return Array.isArray(written) ? written : [];
  } catch {
    throw new CsdError('bad_input', `${file} is damaged: look at what "csd init" wrote, then remove the file`, {
      path: file,
    });
  }
}

async function keepRecord(ctx: Context, written: readonly Written[]): Promise<void> {
  if (written.length === 0) await ctx.files.remove(recordPath(ctx));
  else await writePrivate(ctx, recordPath(ctx), `${JSON.stringify({ written }, null, 2)}\n`);
}

/**
 * Writes the pieces, recording each before the next is begun. A file of someone else, or one that is already as needed,
 * is left alone.
 */
export async function write(ctx: Context, pieces: readonly Piece[]): Promise<Done[]> {
  const written = await readRecord(ctx);
  const done: Done[] = [];
  for (const piece of pieces) {
    const file = await promises.realpath(piece.path).catch(() => piece.path);
    const before = await read(file);
    const isThere =
      before !== undefined && (piece.kind === 'file' ? before === piece.text : before.includes(piece.text));
    if (isThere || (piece.kind === 'file' && before !== undefined)) {
      done.push({ path: piece.path, outcome: isThere ? 'there' : 'kept' });
      continue;
    }
    const gap = piece.kind === 'block' && before && !before.endsWith('\n') ? '\n' : '';
    const text = gap + piece.text;
    const folders = await missingFolders(path.dirname(file));
    written.push({ kind: piece.kind, path: file, text, made: before === undefined, folders });
    await keepRecord(ctx, written);
    await replace(file, `${before ?? ''}${text}`, piece.mode);
    done.push({ path: piece.path, outcome: 'written' });
  }
  return done;
}

/** Undoes what was written, newest first. What a person has changed since is left alone and stays recorded. */
export async function undo(ctx: Context): Promise<Done[]> {
  const written = await readRecord(ctx);
  const done: Done[] = [];
  let left: Written[] = [...written];
  for (const one of [...written].reverse()) {
    const outcome = await takeBack(one);
    done.push({ path: one.path, outcome });
    if (outcome !== 'changed') left = left.filter((other) => other !== one);
    await keepRecord(ctx, left);
  }
  return done;
}

async function takeBack({ kind, path: file, text, made, folders }: Written): Promise<Done['outcome']> {
  const now = await read(file);
  if (now === undefined) {
    await removeEmpty(folders);
    return 'gone';
  }
  if (kind === 'file' && now !== text) return 'changed';
  const parts = kind === 'file' ? ['', ''] : now.split(text);
  if (parts.length !== 2) return 'changed';
  const rest = parts.join('');
  if (rest === '' && made) await promises.rm(file, { force: true });
  else await replace(file, rest, 0o644);
  await removeEmpty(folders);
  return 'removed';
}

async function removeEmpty(folders: readonly string[]): Promise<void> {
  // A folder that has other contents by now stays, and so do its parents.
  for (const folder of folders)
    if (
      !(await promises.rmdir(folder).then(
        () => true,
        () => false,
      ))
    )
      return;
}

async function missingFolders(folder: string): Promise<string[]> {
  const missing: string[] = [];
  for (let at = folder; !(await promises.stat(at).catch(() => undefined)); at = path.dirname(at)) missing.push(at);
  return missing;
}

async function read(file: string): Promise<string | undefined> {
  const stat = await promises.stat(file).catch(() => undefined);
  if (stat === undefined) return undefined;
  if (!stat.isFile())
    throw new CsdError('bad_input', `${file} is not a file: move it away, or leave its part out`, { path: file });
  const text = readRegular(file, MOST_SMALL_BYTES);
  if (text !== undefined) return text;
  throw new CsdError(
    'bad_input',
    `${file} cannot be read, or is larger than ${MOST_SMALL_BYTES / 1024 / 1024} MiB: leave its part out`,
    {
      path: file,
    },
  );
}

/** Atomically, with the file's present mode, or else this one. */
async function replace(file: string, text: string, mode: number): Promise<void> {
  const stat = await promises.stat(file).catch(() => undefined);
  const draft = `${file}.csd-${process.pid}`;
  try {
    makeFolder(path.dirname(file));
    await promises.writeFile(draft, text, { mode, flag: 'wx' });
    await promises.chmod(draft, stat ? stat.mode & 0o777 : mode);
    await promises.rename(draft, file);
  } catch (error) {
    await promises.rm(draft, { force: true });
    throw storageFailure(error, file);
  }
}

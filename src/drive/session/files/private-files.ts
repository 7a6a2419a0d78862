import path from 'node:path';
import { CsdError } from '../../../contract/errors.ts';
import type { Demand, Files, Flaw } from '../../../ports/files.ts';
import type { Context } from '../context.ts';
import { readSmall } from './look-budget.ts';

/**
 * Makes sure that one of csd's own files, if it exists, is a regular file of the user's that nobody else may write, in
 * a folder that nobody else may write to or replace; throws `bad_sidecar` with the problem.
 */
export async function refuseUntrusted(ctx: Context, file: string): Promise<void> {
  await refuseUntrustedFolder(ctx, path.dirname(file));
  await refuse(ctx, file, { is: 'file', closed: 'guarded' });
}

/** The same for one of csd's own folders. */
export async function refuseUntrustedFolder(ctx: Context, folder: string): Promise<void> {
  await refuse(ctx, folder, { is: 'folder', closed: 'guarded' });
}

/** Writes one of csd's own files atomically, mode 0600 in a folder of 0700, after the same checks. */
export async function writePrivate(ctx: Context, file: string, text: string): Promise<void> {
  await refuseUntrusted(ctx, file);
  await ctx.files.writeAtomic(file, text);
}

/** Removes one of csd's own folders with its contents; does nothing if there is none. Throws `bad_sidecar` as above. */
export async function removePrivateFolder(ctx: Context, folder: string): Promise<void> {
  for (const place of [path.dirname(folder), folder]) await refuseUntrustedFolder(ctx, place);
  await ctx.files.removeFolder(folder);
}

/** True for a regular file of the user's that nobody else may write, in such a folder. */
export async function isTrusted(ctx: Context, file: string): Promise<boolean> {
  // The file first: usually there is none, and checking a folder includes all folders above it.
  if (!(await isOwnFile(ctx, file))) return false;
  return (await ctx.files.examine(path.dirname(file), { is: 'folder', closed: 'guarded' })) === undefined;
}

/** The same for the file alone, for a caller that has checked its folder. */
export async function isOwnFile(ctx: Context, file: string): Promise<boolean> {
  return (await ctx.files.examine(file, { is: 'file', closed: 'guarded' })) === undefined;
}

/**
 * The same for a file that the agent keeps for a person, who may have moved and linked it: the target of the link
 * counts.
 */
export async function isOwnBehindLink(ctx: Context, file: string): Promise<boolean> {
  return isOwnFile(ctx, await ctx.files.realPath(file));
}

/**
 * A small file that only the user can access, such as one that an agent's process writes about itself; `undefined` for
 * any other.
 */
export async function readOwn(ctx: Context, file: string): Promise<string | undefined> {
  return (await isOwnFile(ctx, file)) ? readSmall(ctx.files, file) : undefined;
}

/** The same files, for one look at many sessions: the check of a folder is shared by the files in it. */
export function shareFolderVerdicts(files: Files): Files {
  const found = new Map<string, Promise<Flaw | undefined>>();
  const examine: Files['examine'] = (place, demand) => {
    if (demand.is !== 'folder') return files.examine(place, demand);
    const key = `${demand.closed} ${place}`;
    const verdict = found.get(key) ?? files.examine(place, demand);
    found.set(key, verdict);
    return verdict;
  };
  return Object.create(files, { examine: { value: examine } }) as Files;
}

async function refuse(ctx: Context, place: string, demand: Demand): Promise<void> {
  const flaw = await ctx.files.examine(place, demand);
  if (flaw && flaw.kind !== 'missing') throw new CsdError('bad_sidecar', flaw.text, { path: flaw.path });
}

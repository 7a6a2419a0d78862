import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import type { Demand, Files, Flaw } from '../../ports/files.ts';
import type { Context } from './context.ts';
import { readSmall } from './look-budget.ts';

/**
 * Makes sure that a file of csd's own, where it is there, is a regular file of the user's that nobody else may write, in a
 * folder of the user's that nobody else may write in or put in another's place; throws `bad_sidecar` that says what is wrong.
 */
export async function refuseUntrusted(ctx: Context, file: string): Promise<void> {
  await refuseUntrustedFolder(ctx, path.dirname(file));
  await refuse(ctx, file, { is: 'file', closed: 'guarded' });
}

/** The same for a folder of csd's own. */
export async function refuseUntrustedFolder(ctx: Context, folder: string): Promise<void> {
  await refuse(ctx, folder, { is: 'folder', closed: 'guarded' });
}

/** Writes a file of csd's own, whole or not at all, mode 0600 in a folder of 0700, where nobody else has a hand in it. */
export async function writePrivate(ctx: Context, file: string, text: string): Promise<void> {
  await refuseUntrusted(ctx, file);
  await ctx.files.writeAtomic(file, text);
}

/** Removes a folder of csd's own with all that is in it; nothing happens where there is none. `bad_sidecar` as above. */
export async function removePrivateFolder(ctx: Context, folder: string): Promise<void> {
  for (const place of [path.dirname(folder), folder]) await refuseUntrustedFolder(ctx, place);
  await ctx.files.removeFolder(folder);
}

/** True for a regular file of the user's that nobody else may write, in a folder of which the same is true. */
export async function isTrusted(ctx: Context, file: string): Promise<boolean> {
  // The file first: mostly there is none, and a folder is judged with all above it.
  if (!(await isOwnFile(ctx, file))) return false;
  return (await ctx.files.examine(path.dirname(file), { is: 'folder', closed: 'guarded' })) === undefined;
}

/** The same of the file alone, for a caller that has looked at its folder. */
export async function isOwnFile(ctx: Context, file: string): Promise<boolean> {
  return (await ctx.files.examine(file, { is: 'file', closed: 'guarded' })) === undefined;
}

/**
 * The same of a file that the agent keeps for a person, who may have put it elsewhere and linked to it: what counts is the file
 * that the link leads to.
 */
export async function isOwnBehindLink(ctx: Context, file: string): Promise<boolean> {
  return isOwnFile(ctx, await ctx.files.realPath(file));
}

/** A small file of the user's alone, such as what an agent's process keeps of itself; `undefined` for every other. */
export async function readOwn(ctx: Context, file: string): Promise<string | undefined> {
  return (await isOwnFile(ctx, file)) ? readSmall(ctx.files, file) : undefined;
}

/** The same files, for one look at many sessions: what lies in one folder shares the verdict on it. */
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

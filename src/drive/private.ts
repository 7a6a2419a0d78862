import path from 'node:path';
import { CsdError } from '../contract/errors.ts';
import type { Context } from './context.ts';

/**
 * Makes sure that neither a file of csd's own nor the folder it lies in is a symbolic link, through which another could
 * have it read or write elsewhere; throws `bad_sidecar`. Folders further up may be links.
 */
export async function refuseLinks(ctx: Context, file: string): Promise<void> {
  for (const place of [path.dirname(file), file]) {
    if (!(await ctx.files.isLink(place))) continue;
    const message = `${place} is a symbolic link, which csd does not follow among its own files: look where it leads and remove it`;
    throw new CsdError('bad_sidecar', message, { path: place });
  }
}

/** Writes a file of csd's own, whole or not at all, mode 0600 in a folder of 0700, through no symbolic link. */
export async function writePrivate(ctx: Context, file: string, text: string): Promise<void> {
  await refuseLinks(ctx, file);
  await ctx.files.writeAtomic(file, text);
}

import path from 'node:path';
import type { Context } from '../session/context.ts';

/** The folder with a file for each interaction that goes on. */
export function openFolder({ sessionsDir }: Pick<Context, 'sessionsDir'>): string {
  return path.join(path.dirname(sessionsDir), 'delegates');
}

/** The names of delegates with an interaction that goes on, followed or not. Costs one look into a folder that mostly is not there. */
export async function listOpen(ctx: Pick<Context, 'files' | 'sessionsDir'>): Promise<string[]> {
  const files = await ctx.files.list(openFolder(ctx));
  return files.flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []).sort();
}

import { randomBytes } from 'node:crypto';
import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import type { Context } from './context.ts';
import { listSidecars } from './sidecar-store.ts';

/** A session as far as its files are to be found. */
export type Filed = Pick<Sidecar, 'name' | 'files_name'>;

/** A name with what tells it from another session's is at most so long. */
const MOST_CHARACTERS = 200;

/**
 * The name under which a session's own files stand: its hooks, its usage, its guard, its records, its entry and its input
 * lock. A session that is renamed keeps them where its agent, which runs, writes to them.
 */
export function filesName({ name, files_name = name }: Filed): string {
  return files_name;
}

/** The name for the files of a session that is to be called so: another one where a session that was renamed has its files there. */
export async function freeFilesName(ctx: Context, name: string): Promise<string> {
  if (!(await isLent(ctx, name, name))) return name;
  const mark = `.${randomBytes(4).toString('hex')}`;
  return `${name.slice(0, MOST_CHARACTERS - mark.length)}${mark}`;
}

/** Throws `name_taken` where a session was renamed since the name for the files was chosen, and has its files there. */
export async function refuseLent(ctx: Context, plan: { name: string; filesName: string }): Promise<void> {
  if (await isLent(ctx, plan.filesName, plan.name))
    throw new CsdError('name_taken', `the session ${plan.name} was renamed at this moment: try again`);
}

/** True where the files of a session other than the one called `owner` stand under that name. */
async function isLent(ctx: Context, files: string, owner: string): Promise<boolean> {
  const { sidecars } = await listSidecars(ctx);
  return sidecars.some((sidecar) => sidecar.name !== owner && filesName(sidecar) === files);
}

import { randomBytes } from 'node:crypto';
import { CsdError } from '../../../contract/errors.ts';
import type { Sidecar } from '../../../contract/session.ts';
import type { Context } from '../context.ts';
import { listSidecars } from './sidecar-store.ts';

/** The fields of a session that determine where its files are. */
export type Filed = Pick<Sidecar, 'name' | 'files_name'>;

/** The most characters of a name with the suffix that distinguishes it. */
const MOST_CHARACTERS = 200;

/**
 * The name used for a session's own files: its hooks, usage, guard, records, entry and input lock. A renamed session
 * keeps them where its running agent writes to them.
 */
export function filesName({ name, files_name = name }: Filed): string {
  return files_name;
}

/** The name for the files of a new session: another one if a renamed session has its files under the session's name. */
export async function freeFilesName(ctx: Context, name: string): Promise<string> {
  if (!(await isLent(ctx, name, name))) return name;
  const mark = `.${randomBytes(4).toString('hex')}`;
  return `${name.slice(0, MOST_CHARACTERS - mark.length)}${mark}`;
}

/** Throws `name_taken` if a session was renamed since the name for the files was chosen, and has its files there. */
export async function refuseLent(ctx: Context, plan: { name: string; filesName: string }): Promise<void> {
  if (await isLent(ctx, plan.filesName, plan.name))
    throw new CsdError('name_taken', `the session ${plan.name} was renamed at this moment: try again`);
}

/** True if files of a session other than `owner` have that name. */
async function isLent(ctx: Context, files: string, owner: string): Promise<boolean> {
  const { sidecars } = await listSidecars(ctx);
  return sidecars.some((sidecar) => sidecar.name !== owner && filesName(sidecar) === files);
}

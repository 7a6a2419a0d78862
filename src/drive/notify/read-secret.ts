import path from 'node:path';
import type { Secret } from '../../contract/config.ts';
import { CsdError } from '../../contract/errors.ts';
import type { Context } from '../session/context.ts';
import { configPath } from '../session/files/config-path.ts';
import { MOST_SMALL_BYTES } from '../session/files/look-budget.ts';
import { readNamed } from '../session/files/read-named.ts';

/**
 * The secret's text: given directly, from the environment, or from the first line of a file, which is relative to the
 * folder of the configuration and may begin with `~/`. Throws `bad_input` if it does not exist, `bad_sidecar` for a
 * file that others can read.
 */
export async function readSecret(ctx: Context, secret: Secret): Promise<string> {
  if (typeof secret === 'string') return secret;
  if ('env' in secret) {
    const value = ctx.env[secret.env];
    if (value) return value;
    throw new CsdError('bad_input', `the environment variable ${secret.env} is not set: set it where csd is started`);
  }
  const named = secret.file.startsWith('~/') ? path.join(ctx.home, secret.file.slice(2)) : secret.file;
  const file = path.resolve(path.dirname(configPath(ctx)), named);
  const flaw = await ctx.files.examine(file, { is: 'file', closed: 'private' });
  if (flaw) throw new CsdError(flaw.kind === 'missing' ? 'bad_input' : 'bad_sidecar', flaw.text, { path: file });
  const line = (await readNamed(ctx, file, MOST_SMALL_BYTES))?.split('\n')[0]?.trim();
  if (line) return line;
  throw new CsdError('bad_input', `${file} is empty: put the text in its first line`, { path: file });
}

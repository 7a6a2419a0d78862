import { CsdError } from '../../../contract/errors.ts';
import type { Context } from '../context.ts';

/**
 * The text of a file that the user named, of at most `most` bytes; `undefined` if it cannot be read. Throws `bad_input`
 * with the limit for a larger one, which is not read.
 */
export async function readNamed(ctx: Context, file: string, most: number): Promise<string | undefined> {
  const text = await ctx.files.read(file, most);
  if (text === undefined && ((await ctx.files.stat(file))?.size ?? 0) > most)
    throw new CsdError('bad_input', `${file}: larger than ${most / 1024 / 1024} MiB`, { path: file });
  return text;
}

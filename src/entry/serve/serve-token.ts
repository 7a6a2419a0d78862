import { randomBytes } from 'node:crypto';
import { CsdError } from '../../contract/errors.ts';
import type { Context } from '../../drive/session/context.ts';
import { MOST_SMALL_BYTES } from '../../drive/session/files/look-budget.ts';
import { refuseUntrusted, writePrivate } from '../../drive/session/files/private-files.ts';
import { readNamed } from '../../drive/session/files/read-named.ts';

/** A secret of 256 bits, in characters that are valid in a header and a URL. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * The token in a file of the user: the existing one, or a new one that is written (0600). Throws `bad_input` for a file
 * without a token, `bad_sidecar` for one that others can read or replace.
 */
export async function takeToken(ctx: Context, file: string): Promise<string> {
  await refuseUntrusted(ctx, file);
  const flaw = await ctx.files.examine(file, { is: 'file', closed: 'private' });
  if (flaw && flaw.kind !== 'missing') throw new CsdError('bad_sidecar', flaw.text, { path: flaw.path });
  const there = await readNamed(ctx, file, MOST_SMALL_BYTES);
  if (there === undefined && !(await ctx.files.stat(file))) {
    const token = createToken();
    await writePrivate(ctx, file, `${token}\n`);
    return token;
  }
  const token = there?.trim() ?? '';
  if (/^[\w-]{32,}$/.test(token)) return token;
  throw new CsdError(
    'bad_input',
    `${file} holds no token (at least 32 letters, digits, "-" or "_"): remove it, or name another file`,
  );
}

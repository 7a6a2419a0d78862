import { CsdError } from '../../contract/errors.ts';
import type { Context } from './context.ts';

/** The command that starts this csd again, for other programs; throws `bad_input` if there is none. */
export async function requireOwnProgram(ctx: Context): Promise<string[]> {
  if (ctx.program) return ctx.program;
  if ((await ctx.processes.find('csd', ctx.env.PATH)) !== undefined) return ['csd'];
  const message =
    'other programs must be able to start csd for this, and it is not on PATH: install it there, or give its command in the option `program` of the library';
  throw new CsdError('bad_input', message);
}

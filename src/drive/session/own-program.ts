import { CsdError } from '../../contract/errors.ts';
import type { Context } from './context.ts';

/** The words that start this csd again, as others will; throws `bad_input` where there is none that could be started. */
export async function requireOwnProgram(ctx: Context): Promise<string[]> {
  if (ctx.program) return ctx.program;
  if ((await ctx.processes.find('csd', ctx.env.PATH)) !== undefined) return ['csd'];
  const message =
    'other programs must be able to start csd for this, and it is not on PATH: install it there, or give its command in the option `program` of the library';
  throw new CsdError('bad_input', message);
}

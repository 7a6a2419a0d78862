import { CsdError } from '../../contract/errors.ts';
import type { Context } from './context.ts';

/** The words that start this csd again, as others will; throws `bad_input` where there is none that could be started. */
export async function requireOwnProgram(ctx: Context): Promise<string[]> {
  if (ctx.program) return ctx.program;
  if ((await ctx.processes.find('csd', ctx.env.PATH)) !== undefined) return ['csd'];
  const message =
    'csd has to be started for this by others, and is not on PATH: install it there, or say how it is started, with the option `program` of the library';
  throw new CsdError('bad_input', message);
}

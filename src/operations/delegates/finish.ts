import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { closeDelegate } from '../../drive/delegate/close.ts';
import type { Context } from '../../drive/session/context.ts';
import { Closed } from './closed.ts';

/** Ends a delegate that is done; not an error if it was already closed. */
export const finish = defineOperation({
  name: 'finish',
  summary: 'end a delegate and keep its history',
  input: z.strictObject({ name: SessionName }),
  output: async () => Closed,
  describe: { name: 'name of the delegate' },
  cli: { positionals: ['name'], names: ['name'], examples: ['csd finish fixer'] },
  run: async ({ name }, ctx: Context) => ({ ok: true as const, ...(await closeDelegate(ctx, name, 'finished')) }),
});

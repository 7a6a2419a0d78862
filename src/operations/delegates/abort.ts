import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { closeDelegate } from '../../drive/delegate/close.ts';
import type { Context } from '../../drive/session/context.ts';
import { Closed } from './closed.ts';

/** Interrupts a delegate and ends it at once; not an error if it was already closed. */
export const abort = defineOperation({
  name: 'abort',
  summary: 'cut a delegate off and end it at once',
  input: z.strictObject({ name: SessionName }),
  output: async () => Closed,
  describe: { name: 'name of the delegate' },
  cli: { positionals: ['name'], names: ['name'], examples: ['csd abort fixer'] },
  run: async ({ name }, ctx: Context) => ({ ok: true as const, ...(await closeDelegate(ctx, name, 'aborted')) }),
});

import * as z from 'zod/mini';
import { defineOperation } from '../../contract/operation.ts';
import { SessionName } from '../../contract/session.ts';
import { closeDelegate } from '../../drive/delegate/close.ts';
import type { Context } from '../../drive/session/context.ts';
import { Closed } from './closed.ts';

/** Cuts a delegate off and ends it at once; one that was closed before is not an error. */
export const abort = defineOperation({
  name: 'abort',
  summary: 'cut a delegate off and end it at once',
  input: z.strictObject({ name: SessionName }),
  output: async () => Closed,
  describe: { name: 'name of the delegate' },
  cli: { positionals: ['name'], names: ['name'], examples: ['csd abort fixer'] },
  run: async ({ name }, ctx: Context) => ({ ok: true as const, ...(await closeDelegate(ctx, name, 'aborted')) }),
});

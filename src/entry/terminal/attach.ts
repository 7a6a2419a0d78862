import * as z from 'zod/mini';
import { defineService } from '../../contract/service.ts';
import { SessionAddress } from '../../operations/on-hosts/schema.ts';

/** Shows a session in this terminal, until the person detaches. */
export const attach = defineService({
  name: 'attach',
  summary: 'show a session in this terminal; C-b d (or your own tmux keys) leaves it running',
  input: z.strictObject({ session: z.optional(SessionAddress) }),
  describe: { session: 'name of the session, or NAME@HOST (default: the only one there is)' },
  cli: { positionals: ['session'], examples: ['csd attach job', 'csd attach job@devbox'] },
  serve: async ({ session }, host) => (await import('./attach-main.ts')).attachTo(session, host),
});

import * as z from 'zod/mini';
import { defineService } from '../contract/service.ts';
import { SessionName } from '../contract/session.ts';

/** Shows a session in this terminal, until the person detaches. */
export const attach = defineService({
  name: 'attach',
  summary: 'show a session in this terminal; C-b d (the keys of your tmux) leaves it running',
  input: z.strictObject({ session: z.optional(SessionName) }),
  describe: { session: 'name of the session (default: the only one there is)' },
  cli: { positionals: ['session'], examples: ['csd attach job'] },
  serve: async ({ session }, host) => (await import('./attach-main.ts')).attachTo(session, host),
});

import * as z from 'zod/mini';
import { defineService } from '../../contract/service.ts';

/** A client as tmux names it: mostly the path of its terminal. */
export const ClientName = z
  .string()
  .check(z.regex(/^[\w/.:-]{1,200}$/, { error: 'a client as `tmux list-clients` names it' }));

/** Shows the session that waits longest for a person. */
export const next = defineService({
  name: 'next',
  summary: 'switch this terminal to the session that has waited for you longest',
  input: z.strictObject({ client: z.optional(ClientName) }),
  describe: { client: 'the tmux client to switch, as tmux names it, for a key binding (default: this terminal)' },
  cli: { examples: ['csd next', `tmux bind-key N run-shell "csd next --client '#{client_name}'"`] },
  serve: async ({ client }, host) => (await import('./next-main.ts')).showNext(client, host),
});

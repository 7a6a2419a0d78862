import * as z from 'zod/mini';
import { defineService } from '../../contract/service.ts';
import { ClientName } from './next.ts';

/** Lets a person pick a session to go to. */
export const tmuxPopup = defineService({
  name: 'tmux_popup',
  summary: 'pick a session in a tmux popup and go there; those that need you come first',
  input: z.strictObject({ client: z.optional(ClientName), here: z.optional(z.boolean()) }),
  describe: {
    client: 'the tmux client to switch, as tmux names it, for a key binding (default: this terminal)',
    here: 'pick in this terminal, without a popup',
  },
  cli: { examples: ['csd tmux-popup', `tmux bind-key A run-shell -b "csd tmux-popup --client '#{client_name}'"`] },
  serve: async (input, host) => (await import('./tmux-popup-main.ts')).pickSession(input, host),
});

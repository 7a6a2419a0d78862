import * as z from 'zod/mini';
import { defineService } from '../../contract/service.ts';

/** Sends notices about sessions by the rules of the configuration. */
export const notify = defineService({
  name: 'notify',
  summary:
    'notify you when sessions need you, following the rules in the configuration: a program, a webhook, the desktop, a bell, tmux',
  input: z.strictObject({ hosts: z.optional(z.boolean()), test: z.optional(z.boolean()) }),
  describe: {
    hosts: 'also sessions of the configured hosts',
    test: 'do what each rule says once, with a made-up session, and report how it went',
  },
  exclusive: [['hosts', 'test']],
  cli: { examples: ['csd notify --test', 'csd notify', 'csd serve --notify'] },
  serve: async (input, host) => (await import('./notify-main.ts')).runNotify(input, host),
});

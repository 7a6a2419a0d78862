import * as z from 'zod/mini';
import { defineService } from '../../contract/service.ts';

/** Shows all sessions in this terminal and acts on them by keys. */
export const top = defineService({
  name: 'top',
  summary:
    'all sessions in this terminal, those that need you first, with keys to answer them; csd alone does the same',
  input: z.strictObject({
    host: z.optional(z.array(z.string())),
    all_hosts: z.optional(z.boolean()),
    plain: z.optional(z.boolean()),
  }),
  describe: {
    host: 'the sessions of these machines, with commas',
    all_hosts: 'also the sessions of all configured machines',
    plain: 'lines of text and typed commands, for screen readers and dumb terminals',
  },
  cli: { examples: ['csd top', 'csd top --all-hosts', 'csd top --plain'] },
  serve: async (input, host) => (await import('./top-main.ts')).showTop(input, host),
});

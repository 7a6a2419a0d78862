import * as z from 'zod/mini';
import { defineService } from '../../contract/service.ts';

/** Demonstrates the main use with a scripted agent, in a separate home and tmux server. */
export const demo = defineService({
  name: 'demo',
  summary:
    'play a whole session with a scripted agent: needs no account and no network, and changes none of your files',
  input: z.strictObject({}),
  describe: {},
  cli: { examples: ['csd demo'] },
  serve: async (_input, host) => (await import('./demo-main.ts')).playDemo(host),
});

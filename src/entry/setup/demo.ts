import * as z from 'zod/mini';
import { defineService } from '../../contract/service.ts';

/** Demonstrates the main use with a scripted agent, in a separate home and tmux server. */
export const demo = defineService({
  name: 'demo',
  summary: 'play the main job with a scripted agent: no account, no network, and none of your files is changed',
  input: z.strictObject({}),
  describe: {},
  cli: { examples: ['csd demo'] },
  serve: async (_input, host) => (await import('./demo-main.ts')).playDemo(host),
});

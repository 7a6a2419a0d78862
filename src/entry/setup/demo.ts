import * as z from 'zod/mini';
import { defineService } from '../../contract/service.ts';

/** Plays the main job with a scripted agent, in a home and on a tmux server of its own. */
export const demo = defineService({
  name: 'demo',
  summary: 'play the main job with a scripted agent: no account, no network, and none of your files is changed',
  input: z.strictObject({}),
  describe: {},
  cli: { examples: ['csd demo'] },
  serve: async (_input, host) => (await import('./demo-main.ts')).playDemo(host),
});

import * as z from 'zod/mini';
import { defineService } from '../../contract/service.ts';

/** Shows the configuration, and what is wrong with it. */
export const config = defineService({
  name: 'config',
  summary: 'show the configuration, secrets hidden, and check it',
  input: z.strictObject({ schema: z.optional(z.boolean()) }),
  describe: { schema: 'print the JSON Schema of the file' },
  cli: {
    examples: ['csd config', 'csd config --json', 'csd config --schema'],
    exitCodes: { 0: 'it is as it must be, or there is none', 1: 'something in it is wrong' },
  },
  serve: async (input, host) => (await import('./config-main.ts')).showConfig(input, host),
});

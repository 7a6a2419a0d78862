import * as z from 'zod/mini';
import { defineService } from '../../contract/service.ts';

/** Registers csd with the agent, or unregisters it. */
export const setup = defineService({
  name: 'setup',
  summary: 'register the tools of csd with Claude Code, or take that back',
  input: z.strictObject({
    global: z.optional(z.boolean()),
    local: z.optional(z.boolean()),
    guide: z.optional(z.boolean()),
    uninstall: z.optional(z.boolean()),
  }),
  describe: {
    global: 'for all your folders',
    local: 'for this folder only',
    guide: 'also add a guide on delegating to CLAUDE.md, between two marks',
    uninstall: 'take back the registration, and remove the guide',
  },
  exclusive: [['global', 'local']],
  cli: { examples: ['cms setup', 'cms setup --global --guide', 'cms setup --local --uninstall'] },
  serve: async (input, host) => (await import('./cms-setup-main.ts')).runSetup(input, host),
});

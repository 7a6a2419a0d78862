import * as z from 'zod/mini';
import { defineService } from '../../contract/service.ts';
import { PARTS, SHELLS } from './init-parts.ts';

/** Sets csd up for a user, or undoes exactly that. */
export const init = defineService({
  name: 'init',
  summary: 'set csd up: configuration, tmux status bar, a server at login, completion; --undo takes it back',
  input: z.strictObject({
    config: z.optional(z.boolean()),
    tmux: z.optional(z.boolean()),
    service: z.optional(z.boolean()),
    completion: z.optional(z.enum(SHELLS)),
    yes: z.optional(z.boolean()),
    dry_run: z.optional(z.boolean()),
    undo: z.optional(z.boolean()),
  }),
  describe: {
    config: PARTS.config,
    tmux: PARTS.tmux,
    service: PARTS.service,
    completion: `${PARTS.completion}: ${SHELLS.join(', ')}`,
    yes: 'ask nothing; without any of the flags above, set up all of it, with completion for your shell',
    dry_run: 'show what would be written, and write nothing',
    undo: 'take back what was written; what you have changed since is kept and listed',
  },
  exclusive: [['undo', 'dry_run']],
  cli: {
    examples: ['csd init', 'csd init --yes --tmux --completion bash', 'csd init --dry-run --yes', 'csd init --undo'],
  },
  serve: async (input, host) => (await import('./init-main.ts')).runInit(input, host),
});

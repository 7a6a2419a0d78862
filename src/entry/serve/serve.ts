import * as z from 'zod/mini';
import { defineService } from '../../contract/service.ts';

const path = z.string().check(z.minLength(1, { error: 'the path is empty' }));

/** Serves the operations over HTTP, on a socket of this user and on request on a port of this machine. */
export const serve = defineService({
  name: 'serve',
  summary: 'serve the commands over HTTP, stream events, mirror states to files',
  input: z.strictObject({
    socket: z.optional(path),
    port: z.optional(z.int().check(z.gte(0), z.lte(65_535))),
    token_file: z.optional(path),
    ui: z.optional(z.boolean()),
    hosts: z.optional(z.boolean()),
    notify: z.optional(z.boolean()),
  }),
  describe: {
    socket: 'the socket file (default: csd.sock in $XDG_RUNTIME_DIR/csd, or in csd/run of the state folder)',
    port: 'serve on this port of 127.0.0.1 too, 0 for any free one; callers need the token',
    token_file:
      'the file of the token: used if it exists, otherwise created (default: token next to the socket, new at each start)',
    hosts: 'include the configured hosts in the events and on the page',
    notify: 'notify you following the rules in the configuration, as `csd notify` does',
    ui: 'serve a page for people at the port (any free one unless --port is given)',
  },
  cli: { examples: ['csd serve', 'csd serve --ui', 'csd serve --ui --hosts', 'csd serve --port 0'] },
  serve: async (input, host) => (await import('./serve-main.ts')).runServer(input, host),
});

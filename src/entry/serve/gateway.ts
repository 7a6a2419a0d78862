import * as z from 'zod/mini';
import { GATEWAY_PORT } from '../../contract/names.ts';
import { defineService } from '../../contract/service.ts';

/** The default limit of sessions for one creator. */
export const MOST_PER_CREATOR = 10;

/** Serves the routes of `dev-sessions`. */
export const gateway = defineService({
  name: 'gateway',
  summary: 'serve the routes of dev-sessions over HTTP',
  input: z.strictObject({
    port: z._default(z.int().check(z.gte(0), z.lte(65_535)), GATEWAY_PORT),
    host: z.optional(
      z.string().check(z.regex(/^[A-Za-z0-9.:[\]-]{1,253}$/, { error: 'not an address of this machine' })),
    ),
    max_sessions_per_creator: z._default(z.int().check(z.gte(1), z.lte(10_000)), MOST_PER_CREATOR),
    token_file: z.optional(z.string().check(z.minLength(1, { error: 'the path is empty' }))),
    no_token: z.optional(z.boolean()),
  }),
  describe: {
    port: 'the port, 0 for any free one',
    host: 'listen on this address instead of 127.0.0.1, which opens the port to anyone who reaches it there; callers need the token',
    max_sessions_per_creator: 'refuse a creator that has so many running sessions (429)',
    token_file:
      'the file of the token: used if it exists, otherwise created (default: gateway-token next to the socket of serve, for another port gateway-token-PORT, new at each start)',
    no_token:
      'ask for no token: every account and every program on this machine may start agents and read their screens',
  },
  exclusive: [
    ['no_token', 'token_file'],
    ['no_token', 'host'],
  ],
  cli: {
    examples: ['csd gateway', 'csd gateway --no-token', 'csd gateway --host 172.17.0.1 --token-file ~/gateway.token'],
  },
  serve: async (input, host) => (await import('./gateway-main.ts')).runGateway(input, host),
});

import type { MiddlewareHandler } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { CsdError } from '../../contract/errors.ts';
import { toResponse } from './failures.ts';

/** Who may call: behind a socket file its mode decides; a port asks every caller for the token. */
export type Entrance = { kind: 'socket' } | { kind: 'port'; port: number; token: string };

const NAMES_OF_LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses what a web page could have sent: an `Origin` that is not the port's own, and a `Host` that is not loopback's,
 * which is how a page whose name was rebound to 127.0.0.1 gives itself away.
 */
export function guardOrigin(entrance: Entrance): MiddlewareHandler {
  const hosts = entrance.kind === 'port' ? NAMES_OF_LOOPBACK.map((name) => `${name}:${entrance.port}`) : [];
  const origins = hosts.map((host) => `http://${host}`);
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (entrance.kind === 'port' && !hosts.includes(host.toLowerCase()))
      return toResponse(new CsdError('forbidden', `Host ${JSON.stringify(host)} is not ${hosts[0]}`));
    const origin = c.req.header('origin');
    if (origin !== undefined && !origins.includes(origin))
      return toResponse(new CsdError('forbidden', `requests from the origin ${JSON.stringify(origin)} are refused`));
    return next();
  };
}

/** Asks for `Authorization: Bearer TOKEN` at a port, compared in constant time; a socket needs none. */
export function guardToken(entrance: Entrance): MiddlewareHandler {
  if (entrance.kind === 'socket') return async (_c, next) => next();
  // Nothing more is read of a caller without the token, so its connection ends.
  const refusal = () =>
    toResponse(
      new CsdError('unauthorized', 'send Authorization: Bearer TOKEN; the token is in the file that the server named'),
      { connection: 'close' },
    );
  return bearerAuth({
    token: entrance.token,
    noAuthenticationHeader: { message: refusal },
    invalidAuthenticationHeader: { message: refusal },
    invalidToken: { message: refusal },
  });
}

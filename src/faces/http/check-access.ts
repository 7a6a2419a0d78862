import type { Context, MiddlewareHandler } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { CsdError } from '../../contract/errors.ts';
import { showValue } from '../../operations/call-operation.ts';
import { LOOKS, WAITS } from '../../operations/looks.ts';
import { isSameSecret } from '../is-same-secret.ts';
import { toResponse } from './to-response.ts';

/** Who may call: the file mode decides for a socket; a port requires the token. */
export type Entrance = { kind: 'socket' } | PortEntrance;

interface PortEntrance {
  kind: 'port';
  port: number;
  /** Without it, anyone who reaches the port may call. */
  token?: string;
  /** This token allows its bearer only to look. */
  readOnlyToken?: string;
  /** Further names of the port for callers, besides those of loopback. */
  names?: readonly string[];
  /** Accepts any numeric address: only a name can be rebound to another address by its owner. */
  anyAddress?: boolean;
}

const NAMES_OF_LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses requests that a web page could have sent: with an `Origin` other than the port's own, or with a `Host` other
 * than loopback, which reveals a page whose name was rebound to 127.0.0.1.
 */
export function guardOrigin(entrance: Entrance): MiddlewareHandler {
  const hosts =
    entrance.kind === 'port'
      ? [...NAMES_OF_LOOPBACK, ...(entrance.names ?? [])].map((name) => `${name}:${entrance.port}`)
      : [];
  const isNumbers = (host: string) =>
    entrance.kind === 'port' && entrance.anyAddress === true && isAddressAt(host, entrance.port);
  const origins = hosts.map((host) => `http://${host}`);
  return async (c, next) => {
    const host = serverIn(c) ?? c.req.header('host') ?? '';
    if (entrance.kind === 'port' && !hosts.includes(host.toLowerCase()) && !isNumbers(host))
      return toResponse(new CsdError('forbidden', `Host ${JSON.stringify(host)} is not ${hosts[0]}`));
    // No request can be made of an address with a user.
    if (host.includes('@'))
      return toResponse(new CsdError('bad_input', `the server of the request, ${showValue(host)}, names a user`));
    const origin = c.req.header('origin');
    if (origin !== undefined && !origins.includes(origin))
      return toResponse(new CsdError('forbidden', `requests from the origin ${JSON.stringify(origin)} are refused`));
    return next();
  };
}

/**
 * The server in a request's first line, which overrides its `Host`; `undefined` if that line has only a path, as usual.
 */
function serverIn(c: Context): string | undefined {
  const { incoming } = (c.env ?? {}) as { incoming?: { url?: string } };
  const url = incoming?.url ?? '/';
  return url.startsWith('/') ? undefined : (/^https?:\/\/([^/?#]*)/i.exec(url)?.[1] ?? url);
}

function isAddressAt(host: string, port: number): boolean {
  const [, address] = /^(\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]{2,45}\]):\d{1,5}$/i.exec(host) ?? [];
  return address !== undefined && host.endsWith(`:${port}`);
}

/** What a caller may do: everything, or only look. */
export type Access = 'full' | 'read_only';
const ACCESS = 'access';

/** What the caller of this request may do, as `guardToken` determined. */
export function accessOf(c: Context): Access {
  return c.get(ACCESS) === 'read_only' ? 'read_only' : 'full';
}

/** Requires `Authorization: Bearer TOKEN` at a port, compared in constant time; a socket needs none. */
export function guardToken(entrance: Entrance): MiddlewareHandler {
  if (entrance.kind === 'socket' || entrance.token === undefined) return async (_c, next) => next();
  const { token, readOnlyToken } = entrance;
  // Nothing more is read from a caller without the token, so its connection ends.
  const refusal = () =>
    toResponse(
      new CsdError('unauthorized', 'send Authorization: Bearer TOKEN; the token is in the file that the server named'),
      { connection: 'close' },
    );
  return bearerAuth({
    verifyToken(given, c) {
      const isFull = isSameSecret(given, token);
      const isReadOnly = !isFull && readOnlyToken !== undefined && isSameSecret(given, readOnlyToken);
      c.set(ACCESS, isReadOnly ? 'read_only' : 'full');
      return isFull || isReadOnly;
    },
    noAuthenticationHeader: { message: refusal },
    invalidAuthenticationHeader: { message: refusal },
    invalidToken: { message: refusal },
  });
}

/** The operations that change nothing: those that look, and those that wait. */
const LOOKING = new Set([...LOOKS, ...WAITS]);

/**
 * Refuses to read-only callers everything that is not known to change nothing: they may `GET`, and call the operations
 * that only look. Routes and operations added later are refused until they are listed there.
 */
export function guardActs(): MiddlewareHandler {
  return async (c, next) => {
    const { method, path } = c.req;
    const name = method === 'POST' ? /^\/v1\/(\w+)$/.exec(path)?.[1] : undefined;
    if (accessOf(c) === 'full' || method === 'GET' || (name !== undefined && LOOKING.has(name))) return next();
    // The body of the request is not read.
    return toResponse(new CsdError('forbidden', `${method} ${path}: this token is read-only: it can only look`), {
      connection: 'close',
    });
  };
}

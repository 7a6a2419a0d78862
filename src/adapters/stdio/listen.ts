import { lstat, rename, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { CsdError } from '../../contract/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { ensureFolder } from '../fs/trust.ts';
import { randomName } from '../random.ts';
import { refuseMalformed, toFailure } from './refuse-request.ts';

/** Answers one HTTP request; `env` has what the library read it from, as its first line. */
export type Fetch = (
  request: Request,
  env: { incoming: IncomingMessage | Http2ServerRequest },
) => Promise<Response> | Response;

/** A server that takes requests until it is closed. */
export interface Listening {
  /** The TCP port; 0 for a socket file. */
  port: number;
  /**
   * Takes no more requests, gives those in progress a moment, then ends every connection and removes the socket file.
   */
  close(): Promise<void>;
}

/** The most connections at once; the kernel refuses more, so that no client can use up the memory. */
const MAX_CONNECTIONS = 256;
/**
 * How long a client may take for its headers and for its whole request, and how often this is checked, ms: a client
 * that sends half a request must not keep others out. A stream of events is a response, which has no limit.
 */
export const BOUNDS = {
  headersTimeout: 5000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 1000,
};
/** How long requests in progress may take to end when the server closes, ms. */
const CLOSE_MS = 2000;
/** The longest socket path: `sun_path` of unix(7) on Linux and macOS, without the final NUL. */
const MAX_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/**
 * Serves on a socket file that only this user can open (0600). Replaces the file of a server that is gone in one step;
 * throws `already_serving` if a server may still answer there, `bad_input` if the path is something else or too long.
 */
export async function listenOnSocket(file: string, fetch: Fetch, clock: Clock): Promise<Listening> {
  // Bound under another name: Node removes the name it has bound, even if a newer server has it by then.
  const bound = path.join(path.dirname(file), `.${randomName().slice(0, 8)}`);
  if (Math.max(Buffer.byteLength(file), Buffer.byteLength(bound)) > MAX_PATH_BYTES)
    throw new CsdError(
      'bad_input',
      `${file} is too long for a socket (${MAX_PATH_BYTES} bytes at most): choose another path with --socket`,
    );
  await ensureFolder(path.dirname(file), 'guarded');
  await refuseUsed(file);
  const server = createServer(fetch);
  // The file exists from the bind on: with this mask there is no moment in which others could open it.
  const mask = process.umask(0o177);
  try {
    server.listen(bound);
  } finally {
    process.umask(mask);
  }
  await listening(server, file);
  const { ino, dev } = await lstat(bound);
  await rename(bound, file);
  const removeOwn = async () => {
    const there = await lstat(file).catch(() => undefined);
    if (there?.ino === ino && there.dev === dev) await rm(file, { force: true });
  };
  return {
    port: 0,
    close: async () => {
      await removeOwn();
      await close(server, clock);
    },
  };
}

/**
 * Serves on a port of 127.0.0.1 or another address, any free one for 0. `open` gets the actual port and returns the
 * request handler. Throws `bad_input` if the port is in use or not allowed.
 */
export async function listenOnPort(
  port: number,
  open: (port: number) => Fetch,
  clock: Clock,
  { address = '127.0.0.1', bounds = BOUNDS }: { address?: string | undefined; bounds?: typeof BOUNDS } = {},
): Promise<Listening> {
  let fetch: Fetch = () => new Response(null, { status: 503 });
  const server = createServer((request, env) => fetch(request, env), bounds);
  server.listen(port, address);
  await listening(server, `port ${port}`);
  const became = (server.address() as AddressInfo).port;
  fetch = open(became);
  return { port: became, close: () => close(server, clock) };
}

function createServer(fetch: Fetch, bounds = BOUNDS): Server {
  const answer = getRequestListener((request, env) => fetch(request, env), { errorHandler: toFailure });
  // A request without a Host is refused by the guards, with JSON.
  const server = createHttpServer({ ...bounds, requireHostHeader: false }, answer);
  refuseMalformed(server);
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

async function listening(server: Server, where: string): Promise<void> {
  await new Promise<void>((done, fail) => {
    server.once('listening', done);
    server.once('error', (error) => fail(new CsdError('bad_input', `cannot listen on ${where}: ${error.message}`)));
  });
}

/** Throws unless the path is free or has the socket of a server that is gone. */
async function refuseUsed(file: string): Promise<void> {
  const facts = await lstat(file).catch(() => undefined);
  if (facts === undefined) return;
  if (!facts.isSocket())
    throw new CsdError('bad_input', `${file} exists and is not a socket: choose another path with --socket`);
  if (facts.uid !== process.geteuid?.())
    throw new CsdError('bad_input', `${file} is a socket of another user: choose another path with --socket`);
  if (await mayAnswer(file))
    throw new CsdError(
      'already_serving',
      `another program is listening on ${file}: stop it, or choose another path with --socket`,
      { path: file },
    );
}

/** Only a refused connection proves that nobody listens: a server with a full queue answers `EAGAIN`. */
function mayAnswer(file: string): Promise<boolean> {
  return new Promise((done) => {
    const probe = connect(file);
    probe.once('connect', () => {
      probe.destroy();
      done(true);
    });
    probe.once('error', ({ code }: NodeJS.ErrnoException) => done(code !== 'ECONNREFUSED' && code !== 'ENOENT'));
  });
}

async function close(server: Server, clock: Clock): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeIdleConnections();
  const patience = new AbortController();
  await Promise.race([closed, clock.sleep(CLOSE_MS, patience.signal).catch(() => undefined)]);
  patience.abort();
  server.closeAllConnections();
  await closed;
}

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { RequestError } from '@hono/node-server';
import type { ErrorCode } from '../../contract/errors.ts';

/** What cannot be read as a request, by the code of Node's error: the status line, and the JSON that every failure has. */
const REFUSALS: Record<string, [status: string, code: ErrorCode, error: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'too_large', 'the headers of the request are too long'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'timeout', 'the request took too long to arrive'],
};
const MALFORMED: [string, ErrorCode, string] = ['400 Bad Request', 'bad_input', 'this is not an HTTP/1.1 request'];
const FAILED: [string, ErrorCode, string] = [
  '500 Internal Server Error',
  'internal',
  'the request could not be answered',
];

/** Answers what Node cannot read as a request with JSON, as every other failure, and then ends the connection. */
export function refuseMalformed(server: Server): void {
  // What comes after a request whose answer has begun must not be mistaken for a part of that answer.
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => answers.set(socket, response));
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket) => {
    const answer = answers.get(socket);
    const isAnswering = answer?.headersSent === true && !answer.writableFinished;
    if (code === 'ECONNRESET' || !socket.writable || isAnswering) return void socket.destroy();
    const refusal = Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined;
    socket.end(writeRefusal(refusal ?? MALFORMED), () => socket.destroy());
  });
  // Node would drop the connection without an answer.
  server.on('connect', (_request, socket) => socket.end(writeRefusal(MALFORMED), () => socket.destroy()));
}

/** The answer to a request whose address or host cannot be read, or whose handler failed. */
export function toFailure(error: unknown): Response {
  const [status, code, text] = error instanceof RequestError ? MALFORMED : FAILED;
  return Response.json(
    { error: text, code },
    { status: Number.parseInt(status, 10), headers: { connection: 'close' } },
  );
}

function writeRefusal([status, code, error]: (typeof REFUSALS)[string]): string {
  const body = JSON.stringify({ error, code });
  const headers = ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close'];
  return [`HTTP/1.1 ${status}`, ...headers, '', body].join('\r\n');
}

import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { onGateway } from '../../../src/faces/compat/gateway-client.ts';

let server: Server | undefined;
afterEach(() => void server?.closeAllConnections());

/** A gateway that answers every request like this; its address. */
async function gateway(status: number, body: string, type = 'application/json'): Promise<string> {
  const made = createServer((_request, response) => response.writeHead(status, { 'content-type': type }).end(body));
  server = made;
  await new Promise<void>((done) => made.listen(0, '127.0.0.1', done));
  const address = made.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

describe('a gateway elsewhere', () => {
  test('that cannot be reached is unreachable, not bad input', async () => {
    const url = await gateway(200, '{}');
    await new Promise((done) => server?.close(done));
    await expect(onGateway({ url }, undefined).list({})).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/^the gateway http.* is unreachable: .*ECONNREFUSED.*GATEWAY_URL/),
      data: { host: new URL(url).host },
    });
  });

  test('that breaks off is unreachable, too', async () => {
    const url = await gateway(200, '');
    server?.removeAllListeners('request').on('request', (request) => request.socket.destroy());
    await expect(onGateway({ url }, undefined).list({})).rejects.toMatchObject({ code: 'unreachable' });
  });

  test.each([
    [404, '{"error":"no dev session x","code":"no_such_session"}', 'no_such_session'],
    [429, '{"error":"too many","code":"too_many_sessions"}', 'too_many_sessions'],
    [400, '{"error":"Invalid path"}', 'bad_input'],
    [502, '<html>Bad Gateway</html>', 'remote_failed'],
    [200, '<html>Welcome</html>', 'remote_failed'],
    [200, '[]', 'remote_failed'],
    [400, '{"error":"odd","code":"__proto__"}', 'bad_input'],
  ])('that answers %i with %j', async (status, body, code) => {
    const url = await gateway(status, body);
    await expect(onGateway({ url }, undefined).send({ sessionId: 'a', message: 'b' })).rejects.toMatchObject({ code });
  });

  test('reports nothing about a call that is aborted here', async () => {
    const url = await gateway(200, '{}');
    const own = new AbortController();
    own.abort(new Error('ended here'));
    await expect(onGateway({ url }, own.signal).list({})).rejects.toThrow('ended here');
  });
});

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
    await expect(onGateway({ url }).list({})).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/^the gateway http.* is unreachable: .*ECONNREFUSED.*GATEWAY_URL/),
      data: { host: new URL(url).host },
    });
  });

  test('that breaks off is unreachable, too', async () => {
    const url = await gateway(200, '');
    server?.removeAllListeners('request').on('request', (request) => request.socket.destroy());
    await expect(onGateway({ url }).list({})).rejects.toMatchObject({ code: 'unreachable' });
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
    await expect(onGateway({ url }).send({ sessionId: 'a', message: 'b' })).rejects.toMatchObject({ code });
  });

  test('that answers with JSON deeper than code can walk is not believed, and tells no endless error', async () => {
    const deep = `{"sessions":[],"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const { list } = onGateway({ url: await gateway(200, deep) });
    await expect(list({})).rejects.toMatchObject({ code: 'remote_failed' });
    const { list: fail } = onGateway({ url: await gateway(400, JSON.stringify({ error: 'e'.repeat(5e6) })) });
    const error = (await fail({}).catch((cause: unknown) => cause)) as Error;
    expect(error.message.length).toBeLessThan(20_000);
  });

  test('that is silent, or whose answer never ends, is unreachable after a while', async () => {
    const url = await gateway(200, '');
    const drip = { ends: 0 };
    server?.removeAllListeners('request').on('request', (request, response) => {
      if (request.method === 'POST') return;
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => {
        clearInterval(timer);
        drip.ends++;
      });
    });
    const { list, send } = onGateway({ url, limitMs: 60 });
    const late = { code: 'unreachable', message: expect.stringContaining('no whole answer within 0.06 s') };
    await expect(list({})).rejects.toMatchObject(late);
    await expect(send({ sessionId: 'a', message: 'b' })).rejects.toMatchObject(late);
    await expect.poll(() => drip.ends).toBe(1);
  });

  test.each([
    ['{}', 'list'],
    ['{"sessions":{}}', 'list'],
    ['{"sessions":[null]}', 'list'],
    ['{"sessions":[{"sessionId":"a"}]}', 'list'],
    ['{"sessionId":"a"}', 'create'],
    ['{"success":true,"sessionId":["a"],"message":""}', 'send'],
    ['{"sessionId":"a","output":7,"lines":1}', 'read'],
  ] as const)('that answers %s to %s is not believed', async (body, method) => {
    const gate = onGateway({ url: await gateway(200, body) });
    const input = { hostPath: '/x', sessionId: 'a', message: 'b' };
    await expect(gate[method](input)).rejects.toMatchObject({
      code: 'remote_failed',
      message: expect.stringContaining('does not understand'),
    });
  });

  test('that leads elsewhere is not followed there with the message', async () => {
    const taken: string[] = [];
    const url = await gateway(200, '{}');
    server?.removeAllListeners('request').on('request', (request, response) => {
      taken.push(String(request.url));
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    const sent = onGateway({ url, token: 't' }, undefined).send({ sessionId: 'a', message: 'b' });
    await expect(sent).rejects.toMatchObject({ code: 'remote_failed' });
    expect(taken).toEqual(['/send-message']);
  });

  test('whose answer never ends is read for 8 MB', async () => {
    const url = await gateway(200, '');
    let written = 0;
    server?.removeAllListeners('request').on('request', (_request, response) => {
      const piece = 'x'.repeat(1024 * 1024);
      const more = () => {
        written += piece.length;
        if (!response.destroyed && response.write(piece)) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    });
    await expect(onGateway({ url }).list({})).rejects.toMatchObject({ code: 'remote_failed' });
    expect(written).toBeLessThan(32 * 1024 * 1024);
  });

  test('reports nothing about a call that is aborted here', async () => {
    const url = await gateway(200, '{}');
    const own = new AbortController();
    own.abort(new Error('ended here'));
    await expect(onGateway({ url }, own.signal).list({})).rejects.toThrow('ended here');
  });
});

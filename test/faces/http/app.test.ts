import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { ERRORS } from '../../../src/contract/errors.ts';
import { createApp, MAX_BODY_BYTES } from '../../../src/faces/http/app.ts';
import { type PlayedHost, playedHost, watched } from '../face-host.ts';

const TOKEN = 'correct-horse-battery-staple-0123456789';
let host: PlayedHost;
let onSocket: ReturnType<typeof createApp>;
let onPort: ReturnType<typeof createApp>;
beforeEach(() => {
  host = playedHost();
  const health = { started: host.now() - 5000, sessions: () => 3 };
  onSocket = createApp(host, { kind: 'socket' }, health);
  onPort = createApp(host, { kind: 'port', port: 4711, token: TOKEN }, health);
});

const json = { 'content-type': 'application/json' };
const post = (route: string, body?: unknown, init: RequestInit = {}) =>
  onSocket.request(route, { method: 'POST', headers: json, body: JSON.stringify(body), ...init });
const answer = async (response: Response | Promise<Response>) => {
  const { status, headers } = await response;
  // biome-ignore lint/suspicious/noExplicitAny: the tests check every field they read
  return { status, headers, body: (await (await response).json()) as any };
};

describe('a call', () => {
  test('takes the input as JSON and returns the output', async () => {
    expect(await answer(post('/v1/echo', { text: 'hi' }))).toMatchObject({ status: 200, body: { text: 'hi' } });
  });

  test('without a body has an empty input', async () => {
    const { status, body } = await answer(onSocket.request('/v1/echo', { method: 'POST' }));
    expect({ status, body }).toEqual({
      status: 400,
      body: { error: 'text is missing', code: 'bad_input', operation: 'echo' },
    });
  });

  test.each([
    ['an expected failure', 'fail', { error: 'a gate is up', code: 'gated', gate: 'trust' }],
    ['an internal error', 'break', { error: expect.stringMatching(/^csd failed .*\(Error\)/), code: 'internal' }],
  ])('that ends in %s has the status of the error table', async (_, text, body) => {
    const code = body.code as keyof typeof ERRORS;
    expect(await answer(post('/v1/echo', { text }))).toMatchObject({ status: ERRORS[code].http, body });
  });

  test.each([
    ['no JSON', '{"text":', /^the body is not JSON: /],
    ['a list', '["text"]', /must be a JSON object/],
  ])('whose body is %s is refused', async (_, body, error) => {
    const refused = await answer(onSocket.request('/v1/echo', { method: 'POST', headers: json, body }));
    expect(refused).toMatchObject({ status: 400, body: { code: 'bad_input', error: expect.stringMatching(error) } });
  });

  test('with a type that a page may send without preflight is refused', async () => {
    const refused = await answer(post('/v1/echo', { text: 'hi' }, { headers: { 'content-type': 'text/plain' } }));
    expect(refused).toMatchObject({ status: 400, body: { code: 'bad_input' } });
  });

  test('with a body beyond the limit is refused, by its length or while it arrives', async () => {
    const text = 'x'.repeat(MAX_BODY_BYTES);
    const chunks = new Blob([JSON.stringify({ text })]).stream();
    for (const body of [JSON.stringify({ text }), chunks]) {
      const init = { method: 'POST', headers: json, body, duplex: 'half' as const };
      expect(await answer(onSocket.request('/v1/echo', init))).toMatchObject({
        status: 413,
        body: { code: 'too_large' },
      });
    }
  });

  test('ends when its client hangs up', async () => {
    const client = new AbortController();
    const pending = post('/v1/hold', {}, { signal: client.signal });
    await expect.poll(() => host.held.length).toBe(1);
    client.abort();
    expect((await pending).status).toBe(500);
    expect(host.held[0]?.signal.aborted).toBe(true);
  });

  test('that streams returns item by item, with its failure last', async () => {
    const response = await post('/v1/count', { to: 2 });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toBe(
      'retry: 1000\n\ndata: {"n":1}\n\ndata: {"n":2}\n\nevent: failure\ndata: {"error":"it ends","code":"dead"}\n\n',
    );
  });
});

describe('routes', () => {
  test('that do not exist are answered with the list of routes', async () => {
    const { status, body } = await answer(onSocket.request('/v2/echo'));
    expect(status).toBe(404);
    expect(body.code).toBe('not_found');
    expect(body.known).toEqual(
      expect.arrayContaining(['GET /health', 'GET /events', 'GET /openapi.json', 'POST /v1/echo', 'POST /v1/hold']),
    );
  });

  test('refuse a wrong method and name the right one', async () => {
    const { status, headers, body } = await answer(onSocket.request('/v1/echo', { method: 'PUT' }));
    expect([status, headers.get('allow'), body.code, body.known]).toEqual([405, 'POST', 'wrong_method', ['POST']]);
  });

  test('health reports version, process, uptime and sessions', async () => {
    expect(await answer(onSocket.request('/health'))).toMatchObject({
      body: { ok: true, version: '9.9.9', pid: 4711, uptime_secs: 5, sessions: 3 },
    });
  });
});

describe('events', () => {
  const snapshot = { type: 'snapshot' as const, seq: 7, at: 1, sessions: [watched('job')] };

  test('are numbered by their seq, and end when the client leaves', async () => {
    host.tell(snapshot, { type: 'gone', seq: 8, at: 2, session: 'job' });
    const response = await onSocket.request('/events');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('"gone"')) text += (await reader?.read())?.value;
    expect(text).toContain(`id: 7\nevent: snapshot\ndata: ${JSON.stringify(snapshot)}\n\n`);
    expect(text).toContain('id: 8\nevent: gone\n');
    await reader?.cancel();
    await expect.poll(() => host.wanted[0]?.signal?.aborted).toBe(true);
  });

  test.each([
    ['/events', {}, {}],
    ['/events?sessions=a,b', { 'last-event-id': '12' }, { sessions: ['a', 'b'], after: 12 }],
    ['/events?after=3', {}, { after: 3 }],
  ])('are selected by %s %j', async (route, headers, wanted) => {
    const response = await onSocket.request(route, { headers });
    const reader = response.body?.getReader();
    // The first piece is the delay before a retry; the following ones are only fetched for a reader.
    await reader?.read();
    void reader?.read();
    await expect.poll(() => host.wanted.length).toBe(1);
    const { signal, ...asked } = host.wanted[0] ?? {};
    expect(asked).toEqual(wanted);
    expect(signal).toBeDefined();
    await reader?.cancel();
  });

  test.each(['/events?after=soon', '/events?sessions=a,../b'])('%s is refused', async (route) => {
    expect(await answer(onSocket.request(route))).toMatchObject({ status: 400, body: { code: 'bad_input' } });
  });
});

describe('who may call', () => {
  const authorization = `Bearer ${TOKEN}`;
  const own = { host: '127.0.0.1:4711', authorization };
  const ask = (headers: Record<string, string>, app = onPort) => answer(app.request('/health', { headers }));

  test.each(['127.0.0.1:4711', 'localhost:4711', '[::1]:4711', 'LOCALHOST:4711'])('a caller of %s', async (name) => {
    expect(await ask({ ...own, host: name })).toMatchObject({ status: 200 });
  });

  test.each(['evil.example', 'evil.example:4711', '127.0.0.1', '127.0.0.1:80', 'localhost.evil.example:4711', ''])(
    'not one that takes this server for %j',
    async (name) => {
      expect(await ask({ ...own, host: name })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    },
  );

  test.each([
    ['http://evil.example/health', 403],
    ['HTTPS://evil.example', 403],
    ['http://127.0.0.1:4711@evil.example/health', 403],
    ['evil.example:4711', 403],
    ['http://127.0.0.1:4711/health', 200],
  ])('the server in the first line, %s, takes precedence over Host', async (url, status) => {
    const env = { incoming: { url } };
    expect(await answer(onPort.request('/health', { headers: own }, env))).toMatchObject({ status });
  });

  test('a server with a user is refused on a socket too: no request can be made of it', async () => {
    const app = createApp(host, { kind: 'socket' }, { started: 0, sessions: () => 0 });
    const env = { incoming: { url: 'http://me@127.0.0.1/health' } };
    expect(await answer(app.request('/health', {}, env))).toMatchObject({ status: 400, body: { code: 'bad_input' } });
  });

  test.each([
    ['no token', ''],
    ['a wrong token', `Bearer ${TOKEN.slice(1)}x`],
    ['the beginning of the token', `Bearer ${TOKEN.slice(0, 20)}`],
    ['another scheme', `Basic ${TOKEN}`],
    ['an empty token', 'Bearer '],
  ])('not one with %s', async (_, given) => {
    const refused = await ask({ host: own.host, ...(given && { authorization: given }) });
    expect(refused).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(refused.headers.get('www-authenticate')).toContain('Bearer');
  });

  /** A body that never ends, and how many of its pieces were taken. */
  const endless = () => {
    let taken = 0;
    const pull = (stream: ReadableStreamDefaultController) => {
      taken++;
      stream.enqueue(new Uint8Array(1024));
    };
    return { body: new ReadableStream({ pull }, { highWaterMark: 0 }), taken: () => taken };
  };

  test('a request without the token is not read, and its connection ends', async () => {
    const { body, taken } = endless();
    const init = { method: 'POST', headers: { host: own.host, ...json }, body, duplex: 'half' as const };
    const refused = await onPort.request('/v1/echo', init);
    expect([refused.status, refused.headers.get('connection'), taken()]).toEqual([401, 'close', 0]);
  });

  test('a page of the server itself, no other one, at the port and at the socket', async () => {
    expect(await ask({ ...own, origin: 'http://127.0.0.1:4711' })).toMatchObject({ status: 200 });
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:80', 'https://127.0.0.1:4711']) {
      expect(await ask({ ...own, origin })).toMatchObject({ status: 403 });
      expect(await ask({ origin }, onSocket)).toMatchObject({ status: 403 });
    }
  });

  test('anyone who can open the socket', async () => {
    expect(await ask({ host: 'anything' }, onSocket)).toMatchObject({ status: 200 });
  });

  test('without the token nobody learns which routes exist', async () => {
    expect(await answer(onPort.request('/v9', { headers: { host: own.host } }))).toMatchObject({ status: 401 });
  });
});

describe('the page', () => {
  const signIns = [
    { code: 'the-code', token: TOKEN, access: 'full' as const },
    { code: 'the-other-code', token: 'read-only', access: 'read_only' as const },
  ];
  const page = { assets: { 'index.html': '<p>', 'app.js': 'let x' }, signIns };
  const headers = { host: '127.0.0.1:4711' };
  let app: typeof onPort;
  beforeEach(() => {
    app = createApp(host, { kind: 'port', port: 4711, token: TOKEN }, { started: 0, sessions: () => 0 }, { page });
  });
  const redeem = (code: unknown) =>
    answer(
      app.request('/ui/session', { method: 'POST', headers: { ...headers, ...json }, body: JSON.stringify({ code }) }),
    );

  test('is served without the token, under a strict policy', async () => {
    const response = await app.request('/ui/', { headers });
    expect([response.status, await response.text()]).toEqual([200, '<p>']);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types csd");
    expect(policy).not.toContain('unsafe');
    expect((await app.request('/ui/app.js', { headers })).headers.get('content-type')).toContain('text/javascript');
    expect((await app.request('/ui/', { headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await app.request('/health', { headers })).status).toBe(401);
  });

  test('returns the token once, for its code', async () => {
    for (const wrong of ['', 'the-cod', undefined, 7]) expect(await redeem(wrong)).toMatchObject({ status: 401 });
    expect(await redeem('the-code')).toMatchObject({ status: 200, body: { token: TOKEN, access: 'full' } });
    expect(await redeem('the-code')).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(await redeem('the-other-code')).toMatchObject({ body: { token: 'read-only', access: 'read_only' } });
    expect(await redeem('the-other-code')).toMatchObject({ status: 401 });
  });

  test.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a string', '"the-code"'],
  ])('returns nothing for a body that is %s', async (_, body) => {
    const init = { method: 'POST', headers: { ...headers, ...json }, body };
    expect(await answer(app.request('/ui/session', init))).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
  });

  test('accepts at most a few kilobytes without the token', async () => {
    expect(await redeem('x'.repeat(5000))).toMatchObject({ status: 413, body: { code: 'too_large' } });
  });

  test('does not exist unless it was enabled', async () => {
    expect((await onSocket.request('/ui/')).status).toBe(404);
    expect((await onPort.request('/ui/', { headers })).status).toBe(401);
  });
});

test('exactly the described routes are served, except the page', async () => {
  const { body } = await answer(onSocket.request('/openapi.json'));
  const described = Object.entries(body.paths as Record<string, object>).flatMap(([route, calls]) =>
    Object.keys(calls).map((method) => `${method.toUpperCase()} ${route}`),
  );
  const served = onSocket.routes
    .filter(({ method }) => method !== 'ALL')
    .map((route) => `${route.method} ${route.path}`);
  expect([...new Set(served)].sort()).toEqual(described.sort());
});

test('the description contains every operation, and schemas that compile and fit', async () => {
  const { body } = await answer(onSocket.request('/openapi.json'));
  expect(body.openapi).toBe('3.1.0');
  const paths = Object.keys(body.paths);
  expect(paths).toEqual(['/v1/echo', '/v1/count', '/v1/hold', '/events', '/health', '/openapi.json']);
  const { post: echo } = body.paths['/v1/echo'];
  expect(echo.description).toBe('At most one of loud, soft.');
  const input = echo.requestBody.content['application/json'].schema;
  expect(input.properties.text).toEqual({ type: 'string', description: 'what to say' });
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  const fits = ajv.compile(input);
  expect([fits({ text: 'hi' }), fits({ text: 1 }), fits({ text: 'hi', more: 1 })]).toEqual([true, false, false]);
  const event = ajv.compile(body.components.schemas.Event);
  expect(event({ type: 'snapshot', seq: 1, at: 2, sessions: [watched('job')] })).toBe(true);
  expect(event({ type: 'snapshot', seq: 1, at: 2 })).toBe(false);
});

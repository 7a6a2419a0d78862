import { beforeEach, describe, expect, test } from 'vitest';
import { createApp } from '../../../src/faces/http/app.ts';
import type { Panes, Typed } from '../../../src/faces/http/panes.ts';
import { OPERATIONS } from '../../../src/operations/index.ts';
import { playedHost } from '../face-host.ts';

const TOKEN = 'the-token-of-whoever-may-act-0123456789';
const LOOK = 'the-token-of-whoever-may-look-0123456789';
const HOST = { host: '127.0.0.1:4711' };

/** Read-only operations; a new operation is refused until it is listed. */
const LOOKS = [
  'state',
  'screen',
  'doctor',
  'ps',
  'discover',
  'output',
  'history',
  'logs',
  'usage',
  'watch',
  'wait',
  'wait_for_turn',
  'list_workers',
  'status',
  'read_events',
  'read_turn',
  'session_id',
  'events_file',
];

let app: ReturnType<typeof createApp>;
let called: string[];
let typed: Typed[];
beforeEach(() => {
  called = [];
  typed = [];
  const host = {
    ...playedHost(),
    operations: OPERATIONS,
    call: async ({ name }: { name: string }) => {
      called.push(name);
      return { ok: true };
    },
  };
  const panes: Panes = {
    async *follow() {
      yield { screen: 'hello', width: 5, height: 1, cursor: { x: 0, y: 0 } };
    },
    type: async (_session, what) => {
      typed.push(what);
    },
    about: async () => ({ version: '1', hosts: [], backends: ['one'], folder: '/work' }),
  };
  const entrance = { kind: 'port' as const, port: 4711, token: TOKEN, readOnlyToken: LOOK };
  const page = { assets: { 'index.html': '<p>' }, signIns: [] };
  app = createApp(host, entrance, { started: 0, sessions: () => 0 }, { page, panes });
});

const json = { 'content-type': 'application/json' };
async function ask(token: string, method: string, route: string, body?: unknown) {
  const headers = { ...HOST, ...json, authorization: `Bearer ${token}` };
  const response = await app.request(route, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the tests check every field they read
  return { status: response.status, body: (await response.json().catch(() => undefined)) as any };
}

describe('the read-only token', () => {
  test('runs exactly the operations that change nothing', async () => {
    const streams = ['logs', 'watch', 'read_events'];
    for (const name of Object.keys(OPERATIONS)) {
      const { status, body } = await ask(LOOK, 'POST', `/v1/${name}`, {});
      if (LOOKS.includes(name)) expect([name, status === 200 || streams.includes(name)]).toEqual([name, true]);
      else expect([name, status, body.code]).toEqual([name, 403, 'forbidden']);
    }
    expect(called.filter((name) => !LOOKS.includes(name))).toEqual([]);
    expect(called.length).toBe(LOOKS.length);
  });

  test('is refused by every other route that takes more than GET, including later ones', async () => {
    let acted = 0;
    app.post('/page/later', (c) => {
      acted++;
      return c.json({ ok: true });
    });
    const others = [
      '/page/keys',
      '/page/later',
      '/v1/%73end',
      '/v1/send/',
      '//v1/send',
      '/v1/../v1/send',
      '/v1/toString',
    ];
    for (const route of others)
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
        expect([route, method, (await ask(LOOK, method, route, { session: 'job', keys: ['y'] })).status]).toEqual([
          route,
          method,
          403,
        ]);
    expect([acted, typed, called]).toEqual([0, [], []]);
  });

  test('reads changes, the screen, and its own permissions', async () => {
    expect((await ask(LOOK, 'GET', '/health')).status).toBe(200);
    expect((await ask(LOOK, 'GET', '/page/about')).body).toMatchObject({ access: 'read_only', backends: ['one'] });
    const screen = await app.request('/page/screen?session=job', {
      headers: { ...HOST, authorization: `Bearer ${LOOK}` },
    });
    expect(await screen.text()).toContain('"screen":"hello"');
    expect((await ask(`${LOOK}x`, 'GET', '/health')).status).toBe(401);
  });
});

describe('a caller with write access', () => {
  test('types keys and texts, one of them at a time', async () => {
    expect((await ask(TOKEN, 'GET', '/page/about')).body).toMatchObject({ access: 'full' });
    const keys = ['y', ';', '~', '\\', 'é', '漢', ' ', 'Enter', 'C-c', 'BTab', 'M-Enter', 'F12', 'C-M-x', 'S-Up'];
    expect((await ask(TOKEN, 'POST', '/page/keys', { session: 'job', keys })).status).toBe(200);
    expect((await ask(TOKEN, 'POST', '/page/keys', { session: 'job', paste: 'two\nlines' })).status).toBe(200);
    expect(typed).toEqual([{ keys }, { paste: 'two\nlines' }]);
  });

  test.each([
    [{ keys: ['kill-server'] }],
    [{ keys: ['-R'] }],
    [{ keys: ['ab'] }],
    [{ keys: ['\n'] }],
    [{ keys: ['\u001b'] }],
    [{ keys: ['F13'] }],
    [{ keys: [] }],
    [{ keys: Array(65).fill('x') }],
    [{ paste: '' }],
    [{}],
    [{ keys: ['x'], paste: 'x' }],
    [{ keys: ['x'], more: 1 }],
    [{ keys: ['x'], session: '../x' }],
  ])('but not %j', async (input) => {
    const { status, body } = await ask(TOKEN, 'POST', '/page/keys', { session: 'job', ...input });
    expect([status, body.code, typed]).toEqual([400, 'bad_input', []]);
  });
});

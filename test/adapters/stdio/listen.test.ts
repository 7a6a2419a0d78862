import { spawn } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClock } from '../../../src/adapters/create-clock.ts';
import {
  BOUNDS,
  type Fetch,
  type Listening,
  listenOnPort,
  listenOnSocket,
} from '../../../src/adapters/stdio/listen.ts';
import { type Sent, streamEvents } from '../../../src/faces/http/sse.ts';

const clock = createClock();
let folder: string;
let file: string;
let listening: Listening | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'csd-listen-'));
  file = path.join(folder, 'socket');
});
afterEach(async () => {
  await listening?.close();
  listening = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A client that requests `/` and reads nothing unless told to. */
async function ask(): Promise<Socket> {
  const client = connect(file);
  client.pause();
  await new Promise((done) => client.once('connect', done));
  client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  return client;
}

/** Resolves once the value has not changed for some checks. */
async function settled(value: () => number): Promise<number> {
  let same = 0;
  for (let last = -1; same < 10; same = value() === last ? same + 1 : 0) {
    last = value();
    await clock.sleep(20);
  }
  return value();
}

describe('a stream', () => {
  const chunk = 'x'.repeat(10_000);
  let taken: number;
  let stopped: number;
  let over: AbortController;
  /** How long the server was willing to wait, ms; it waits a hundredth of that. */
  let patience: number[];
  const hasty = {
    ...clock,
    sleep: (ms: number, signal?: AbortSignal) => {
      patience.push(ms);
      return clock.sleep(ms / 100, signal);
    },
  };
  const stream: Fetch = () => {
    async function* source(): AsyncIterable<Sent> {
      for (; !over.signal.aborted; taken++) yield { data: chunk };
    }
    return streamEvents(source(), clock.sleep, () => {
      stopped++;
      over.abort();
    });
  };
  beforeEach(async () => {
    [taken, stopped] = [0, 0];
    patience = [];
    over = new AbortController();
    listening = await listenOnSocket(file, stream, hasty);
  });

  test('takes no more from its source than the client has room for', async () => {
    const client = await ask();
    const waiting = await settled(() => taken);
    // As much as the buffers of the kernel and Node hold, and not an endless source.
    expect(waiting).toBeGreaterThan(0);
    expect(waiting).toBeLessThan(200);
    client.on('data', () => client.pause());
    for (let n = 0; n < 100; n++) {
      client.resume();
      await clock.sleep(1);
    }
    expect(await settled(() => taken)).toBeGreaterThan(waiting);
    client.destroy();
  });

  test('stops once when its client has gone', async () => {
    const client = await ask();
    await settled(() => taken);
    client.destroy();
    await expect.poll(() => stopped).toBe(1);
  });

  test('ends with the server, even if the client does not read', async () => {
    const client = await ask();
    await settled(() => taken);
    const closed = new Promise((done) => client.resume().once('close', done));
    await listening?.close();
    await closed;
    expect(patience).toEqual([2000]);
  });
});

test('a socket file is private to its owner from the start, and is removed with the server', async () => {
  listening = await listenOnSocket(file, () => new Response('ok'), clock);
  expect([lstatSync(file).isSocket(), lstatSync(file).mode & 0o777]).toEqual([true, 0o600]);
  await listening.close();
  expect(lstatSync(file, { throwIfNoEntry: false })).toBeUndefined();
});

test('the socket of a server that has ended is replaced, and a newer server keeps its own', async () => {
  const text = async () => {
    const client = await ask();
    client.resume();
    let read = '';
    client.on('data', (part) => {
      read += part;
    });
    await expect.poll(() => read).toMatch(/(first|second)/);
    client.destroy();
    return /first|second/.exec(read)?.[0];
  };
  const first = await listenOnSocket(file, () => new Response('first'), clock);
  renameSync(file, `${file}.away`);
  listening = await listenOnSocket(file, () => new Response('second'), clock);
  await first.close();
  expect(await text()).toBe('second');
  expect(readdirSync(folder).sort()).toEqual(['socket', 'socket.away']);
  await listening.close();
  // Its server is gone: nothing answers there.
  renameSync(`${file}.away`, file);
  listening = await listenOnSocket(file, () => new Response('first'), clock);
  expect(await text()).toBe('first');
});

test('a server with a full queue still has its socket', async () => {
  // A stopped server accepts nothing: its queue fills up, and a further connection is told to try again.
  const program =
    "require('net').createServer().listen({ path: process.argv[1], backlog: 1 }, () => console.log('up'))";
  const server = spawn(process.execPath, ['-e', program, file], { stdio: ['ignore', 'pipe', 'ignore'] });
  const clients: Socket[] = [];
  try {
    await new Promise((up, fail) => server.stdout.once('data', up).once('end', fail));
    server.kill('SIGSTOP');
    for (let n = 0; n < 3; n++) clients.push(connect(file).on('error', () => undefined));
    const full = () =>
      new Promise<string | undefined>((done) =>
        connect(file)
          .on('error', (e: NodeJS.ErrnoException) => done(e.code))
          .on('connect', () => done(undefined)),
      );
    await expect.poll(full).toBe('EAGAIN');
    await expect(listenOnSocket(file, () => new Response(), clock)).rejects.toMatchObject({ code: 'already_serving' });
    expect(lstatSync(file).isSocket()).toBe(true);
  } finally {
    for (const client of clients) client.destroy();
    server.kill('SIGKILL');
  }
});

test('an incomplete request does not hold its connection for long', async () => {
  const { headersTimeout, connectionsCheckingInterval } = BOUNDS;
  expect(headersTimeout + connectionsCheckingInterval).toBeLessThanOrEqual(6000);
  // A fiftieth of each time limit; the server is otherwise as in use.
  const bounds = Object.fromEntries(Object.entries(BOUNDS).map(([name, ms]) => [name, ms / 50])) as typeof BOUNDS;
  listening = await listenOnPort(0, () => () => new Response('ok'), clock, { bounds });
  const client = connect(listening.port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost:');
  const read = await new Promise<string>((done) => {
    let text = '';
    client.on('data', (part) => {
      text += part;
    });
    client.once('close', () => done(text));
  });
  expect(read).toMatch(/^HTTP\/1\.1 408 /);
});

test('a port is on loopback only, and one in use is refused', async () => {
  listening = await listenOnPort(0, (port) => () => new Response(String(port)), clock);
  const { port } = listening;
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe(String(port));
  await expect(listenOnPort(port, () => () => new Response(), clock)).rejects.toMatchObject({ code: 'bad_input' });
});

describe('a request', () => {
  const told: Fetch = (_request, { incoming }) => Response.json({ line: incoming.url });

  /** Everything that the server answers to these bytes until it ends the connection. */
  async function sent(bytes: string): Promise<string> {
    const client = connect(listening?.port ?? 0, '127.0.0.1');
    let read = '';
    client.on('data', (part) => {
      read += part;
    });
    client.on('error', () => undefined);
    client.write(bytes);
    await new Promise((done) => client.once('close', done));
    return read;
  }

  beforeEach(async () => {
    listening = await listenOnPort(0, () => told, clock, {
      bounds: { ...BOUNDS, headersTimeout: 200, requestTimeout: 200, connectionsCheckingInterval: 50 },
    });
  });

  test('is passed on with its first line, which the guard of the origin reads', async () => {
    const answer = await sent('GET http://evil.example/x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
    expect(answer).toContain('{"line":"http://evil.example/x"}');
  });

  test.each([
    ['another method', 'FOO / HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'bad_input'],
    ['another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'bad_input'],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'bad_input'],
    ['a host with a user', 'GET / HTTP/1.1\r\nHost: a@b\r\nConnection: close\r\n\r\n', 400, 'bad_input'],
    ['a tunnel', 'CONNECT evil.example:80 HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'bad_input'],
    ['a NUL', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', 400, 'bad_input'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
      'bad_input',
    ],
    ['long headers', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, 431, 'too_large'],
    ['half a request', 'GET / HTTP/1.1\r\nHost: a\r\n', 408, 'timeout'],
  ])('that is malformed (%s) gets an answer in JSON', async (_, bytes, status, code) => {
    const answer = await sent(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/\r\ncontent-type: application\/json\r\n/i);
    expect(JSON.parse(/\{.*\}/.exec(answer)?.[0] ?? '')).toMatchObject({ code, error: expect.any(String) });
  });
});

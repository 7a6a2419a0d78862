import { PassThrough } from 'node:stream';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { beforeEach, expect, test } from 'vitest';
import { LineTransport } from '../../../src/faces/mcp/stdio-transport.ts';

let input: PassThrough;
let output: PassThrough;
let taken: JSONRPCMessage[];
let transport: LineTransport;
beforeEach(async () => {
  [input, output, taken] = [new PassThrough(), new PassThrough(), []];
  transport = new LineTransport(input, output, 100);
  transport.onmessage = (message) => void taken.push(message);
  await transport.start();
});

const settle = () => new Promise((done) => setImmediate(done));
const answers = () =>
  ((output.read() ?? '') as Buffer)
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const ping = (id: number | string) => ({ jsonrpc: '2.0' as const, id, method: 'ping' });

test('messages are read whole, however they are split, ignoring blank lines and CR', async () => {
  const bytes = Buffer.from(`${JSON.stringify(ping('grüße 👩'))}\r\n\n${JSON.stringify(ping(2))}\n`);
  for (const byte of bytes) input.write(Buffer.from([byte]));
  await settle();
  expect(taken).toEqual([ping('grüße 👩'), ping(2)]);
  expect(answers()).toEqual([]);
});

test.each([
  ['{', null, -32700],
  ['nonsense', null, -32700],
  ['{"id":"a"}', 'a', -32600],
  ['{"jsonrpc":"1.0","id":3,"method":"ping"}', 3, -32600],
  ['[]', null, -32600],
  ['null', null, -32600],
  ['x'.repeat(101), null, -32600],
])('%s is refused, and the next message is accepted', async (line, id, code) => {
  input.write(`${line}\n${JSON.stringify(ping(1))}\n`);
  await settle();
  expect(answers()).toMatchObject([{ jsonrpc: '2.0', id, error: { code } }]);
  expect(taken).toEqual([ping(1)]);
});

test.each([
  ['tools/call', {}, 'params.name'],
  ['tools/call', { name: 5 }, 'params.name'],
  ['tools/call', { name: 'x', arguments: null }, 'params.arguments'],
  ['resources/read', {}, 'params.uri'],
  ['logging/setLevel', { level: 'loud' }, 'params.level'],
  ['initialize', {}, 'params.protocolVersion'],
])(
  '%s with the parameters %j is refused, naming the wrong parameter in csd’s own words',
  async (method, params, place) => {
    const wide = new PassThrough();
    const roomy = new LineTransport(input, wide);
    roomy.onmessage = (message) => void taken.push(message);
    await transport.close();
    await roomy.start();
    input.resume();
    input.write(`${JSON.stringify({ jsonrpc: '2.0', id: 7, method, params })}\n${JSON.stringify(ping(1))}\n`);
    await settle();
    const message = `${method}: ${place} is missing, or not what the protocol says`;
    expect(JSON.parse((wide.read() as Buffer).toString())).toEqual({
      jsonrpc: '2.0',
      id: 7,
      error: { code: -32602, message },
    });
    expect(taken).toEqual([ping(1)]);
  },
);

test('a method that is unknown here is left to the server', async () => {
  const unknown = { jsonrpc: '2.0' as const, id: 2, method: 'x/y', params: { z: 1 } };
  input.write(`${JSON.stringify(unknown)}\n`);
  await settle();
  expect(taken).toEqual([unknown]);
});

test('a line of exactly the maximum length is accepted, and an unfinished one gets an error', async () => {
  const text = JSON.stringify(ping('a'.repeat(100 - JSON.stringify(ping('')).length)));
  expect(text).toHaveLength(100);
  input.write(`${text}\n`);
  input.end('{"jsonrpc"');
  await settle();
  expect(taken).toHaveLength(1);
  expect(answers()).toMatchObject([{ id: null, error: { code: -32700 } }]);
});

test('nothing is read after the end', async () => {
  await transport.close();
  input.write(`${JSON.stringify(ping(1))}\n`);
  await settle();
  expect(taken).toEqual([]);
});

test.each([{ ttl: 1 }, {}, 7, null])(
  'the request for a task, %j, is dropped: a server that offers none ignores it',
  async (task) => {
    const request = { ...ping(1), params: { _meta: {} } };
    input.write(`${JSON.stringify({ ...request, params: { ...request.params, task } })}\n`);
    await settle();
    expect({ taken, answers: answers() }).toEqual({ taken: [request], answers: [] });
  },
);

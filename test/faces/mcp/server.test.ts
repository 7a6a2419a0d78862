import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import {
  type LoggingMessageNotification,
  LoggingMessageNotificationSchema,
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Event } from '../../../src/contract/event.ts';
import { createMcpServer } from '../../../src/faces/mcp/server.ts';
import { type PlayedHost, playedHost, watched } from '../face-host.ts';

let host: PlayedHost;
let client: Client;
let logged: LoggingMessageNotification['params'][];
let updated: string[];
let listsChanged: number;

beforeEach(async () => {
  host = playedHost();
  client = new Client({ name: 'test', version: '1' });
  [logged, updated, listsChanged] = [[], [], 0];
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void logged.push(params));
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void updated.push(params.uri));
  client.setNotificationHandler(ResourceListChangedNotificationSchema, () => void listsChanged++);
  const [here, there] = InMemoryTransport.createLinkedPair();
  await createMcpServer(host).connect(there);
  await client.connect(here);
});
afterEach(() => client.close());

const snapshot = (...sessions: string[]): Event => ({
  type: 'snapshot',
  seq: 1,
  at: 1,
  sessions: sessions.map((name) => watched(name)),
});
const changed = (session: string, seq = 2): Event => ({
  type: 'changed',
  seq,
  ...watched(session, 'working'),
  previous: { status: 'spawning' },
});
const jsonOf = (result: unknown) => JSON.parse((result as { content: { text: string }[] }).content[0]?.text ?? '');

describe('tools', () => {
  test('are the operations, with their own schemas', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['echo', 'count', 'hold']);
    expect(tools[0]).toMatchObject({
      description: 'say it again. At most one of loud, soft.',
      inputSchema: {
        type: 'object',
        properties: { text: { type: 'string', description: 'what to say' } },
        required: ['text'],
        additionalProperties: false,
      },
      outputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    });
  });

  test('return the output unchanged, and as text', async () => {
    await client.listTools();
    const result = await client.callTool({ name: 'echo', arguments: { text: 'hi' } });
    expect(result.structuredContent).toEqual({ text: 'hi' });
    expect(jsonOf(result)).toEqual({ text: 'hi' });
    expect(result.isError).toBeUndefined();
  });

  test.each([
    [{ text: 'fail' }, { error: 'a gate is up', code: 'gated', gate: 'trust' }],
    [{ text: 'break' }, { error: expect.stringContaining('(Error)'), code: 'internal' }],
    [{}, { error: 'text is missing', code: 'bad_input', operation: 'echo' }],
    [
      { text: 'x', loud: true, soft: true },
      { error: 'loud and soft exclude each other', code: 'bad_input', operation: 'echo' },
    ],
  ])('that fail on %j report it as every face does', async (input, failure) => {
    await client.listTools();
    const result = await client.callTool({ name: 'echo', arguments: input });
    expect(result).toMatchObject({ isError: true });
    expect(jsonOf(result)).toEqual(failure);
  });

  test('that do not exist are refused', async () => {
    await expect(client.callTool({ name: 'nope' })).rejects.toThrow(/no tool "nope"/);
  });

  test('that stream send each item as it comes', async () => {
    const result = await client.callTool({ name: 'count', arguments: { to: 2 } });
    expect(logged).toEqual([1, 2].map((n) => ({ level: 'info', logger: 'count', data: { n } })));
    expect(jsonOf(result)).toMatchObject({ code: 'dead' });
  });

  test('that take long report the changes of their session meanwhile', async () => {
    host.tell(snapshot('job'));
    const progress: { progress: number; message?: string | undefined }[] = [];
    const onprogress = (report: (typeof progress)[number]) => void progress.push(report);
    const pending = client.callTool({ name: 'hold', arguments: { session: 'job' } }, undefined, { onprogress });
    await expect.poll(() => host.held.length).toBe(1);
    host.tell(changed('other'), changed('job', 3), changed('job', 4));
    await expect.poll(() => progress.length).toBe(2);
    host.held[0]?.finish();
    expect(jsonOf(await pending)).toEqual({ ok: true });
    expect(progress.map(({ message }) => message)).toEqual(['job: working', 'job: working']);
    expect(progress[1]?.progress).toBeGreaterThan(progress[0]?.progress ?? 0);
    host.tell(changed('job', 5));
    await expect.poll(() => logged.length).toBe(4);
    expect(progress).toHaveLength(2);
  });

  test('end when the client cancels, and when it disconnects', async () => {
    const patience = new AbortController();
    const cancelled = client.callTool({ name: 'hold' }, undefined, { signal: patience.signal });
    await expect.poll(() => host.held.length).toBe(1);
    const left = client.callTool({ name: 'hold' });
    await expect.poll(() => host.held.length).toBe(2);
    patience.abort('enough');
    await expect(cancelled).rejects.toThrow();
    await expect.poll(() => host.held.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    await Promise.all([client.close(), expect(left).rejects.toThrow()]);
    await expect.poll(() => host.held[1]?.signal.aborted).toBe(true);
    await expect.poll(() => host.wanted[0]?.signal?.aborted).toBe(true);
  });
});

describe('sessions', () => {
  test('are resources', async () => {
    host.tell(snapshot('a', 'job'));
    const { resources } = await client.listResources();
    expect(resources.map(({ uri, name, description }) => [uri, name, description])).toEqual([
      ['csd://sessions/a', 'a', 'spawning'],
      ['csd://sessions/job', 'job', 'spawning'],
    ]);
    const { contents } = await client.readResource({ uri: 'csd://sessions/job' });
    expect(contents).toMatchObject([{ uri: 'csd://sessions/job', mimeType: 'application/json' }]);
    expect(JSON.parse((contents[0] as { text: string }).text)).toEqual(watched('job'));
    await expect(client.readResource({ uri: 'csd://sessions/nope' })).rejects.toThrow(/no session/);
    await expect(client.readResource({ uri: 'file:///etc/passwd' })).rejects.toThrow(/no resource/);
  });

  test('report their changes to subscribers', async () => {
    host.tell(snapshot('a', 'job'));
    await client.listResources();
    await client.subscribeResource({ uri: 'csd://sessions/job' });
    const before = listsChanged;
    const events = [changed('a'), changed('job', 3)];
    host.tell(...events);
    await expect.poll(() => logged.length).toBe(2);
    expect(logged).toEqual(events.map((data) => ({ level: 'info', logger: 'events', data })));
    await expect.poll(() => updated).toEqual(['csd://sessions/job']);
    expect(listsChanged).toBe(before);
    await client.unsubscribeResource({ uri: 'csd://sessions/job' });
    host.tell(changed('job', 4), { type: 'gone', seq: 5, at: 5, session: 'job' });
    await expect.poll(() => listsChanged).toBe(before + 1);
    expect(updated).toEqual(['csd://sessions/job']);
  });

  test('are reported again after a resync', async () => {
    host.tell(snapshot('job'));
    await client.listResources();
    await client.subscribeResource({ uri: 'csd://sessions/job' });
    host.tell({ type: 'resync', seq: 9, at: 9, reason: 'too slow' }, snapshot('job', 'new'));
    await expect.poll(() => updated).toEqual(['csd://sessions/job']);
    await expect.poll(() => listsChanged).toBe(2);
  });

  test('are not reported to a client that asked only for warnings', async () => {
    await client.setLoggingLevel('warning');
    host.tell(snapshot('job'), changed('job'), { type: 'notice', seq: 3, at: 3, message: 'no more watches' });
    await expect.poll(() => logged).toMatchObject([{ level: 'warning', data: { type: 'notice' } }]);
  });
});

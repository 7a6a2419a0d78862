import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { isStreaming } from '../../../src/contract/operation.ts';
import type { Context } from '../../../src/drive/session/context.ts';
import { runCli } from '../../../src/faces/cli/main.ts';
import { describeFailure } from '../../../src/faces/failure.ts';
import type { FaceHost } from '../../../src/faces/host.ts';
import { createApp } from '../../../src/faces/http/app.ts';
import { createDriver } from '../../../src/faces/library/driver.ts';
import { createMcpServer } from '../../../src/faces/mcp/server.ts';
import { callOperation } from '../../../src/operations/call-operation.ts';
import { OPERATIONS, type OperationName } from '../../../src/operations/index.ts';
import { recordingHost } from '../host.ts';

/** One call as each face receives it: the input, and the same as command-line arguments. */
export interface Call {
  operation: OperationName;
  input: Record<string, unknown>;
  argv: string[];
}

/** The answer of a face: the JSON of the outcome (of a stream: of its first item), or of the failure. */
export type Answer = { outcome: unknown } | { failure: unknown };

/** Calls one face, in the environment of this context. */
export type Face = (ctx: Context, call: Call) => Promise<Answer>;

/** Every face, by name. */
export const FACES: Record<string, Face> = { library, commandLine, http, mcp };

async function library(ctx: Context, { operation, input }: Call): Promise<Answer> {
  try {
    const outcome: unknown = await createDriver(OPERATIONS, {
      ...hostOf({ ctx }, operation),
      watchSafety,
      openDeltas: async () => undefined,
    })[operation](input as never);
    return { outcome: plain(await firstOf(outcome)) };
  } catch (error) {
    return { failure: plain(describeFailure(error).json) };
  }
}

async function commandLine(ctx: Context, { operation, argv }: Call): Promise<Answer> {
  const { host, played } = recordingHost([operation, '--json', ...argv]);
  const code = await runCli({
    ...host,
    call: (called, input, spell) => callOperation(called, input, ctx, spell),
    readFile: async (file) => (await ctx.files.read(file, 1_000_000)) ?? '',
    stream: async (text) => {
      played.stdout += text;
      return false;
    },
  });
  if (played.stdout !== '') return { outcome: JSON.parse(played.stdout) };
  if (code === 0) throw new Error('it printed nothing');
  return { failure: JSON.parse(played.stderr) };
}

async function http(ctx: Context, { operation, input }: Call): Promise<Answer> {
  const app = createApp(hostOf({ ctx }, operation), { kind: 'socket' }, { started: 0, sessions: () => 0 });
  const headers = { 'content-type': 'application/json' };
  const response = await app.request(`/v1/${operation}`, { method: 'POST', headers, body: JSON.stringify(input) });
  if (response.headers.get('content-type') !== 'text/event-stream') {
    const body: unknown = await response.json();
    return response.ok ? { outcome: body } : { failure: body };
  }
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!/\ndata: .*\n\n/.test(text)) text += (await reader?.read())?.value ?? '';
  await reader?.cancel();
  const data: unknown = JSON.parse(/\ndata: (.*)\n/.exec(text)?.[1] ?? '');
  return text.includes('event: failure') ? { failure: data } : { outcome: data };
}

/** A client of the MCP face with one operation, in the environment of the newest call. */
interface Link {
  client: Client;
  world: { ctx: Context };
  onItem: (item: unknown) => void;
}

/**
 * Kept for the next call of the same operation: a client compiles every output schema of its list, which takes long.
 */
const links = new Map<OperationName, Promise<Link>>();

async function connect(ctx: Context, operation: OperationName): Promise<Link> {
  const client = new Client({ name: 'parity', version: '1' });
  const link: Link = { client, world: { ctx }, onItem: () => undefined };
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => link.onItem(params.data));
  const [here, there] = InMemoryTransport.createLinkedPair();
  await createMcpServer(hostOf(link.world, operation)).connect(there);
  await client.connect(here);
  // With the list the client checks every output against its schema.
  await client.listTools();
  return link;
}

async function mcp(ctx: Context, { operation, input }: Call): Promise<Answer> {
  const connecting = links.get(operation) ?? connect(ctx, operation);
  links.set(operation, connecting);
  const link = await connecting;
  const items: unknown[] = [];
  const enough = new AbortController();
  link.world.ctx = ctx;
  link.onItem = (item) => {
    items.push(item);
    enough.abort('the first item is enough');
  };
  const asked = link.client.callTool({ name: operation, arguments: input }, undefined, { signal: enough.signal });
  const result = await asked.catch((error) => {
    if (items.length === 0) throw error;
  });
  if (result === undefined) return { outcome: items[0] };
  const [{ text = '' } = {}] = result.content as { text?: string }[];
  if (result.isError) return { failure: JSON.parse(text) };
  if (JSON.stringify(result.structuredContent) !== text) throw new Error('the text is not the structured content');
  return { outcome: result.structuredContent };
}

/** Only the operation itself may move the fake clock: nobody listens to the hub, and there is no heartbeat. */
function hostOf(world: { ctx: Context }, operation: OperationName): FaceHost {
  return {
    version: '9.9.9',
    pid: 4711,
    // The schemas of the others would only cost time.
    operations: { [operation]: OPERATIONS[operation] },
    call: (called, input, signal) =>
      callOperation(called, input, isStreaming(called) ? { ...world.ctx, signal } : world.ctx),
    async *events({ signal }) {
      await new Promise<void>((done) => signal?.addEventListener('abort', () => done()));
    },
    now: () => world.ctx.clock.now(),
    pause: (_ms, signal) => new Promise((_done, fail) => signal.addEventListener('abort', () => fail(signal.reason))),
  };
}

/** No operation. */
async function* watchSafety(): AsyncGenerator<never> {}

async function firstOf(outcome: unknown): Promise<unknown> {
  if (typeof outcome !== 'object' || outcome === null || !(Symbol.asyncIterator in outcome)) return outcome;
  for await (const item of outcome as AsyncIterable<unknown>) return item;
  throw new Error('a stream without an item');
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

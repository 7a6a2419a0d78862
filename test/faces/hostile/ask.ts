import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { CsdError } from '../../../src/contract/errors.ts';
import { type AnyOperation, isStreaming } from '../../../src/contract/operation.ts';
import type { Context } from '../../../src/drive/session/context.ts';
import { type Layout, layoutOf } from '../../../src/faces/cli/fields.ts';
import { runCli } from '../../../src/faces/cli/main.ts';
import { describeFailure } from '../../../src/faces/failure.ts';
import type { FaceHost } from '../../../src/faces/host.ts';
import { createApp } from '../../../src/faces/http/app.ts';
import { createDriver } from '../../../src/faces/library/driver.ts';
import { createMcpServer } from '../../../src/faces/mcp/server.ts';
import { callOperation } from '../../../src/operations/call-operation.ts';
import type { Operations } from '../../../src/operations/index.ts';
import type { Transport } from '../../../src/ports/transport.ts';
import { someOf, THOROUGH } from '../../thorough.ts';
import { recordingHost } from '../host.ts';
import type { World } from '../parity/worlds.ts';
import { faultOf, HOSTILE, LEVELS } from './values.ts';

/** A call without hostile values: its environment and its input. */
export interface Usual {
  world: World;
  input: Record<string, unknown>;
}

/** Calls a face with an input as JSON text and as command-line arguments; returns the JSON of its answer. */
type Ask = (input: string, words: string[]) => Promise<unknown>;

/** One operation, and each face of it that can be called many times. */
export interface Asked {
  operation: AnyOperation<Context>;
  layout: Layout;
  fields: string[];
  usual: Usual[];
  faces: Record<string, Ask>;
  /** The environment of the next calls. */
  enter(world: World): void;
}

/**
 * How long the clock of an environment may run before pending waits are told to end, ms: a wait looks about 20 times a
 * second.
 */
const PATIENCE_MS = THOROUGH ? 120_000 : 10_000;

/** No other machine answers. */
const UNREACHABLE: Transport = {
  version: '9.9.9',
  async open() {
    async function* nothing(): AsyncGenerator<string> {}
    return {
      lines: nothing(),
      over: Promise.resolve({ code: 255, words: 'no route' }),
      send: () => undefined,
      close: () => undefined,
    };
  },
  drop: async () => undefined,
};

/** A separate environment for each call, in which nothing waits forever. */
export function patient(world: World): Context {
  const over = new AbortController();
  const ctx = Object.assign(world(), { signal: over.signal, reach: async () => UNREACHABLE });
  const [began, sleep] = [ctx.clock.now(), ctx.clock.sleep.bind(ctx.clock)];
  ctx.clock.sleep = async (ms, signal) => {
    if (ctx.clock.now() - began > PATIENCE_MS) {
      over.abort(new CsdError('timeout', 'the world of this test ends'));
      // Others get their turn before it fails: code that retries at once must not keep them from ending.
      await new Promise<void>((done) => setImmediate(done));
      throw over.signal.reason;
    }
    return sleep(Math.min(ms, PATIENCE_MS), signal);
  };
  return ctx;
}

/** An operation with all faces, or with those of these names. */
export async function prepare(
  operation: AnyOperation<Context>,
  usual: Usual[],
  names: readonly string[] = Object.keys(FACES),
): Promise<Asked> {
  let world: World =
    usual[0]?.world ??
    (() => {
      throw new Error(`no usual call of ${operation.name}`);
    });
  const { name } = operation;
  const host: FaceHost = {
    version: '9.9.9',
    pid: 1,
    operations: { [name]: async () => operation } as unknown as FaceHost['operations'],
    async call(_operation, input) {
      const outcome = await callOperation(operation, input, patient(world));
      if (!isStreaming(operation)) return outcome;
      for await (const item of outcome as AsyncIterable<unknown>) return itemsOf(item);
      return itemsOf();
    },
    async *events() {},
    now: () => 0,
    pause: (_ms, signal) => new Promise((_done, fail) => signal.addEventListener('abort', () => fail(signal.reason))),
  };
  const faces = await Promise.all(
    Object.entries(FACES).flatMap(([face, open]) =>
      names.includes(face) ? [open(host, operation).then((ask) => [face, ask] as const)] : [],
    ),
  );
  return {
    operation,
    layout: layoutOf(operation),
    fields: Object.keys(operation.input.shape as object),
    usual,
    faces: Object.fromEntries(faces.filter(([, ask]) => ask !== undefined)) as Asked['faces'],
    enter: (next) => {
      world = next;
    },
  };
}

/** How each face is called; `undefined` if the operation is not offered there. */
const FACES: Record<string, (host: FaceHost, operation: AnyOperation<Context>) => Promise<Ask | undefined>> = {
  library: async (host, { name }) => {
    const driver = driverOf(host) as unknown as Record<string, (input: unknown) => Promise<unknown>>;
    return (input) => orFailure(async () => firstOf(await driver[name]?.(JSON.parse(input))));
  },
  'object of the library': async (host, { name }) => {
    const driver = driverOf(host);
    if (!(name in driver.session('job')) || name === 'name') return undefined;
    return (input) =>
      orFailure(async () => {
        const { session, prompt, to, ...rest } = JSON.parse(input) as Record<string, unknown>;
        const methods = driver.session(session as string) as unknown as Record<string, (...args: unknown[]) => unknown>;
        const given = name === 'send' ? [prompt, rest] : name === 'rename' ? [to, {}] : [rest];
        return methods[name]?.(...given);
      });
  },
  http: async (host, { name }) => {
    const app = createApp(host, { kind: 'socket' }, { started: 0, sessions: () => 0 });
    const headers = { 'content-type': 'application/json' };
    return async (body) => {
      const response = await app.request(`/v1/${name}`, { method: 'POST', headers, body });
      return response.headers.get('content-type') === 'text/event-stream' ? response.text() : response.json();
    };
  },
  mcp: async (host, { name }) => {
    const client = new Client({ name: 'hostile', version: '1' });
    const [here, there] = InMemoryTransport.createLinkedPair();
    await createMcpServer(host).connect(there);
    await client.connect(here);
    return async (input) => {
      const result = await client.callTool({ name, arguments: JSON.parse(input) as Record<string, unknown> });
      const [{ text = '' } = {}] = result.content as { text?: string }[];
      return JSON.parse(text);
    };
  },
  'command line': async (host, { name }) => {
    const over = new AbortController();
    return async (_input, words) => {
      const { host: cli, played } = recordingHost([name, '--json', ...words]);
      await runCli({
        ...cli,
        operations: host.operations,
        call: (called, input) => host.call(called, input, over.signal),
        stream: async (text) => {
          played.stdout += text;
          return false;
        },
      });
      return JSON.parse(played.stdout || played.stderr);
    };
  },
};

function driverOf(host: FaceHost) {
  async function* watchSafety(): AsyncGenerator<never> {}
  return createDriver(host.operations as unknown as Operations, {
    ...host,
    watchSafety,
    openDeltas: async () => undefined,
  });
}

async function orFailure(act: () => Promise<unknown>): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    return describeFailure(error).json;
  }
}

async function firstOf(outcome: unknown): Promise<unknown> {
  if (typeof outcome !== 'object' || outcome === null || !(Symbol.asyncIterator in outcome)) return outcome;
  for await (const item of outcome as AsyncIterable<unknown>) return item;
  return {};
}

async function* itemsOf(...items: unknown[]): AsyncGenerator<unknown> {
  yield* items;
}

/** The usual input with one field of this JSON, as text; fields that exclude that one are omitted. */
function inputWith({ operation }: Asked, { input }: Usual, field: string, json: string): string {
  const excluding = (operation.exclusive ?? [])
    .filter((group) => (group as string[]).includes(field))
    .flat() as string[];
  const kept = Object.entries(input).filter(([name]) => name !== field && !excluding.includes(name));
  const fields = kept.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${[...fields, `${JSON.stringify(field)}:${json}`].join(',')}}`;
}

/** The same as command-line arguments, which can only be text. */
function wordsWith({ layout, fields }: Asked, { input }: Usual, field: string, json: string): string[] {
  const texts = (name: string): string[] => {
    if (name !== field) return [input[name] ?? []].flat().map(wordOf);
    const value: unknown = json.length > LEVELS ? json : JSON.parse(json);
    return Array.isArray(value)
      ? value.map((one) => String(JSON.stringify(one)))
      : [typeof value === 'string' ? value : json];
  };
  const positions = layout.positionals.flatMap(({ name }) => texts(name));
  const flags = layout.flags
    .filter(({ name, follows }) => !follows && (name === field || input[name] !== undefined) && fields.includes(name))
    .flatMap(({ name, flag }) => texts(name).map((text) => (text === 'true' ? `--${flag}` : `--${flag}=${text}`)));
  const text = layout.text ? texts(layout.text.field.name) : [];
  const after = layout.afterDashes ? texts(layout.afterDashes.name) : [];
  return [...flags, ...positions, ...text, ...(after.length > 0 ? ['--', ...after] : [])];
}

function wordOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A value that is not a text reaches one field in this many. */
const FIELDS = THOROUGH ? 2 : 9;
/** A value reaches one face in this many, besides the first. */
const SHARE = THOROUGH ? 1 : 5;

/**
 * Puts each hostile value into fields of the usual calls, and returns what answered with an internal error. `turn`
 * decides which fields and faces get which value: all faces read their input in the same way for all operations. Only
 * one value in `share` is tried, unless the run is thorough.
 */
export async function faultsOf(asked: Asked, turn: number, share = 1): Promise<string[]> {
  const faults: string[] = [];
  for (const [what, json] of someOf(Object.entries(HOSTILE), share, turn)) {
    turn++;
    const usual = asked.usual[turn % asked.usual.length] as Usual;
    asked.enter(usual.world);
    const [own = ''] = [asked.fields[turn % asked.fields.length]];
    for (const [at, [face, ask]] of Object.entries(asked.faces).entries()) {
      if (at > 0 && (at + turn) % SHARE !== 0) continue;
      // A value that is not a text usually ends at the schema, which is the same for all faces.
      const isWide = at === 0 && !json.startsWith('"');
      for (const field of isWide ? asked.fields.filter((_, n) => n % FIELDS === turn % FIELDS) : [own]) {
        const input = inputWith(asked, usual, field, json);
        const answer = await ask(input, wordsWith(asked, usual, field, json)).catch(asFault);
        const fault = faultOf(answer);
        if (fault !== undefined) faults.push(`${face}, ${field} is ${what}: ${fault.slice(0, 300)}`);
      }
    }
  }
  return faults;
}

/** An exception that a face let through. */
export function asFault(error: unknown): object {
  return { code: 'internal', error: String(error).slice(0, 200) };
}

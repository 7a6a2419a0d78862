import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { CsdError } from '../../src/contract/errors.ts';
import { type AnyOperation, isStreaming } from '../../src/contract/operation.ts';
import type { Context } from '../../src/drive/session/context.ts';
import { type Layout, layoutOf } from '../../src/faces/cli/fields.ts';
import { runCli } from '../../src/faces/cli/main.ts';
import { describeFailure } from '../../src/faces/failure.ts';
import type { FaceHost } from '../../src/faces/host.ts';
import { createApp } from '../../src/faces/http/app.ts';
import { createMcpServer } from '../../src/faces/mcp/server.ts';
import { callOperation } from '../../src/operations/call.ts';
import { OPERATIONS, type OperationName } from '../../src/operations/index.ts';
import { someOf, THOROUGH } from '../thorough.ts';
import { recordingHost } from './host.ts';
import { ID, idle } from './parity/worlds.ts';

const LEVELS = 20_000;
const nested = (open: string, close: string) => `${open.repeat(LEVELS)}1${close.repeat(LEVELS)}`;

/** Hostile values, as JSON; each field decides what it accepts of them, but none may cause an internal error. */
const HOSTILE: Record<string, string> = {
  null: 'null',
  true: 'true',
  zero: '0',
  negative: '-1',
  fraction: '1.5',
  huge: '1e308',
  'beyond all numbers': '1e999',
  'a long number': '123456789012345678901234567890',
  'an empty text': '""',
  blanks: '" \\t\\n "',
  'a long text': JSON.stringify('x'.repeat(70_000)),
  'a long name': JSON.stringify('n'.repeat(255)),
  'a NUL': '"a\\u0000b"',
  escapes: '"\\u001b[2J\\u001b]0;x\\u0007\\u009b1A"',
  'a change of direction': '"\\u202ejob"',
  'half a character': '"\\ud800"',
  'a name of every object': '"__proto__"',
  'another one': '"constructor"',
  'a path upwards': '"../../etc/passwd"',
  'a path': '"/etc/passwd"',
  'a device': '"/dev/zero"',
  'a tmux target': '"=job:0.1"',
  'a tmux format': '"#{pane_id}#(id)%1"',
  'a command': '"$(id);`id`|&"',
  'a flag': '"--config=/etc/passwd"',
  dashes: '"--"',
  'an empty list': '[]',
  'a list of texts': '["job","job"]',
  'a list of anything': '[null,1,{},[[]]]',
  'a long list': JSON.stringify(Array.from({ length: 300 }, (_, n) => `a${n}`)),
  'an empty object': '{}',
  'a prototype': '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1}',
  'deep lists': nested('[', ']'),
  'deep objects': nested('{"a":', '}'),
};

/** The input of an operation without hostile values. */
const USUAL: Record<string, unknown> = {
  session: 'job',
  sessions: ['job'],
  worker: 'job',
  name: 'new',
  prompt: 'go',
  answers: ['go'],
  cwd: '/work/app',
  session_id: ID,
  target: 'job',
};

/** One operation, and each face of it that can be called many times. */
interface Asked {
  operation: AnyOperation<Context>;
  layout: Layout;
  fields: string[];
  faces: Record<string, (input: string, words: string[]) => Promise<unknown>>;
}

/**
 * How long the clock of an environment may run before pending waits are told to end, ms: a wait looks about 20 times a
 * second.
 */
const PATIENCE_MS = THOROUGH ? 120_000 : 10_000;

/** A separate environment for each call, in which nothing waits forever. */
function freshWorld(): Context {
  const over = new AbortController();
  const ctx = Object.assign(idle(), { signal: over.signal });
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

async function call(operation: AnyOperation<Context>, input: Record<string, unknown>): Promise<unknown> {
  const outcome = await callOperation(operation, input, freshWorld());
  if (!isStreaming(operation)) return outcome;
  for await (const item of outcome as AsyncIterable<unknown>) return item;
  return undefined;
}

async function prepare(name: OperationName): Promise<Asked> {
  const operation = (await OPERATIONS[name]()) as AnyOperation<Context>;
  const layout = layoutOf(operation);
  const fields = Object.keys(operation.input.shape as object);
  const over = new AbortController();
  const host: FaceHost = {
    version: '9.9.9',
    pid: 1,
    operations: { [name]: OPERATIONS[name] } as FaceHost['operations'],
    call: async (_operation, input) => {
      const outcome = await call(operation, input);
      return isStreaming(operation) ? itemsOf(outcome) : outcome;
    },
    async *events() {},
    now: () => 0,
    pause: (_ms, signal) => new Promise((_done, fail) => signal.addEventListener('abort', () => fail(signal.reason))),
  };
  const app = createApp(host, { kind: 'socket' }, { started: 0, sessions: () => 0 });
  const client = new Client({ name: 'hostile', version: '1' });
  const [here, there] = InMemoryTransport.createLinkedPair();
  await createMcpServer(host).connect(there);
  await client.connect(here);
  const faces: Asked['faces'] = {
    library: async (input) => {
      try {
        return await call(operation, JSON.parse(input) as Record<string, unknown>);
      } catch (error) {
        return describeFailure(error).json;
      }
    },
    http: async (body) => {
      const headers = { 'content-type': 'application/json' };
      const response = await app.request(`/v1/${name}`, { method: 'POST', headers, body });
      return response.headers.get('content-type') === 'text/event-stream' ? response.text() : response.json();
    },
    mcp: async (input) => {
      const values = JSON.parse(input) as Record<string, unknown>;
      const result = await client.callTool({ name, arguments: values });
      const [{ text = '' } = {}] = result.content as { text?: string }[];
      return JSON.parse(text);
    },
    'command line': async (_input, words) => {
      const { host: cli, played } = recordingHost([name, '--json', ...words]);
      await runCli({
        ...cli,
        call: (called, input) => host.call(called, input, over.signal),
        stream: async (text) => {
          played.stdout += text;
          return false;
        },
      });
      return JSON.parse(played.stdout || played.stderr);
    },
  };
  return { operation, layout, fields, faces };
}

async function* itemsOf(item: unknown): AsyncGenerator<unknown> {
  yield item;
}

/** The usual input with one field of this JSON, as text. */
function inputWith({ operation, fields }: Asked, field: string, json: string): string {
  const required = fields.filter((name) => USUAL[name] !== undefined && name !== field);
  const usual = (name: string) => {
    const value = USUAL[name];
    return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
  };
  // Fields that exclude each other are omitted.
  const group = (operation.exclusive ?? []).flat() as string[];
  const kept = required.filter((name) => !(group.includes(name) && group.includes(field)));
  return `{${[...kept.map(usual), `${JSON.stringify(field)}:${json}`].join(',')}}`;
}

/** The same as command-line arguments, which can only be text. */
function wordsWith({ layout, fields }: Asked, field: string, json: string): string[] {
  const texts = (name: string): string[] => {
    if (name !== field) return [USUAL[name] ?? []].flat().map(String);
    const value: unknown = json.length > LEVELS ? json : JSON.parse(json);
    return Array.isArray(value)
      ? value.map((one) => String(JSON.stringify(one)))
      : [typeof value === 'string' ? value : json];
  };
  const positions = layout.positionals.flatMap(({ name }) => texts(name));
  const flags = layout.flags
    .filter(({ name, follows }) => !follows && (name === field || USUAL[name] !== undefined) && fields.includes(name))
    .flatMap(({ name, flag }) => texts(name).map((text) => `--${flag}=${text}`));
  const text = layout.text ? texts(layout.text.field.name) : [];
  const after = layout.afterDashes?.name === field ? ['--', ...texts(field)] : [];
  return [...flags, ...positions, ...text, ...after];
}

/** What an internal error looks like to a caller: the code, or the words of an exception. */
function faultOf(answer: unknown): string | undefined {
  const text = JSON.stringify(answer) ?? 'undefined';
  if (typeof answer !== 'object' && typeof answer !== 'string') return `no JSON object: ${text}`;
  if ((answer as { code?: unknown } | null)?.code === 'internal') return text;
  return /"code":"internal"|Maximum call stack|Cannot read propert|is not (?:a function|iterable)|Invalid time value/.exec(
    text,
  )
    ? text
    : undefined;
}

/** A value that is not a text reaches one field in this many. */
const FIELDS = THOROUGH ? 2 : 9;
const names = Object.keys(OPERATIONS) as OperationName[];

describe.each(names)('%s', (name) => {
  let asked: Asked;
  beforeAll(async () => {
    asked = await prepare(name);
  });

  test('no hostile value of a field causes an internal error, on any face', async () => {
    const faults: string[] = [];
    let turn = 0;
    for (const [what, json] of Object.entries(HOSTILE)) {
      // A value that is not a text ends at the schema, which is the same for all: the library gets it in a share of the
      // fields, the others in turn.
      const [own = ''] = [asked.fields[turn++ % asked.fields.length]];
      for (const [at, [face, ask]] of Object.entries(asked.faces).entries()) {
        // They read their input the same way for all operations: each value reaches each face through some of those,
        // and each operation through some face.
        if (face !== 'library' && !THOROUGH && (at + turn + names.indexOf(name)) % 5 !== 0) continue;
        for (const field of face === 'library' && !json.startsWith('"')
          ? asked.fields.filter((_, n) => n % FIELDS === turn % FIELDS)
          : [own]) {
          const input = inputWith(asked, field, json);
          const answer = await ask(input, wordsWith(asked, field, json)).catch((error: unknown) => ({
            code: 'internal',
            error: String(error).slice(0, 200),
          }));
          const fault = faultOf(answer);
          if (fault !== undefined) faults.push(`${face}, ${field} is ${what}: ${fault.slice(0, 300)}`);
        }
      }
    }
    expect(faults).toEqual([]);
    expect((Object.prototype as { polluted?: unknown }).polluted).toBeUndefined();
  }, 60_000);

  test('nor does an invalid input', async () => {
    const faults: string[] = [];
    for (const [what, json] of someOf(Object.entries(HOSTILE), 3, names.indexOf(name))) {
      const [library, http] = [asked.faces.library, asked.faces.http];
      for (const ask of [library, http]) {
        const fault = faultOf(
          await ask?.(json, []).catch((error: unknown) => ({ code: 'internal', error: String(error) })),
        );
        if (fault !== undefined) faults.push(`${ask === http ? 'http' : 'library'}, ${what}: ${fault.slice(0, 300)}`);
      }
    }
    expect(faults).toEqual([]);
  });
});

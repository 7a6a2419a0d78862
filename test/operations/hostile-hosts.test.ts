import { describe, expect, test } from 'vitest';
import type { CallReply } from '../../src/contract/host-call.ts';
import type { AnyOperation } from '../../src/contract/operation.ts';
import { isStreaming } from '../../src/contract/operation.ts';
import type { Context } from '../../src/drive/session/context.ts';
import { describeFailure } from '../../src/faces/failure.ts';
import { callOperation } from '../../src/operations/call-operation.ts';
import { OPERATIONS } from '../../src/operations/index.ts';
import { LOOKS } from '../../src/operations/looks.ts';
import { onHosts } from '../../src/operations/on-hosts/index.ts';
import { diskContext, localContext, RemoteMachine } from '../drive/hosts/remote.ts';

const row = (name: unknown, more: object = {}) => ({
  name,
  session: name,
  session_id: '',
  cwd: '/srv',
  backend: 'claude',
  jsonl_path: null,
  permission_mode: null,
  backend_version: null,
  created: 1,
  alive: true,
  state: { status: 'spawning' },
  ...more,
});

/** Outputs that no csd gives, whatever the request. */
const OUTPUTS: Record<string, unknown> = {
  nothing: null,
  'a number': 5,
  'a text': 'x',
  'a list': [],
  'an empty object': {},
  'a list that is none': { sessions: 5, agents: 5, workers: 5, turns: 5, screen: 5 },
  'rows of nothing': { sessions: [null], agents: [null], workers: [null], turns: [null], checks: [null] },
  'a name that acts on a terminal': { sessions: [row('a\u001b[2J\u009b')] },
  'a name that leaves its folder': { sessions: [row('../../x')] },
  'a session of another machine': { sessions: [row('a@lab')] },
  'a row of another machine': { sessions: [row('a', { host: 'lab' })], host: 'lab' },
  'a status that there is not': { sessions: [row('a', { state: { status: '__proto__' } })], status: '__proto__' },
};
/** Replies that are not outputs. */
const REPLIES: Record<string, unknown> = {
  'a failure of nothing': { failure: null },
  'a failure without a code': { failure: { error: 'x' } },
  'a failure that is a list': { failure: [] },
  'an item of nothing': { item: null },
  'an item of an odd kind': { item: { type: 'snapshot', sessions: [row('a@lab')] } },
};
/** Fields that a remote operation needs besides its session; it gets all of these that it knows. */
const INPUT: Record<string, unknown> = {
  prompt: 'hi',
  answers: ['1'],
  new: 'b',
  keys: ['Enter'],
  task: 'x',
  tags: ['x'],
  add: ['x'],
  to: 'b',
  text: 'x',
  message: 'hi',
  entries: [{ prompt: 'hi' }],
  cwd: '/srv',
  tool: 'Bash',
  timeout: 1,
};

const table = onHosts(OPERATIONS);

/** The input of an operation on the machine `build`. */
function inputOf(operation: AnyOperation): Record<string, unknown> {
  const { shape } = operation.input as unknown as {
    shape: Record<string, { safeParse(value: unknown): { success: boolean } }>;
  };
  const input: Record<string, unknown> = {};
  for (const [field, schema] of Object.entries(shape)) {
    const takes = (value: unknown) => schema.safeParse(value).success;
    if (takes(undefined)) continue;
    const known = [INPUT[field], 'job@build', ['job@build'], 'x', ['x'], 1].find(
      (value) => value !== undefined && takes(value),
    );
    if (known !== undefined) input[field] = known;
  }
  const isNamed = JSON.stringify(input).includes('@build');
  if (!isNamed && 'session' in shape) input.session = 'job@build';
  else if (!isNamed && 'sessions' in shape) input.sessions = ['job@build'];
  else if (!isNamed && 'host' in shape) input.host = shape.host?.safeParse('build').success ? 'build' : ['build'];
  return input;
}

/** The result of a call: its output, or its failure as every face reports it. */
async function outcomeOf(operation: AnyOperation, ctx: Context): Promise<unknown> {
  try {
    const output = await callOperation(operation, inputOf(operation), ctx);
    if (!isStreaming(operation)) return output;
    for await (const item of output as AsyncIterable<unknown>) return item;
    return undefined;
  } catch (error) {
    return { failure: describeFailure(error).json };
  }
}

/** A context in which every other machine greets like a csd, and then sends only this. */
function evil(reply: unknown): Context {
  const remote = new RemoteMachine(diskContext());
  remote.onReply = (told) => ('csd' in told ? told : (reply as CallReply));
  return localContext(remote);
}

const LOOKING = [...LOOKS] as (keyof typeof OPERATIONS)[];
const ALL = Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[];

async function outcomes(reply: unknown, names: readonly (keyof typeof OPERATIONS)[]): Promise<[string, string][]> {
  const ctx = evil(reply);
  const told = names.map(async (name): Promise<[string, string]> => {
    const operation = await table[name]();
    return [name, JSON.stringify((await outcomeOf(operation, ctx)) ?? null)];
  });
  return Promise.all(told);
}

function expectOrderly(told: [string, string][]): void {
  for (const [name, text] of told) {
    expect([name, text]).toEqual([name, expect.not.stringContaining('"internal"')]);
    expect([name, text]).toEqual([name, expect.not.stringContaining('lab')]);
  }
}

describe('a machine without csd, or with an incompatible one', () => {
  test.each(Object.entries(OUTPUTS))(
    'that answers each operation with %s causes csd’s own error',
    async (_, output) => {
      const told = await outcomes({ output }, ALL);
      expect(told).toHaveLength(ALL.length);
      expectOrderly(told);
    },
  );

  // A call that changes something is retried for a minute without an answer: read-only ones test the same.
  test.each(Object.entries(REPLIES))('that sends %s causes csd’s own error', async (_, reply) => {
    expectOrderly(await outcomes(reply, LOOKING));
  });

  test('does not hide other machines in a list', async () => {
    const remote = new RemoteMachine(diskContext());
    let asked = 0;
    remote.perform = async () => (asked++ === 0 ? { sessions: [row('a@lab')] } : { sessions: [row('b')] });
    const ctx = localContext(remote);

    const list = (await callOperation(await table.ps(), { host: ['build', 'lab'] }, ctx)) as { sessions: Row[] };
    const names = list.sessions.map(({ name }) => name).sort();
    expect(names.map((name) => name.split('@')[0])).toEqual(['', 'b']);
    const reason = expect.stringContaining('ps with something that this csd does not understand');
    expect(list.sessions).toContainEqual(expect.objectContaining({ state: { status: 'unknown', reason } }));
  });

  test('that never stops sending is given up', async () => {
    const ctx = { ...evil({}), reach: async () => babbler } as Context;
    await expect(callOperation(await table.state(), { session: 'job@build' }, ctx)).rejects.toMatchObject({
      code: 'remote_failed',
    });
  });
});

type Row = { name: string };

const GREETING = JSON.stringify({ csd: { version: '1.0.0', protocol: { major: 1, minor: 1 } } });

/** Sends a greeting, and then text that is not a reply, without end. */
const babbler = {
  version: '1.0.0',
  drop: async () => undefined,
  open: async () => ({
    lines: (async function* () {
      yield GREETING;
      for (;;) yield '{"well": "well"}';
    })(),
    over: new Promise<never>(() => undefined),
    send: () => undefined,
    close: () => undefined,
  }),
};

test('a machine that answers a list with a failure hides none of the others', async () => {
  const remote = new RemoteMachine(diskContext());
  // Both hosts are this one: the first connection gets a failure, the second the answer.
  remote.onReply = (reply, n) =>
    'output' in reply && n === 1 ? { failure: { error: 'no room left', code: 'internal' } } : reply;
  remote.perform = async () => ({ sessions: [row('job')] });
  const operation = await table.ps();
  const list = callOperation(operation, { host: ['build', 'lab'] }, localContext(remote));
  const { sessions } = (await list) as { sessions: { name: string; state: { status: string; reason?: string } }[] };
  expect(sessions.map(({ name }) => name).sort()).toEqual(['@build', 'job']);
  expect(sessions.find(({ name }) => name === '@build')?.state).toMatchObject({
    status: 'unknown',
    reason: expect.stringContaining('no room left (on build)'),
  });
});

describe('a machine with another protocol', () => {
  /** Both hosts are this one: the first connection greets like this, the others like this csd. */
  function twoVersions(version = '9.9.9') {
    const remote = new RemoteMachine(diskContext());
    remote.onReply = (reply, n) =>
      'csd' in reply && n === 1 ? { csd: { version, protocol: { major: 9, minor: 0 } } } : reply;
    return { remote, ctx: localContext(remote) };
  }

  test('is a row of a list of several, and an error of its own', async () => {
    const { remote, ctx } = twoVersions();
    remote.perform = async () => ({ sessions: [row('job')] });
    const { sessions } = (await callOperation(await table.ps(), { host: ['build', 'lab'] }, ctx)) as {
      sessions: Row[];
    };
    expect(sessions.map(({ name }) => name).sort()).toEqual(['@build', 'job']);
    const reason = expect.stringMatching(/9\.9\.9 with protocol 9\.0 there/);
    expect(sessions).toContainEqual(expect.objectContaining({ name: '@build', state: { status: 'unknown', reason } }));

    const alone = callOperation(await table.ps(), { host: ['build'] }, twoVersions().ctx);
    await expect(alone).rejects.toMatchObject({ code: 'version_mismatch' });
  });

  test('is a row of the usage of several', async () => {
    const { remote, ctx } = twoVersions();
    remote.perform = async () => ({ sessions: [] });
    const { sessions } = (await callOperation(await table.usage(), { host: ['build', 'lab'] }, ctx)) as {
      sessions: Row[];
    };
    expect(sessions).toEqual([expect.objectContaining({ session: '@build', error: expect.stringContaining('9.9.9') })]);
  });

  test('is told at a bounded length, without control characters', async () => {
    const { ctx } = twoVersions(`9\u001b[2J\n\u202e${'9'.repeat(2_000_000)}`);
    const error = await callOperation(await table.state(), { session: 'job@build' }, ctx).catch((thrown) => thrown);
    const { json } = describeFailure(error);
    expect(json).toMatchObject({ code: 'version_mismatch', there: expect.stringMatching(/^9; 9{50,}…$/) });
    expect(JSON.stringify(json).length).toBeLessThan(1000);
    expect(JSON.stringify(json)).not.toMatch(/u001b|u202e|\u202e|\\n/);
  });

  const snapshot = { type: 'snapshot', seq: 1, epoch: 1, at: 1, sessions: [] };

  test.each([
    ['of all sessions', { host: ['build', 'lab'] }],
    ['of named sessions', { sessions: ['a@build', 'b@lab'] }],
  ])('is a notice of a watch %s of several, and ends the watch of one', async (_, input) => {
    const { remote, ctx } = twoVersions();
    remote.perform = async () =>
      (async function* () {
        yield snapshot;
        await new Promise<never>(() => undefined);
      })();
    const seen: string[] = [];
    for await (const event of (await callOperation(await table.watch(), input, ctx)) as AsyncIterable<Heard>) {
      seen.push(event.type);
      if (event.type !== 'notice') continue;
      expect(event.message).toContain('9.9.9');
      break;
    }
    expect(seen).toEqual(['snapshot', 'notice']);

    const alone = await callOperation(await table.watch(), { host: ['build'] }, twoVersions().ctx);
    const first = (alone as AsyncIterable<Heard>)[Symbol.asyncIterator]().next();
    await expect(first).rejects.toMatchObject({ code: 'version_mismatch' });
  });
});

type Heard = { type: string; message?: string };

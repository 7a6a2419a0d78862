import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { CsdError } from '../../../src/contract/errors.ts';
import type { AnyOperation } from '../../../src/contract/operation.ts';
import { SessionName } from '../../../src/contract/session.ts';
import { addressProblem, readHosts, splitAddress } from '../../../src/drive/hosts/address.ts';
import { qualify } from '../../../src/drive/hosts/qualify.ts';
import { CHAMPIONS, ROLES } from '../../../src/drive/spawn/names/name-parts.ts';
import { callOperation } from '../../../src/operations/call-operation.ts';
import { OPERATIONS } from '../../../src/operations/index.ts';
import { LOOKS, WAITS } from '../../../src/operations/looks.ts';
import { onHost, onHosts } from '../../../src/operations/on-hosts/index.ts';
import { mergeLists } from '../../../src/operations/on-hosts/merge.ts';
import { splitInput } from '../../../src/operations/on-hosts/route.ts';
import { type WaitOutput, waitForParts } from '../../../src/operations/on-hosts/wait.ts';
import { diskContext, localContext, RemoteMachine } from '../../drive/hosts/remote.ts';
import { createFakeContext } from '../../fakes/context.ts';

const REFUSED = [
  'job@-oProxyCommand=touch',
  'job@',
  'job@a b',
  'job@a;b',
  'job@$(id)',
  'job@`id`',
  'job@a\nb',
  'job@a\0b',
  'job@\x1b[31m',
  'job@-l@host',
  'job@@host',
  'job@a@b@c',
  'job@user name@host',
  'job@ssh://host',
  'job@%h',
  'job@ｂuild',
  `job@${'x'.repeat(300)}`,
  '@host',
  '-job@host',
  'a..b@host',
  'a/b@host',
];

describe('an address', () => {
  test.each(REFUSED)('%j is refused, with the rule', (text) => {
    expect(addressProblem(text)).toMatch(/^a (host|session name) /);
  });

  test.each(['job', 'job@build', 'job@me@build', 'a.b-c_d@build.example.net', 'job@10.0.0.1', 'job@fe80:1::2'])(
    '%s is an address',
    (text) => {
      expect(addressProblem(text)).toBeUndefined();
    },
  );

  test('is split at its first @', () => {
    expect(splitAddress('job@me@build')).toEqual({ name: 'job', host: 'me@build' });
    expect(readHosts(['a, b', 'a,me@c'])).toEqual(['a', 'b', 'me@c']);
    expect(() => readHosts(['a,-b'])).toThrow(/"-b"/);
  });
});

const names = Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[];
const table = onHosts(OPERATIONS);

describe.each(names)('%s', (name) => {
  test('takes NAME@HOST in each field that names a session, and refuses what is not a host', async () => {
    const bare = (await OPERATIONS[name]()) as AnyOperation;
    const shape = (bare.input as z.ZodMiniObject).shape as Record<string, z.ZodMiniType>;
    const wrapped = ((await table[name]()).input as z.ZodMiniObject).shape as Record<string, z.ZodMiniType>;
    for (const [field, schema] of Object.entries(shape)) {
      const takes = (from: Record<string, z.ZodMiniType>, text: string) =>
        [text, [text]].some((value) => (from[field] as z.ZodMiniType).safeParse(value).success);
      if (!takes(shape, 'job') || takes(shape, 'job@build') || takes(shape, 'a b')) continue;
      const isSession = JSON.stringify(z.toJSONSchema(schema, { io: 'input' })).includes('200');
      if (!isSession) continue;
      expect([field, takes(wrapped, 'job@build')]).toEqual([field, true]);
      for (const text of REFUSED) expect([field, text, takes(wrapped, text)]).toEqual([field, text, false]);
    }
  });

  test('names each session of its output with its host', async () => {
    const output = await ((await OPERATIONS[name]()) as AnyOperation).output();
    const places = sessionPlaces(output as z.ZodMiniType, '');
    const sample = qualify(sampleOf(places), 'build');
    for (const place of places) expect([place, valueAt(sample, place)]).toEqual([place, 'job@build']);
  });
});

test('the name of a tool in a conversation is not a session', () => {
  const piece = { session: 'job', kind: 'tool', name: 'Bash', input: { name: 'job' } };
  expect(qualify(piece, 'build')).toEqual({ ...piece, session: 'job@build', host: 'build' });
});

/** Where an output contains a session's name: `sessions[].session`. */
function sessionPlaces(schema: z.ZodMiniType, at: string): string[] {
  const def = schema._zod.def as unknown as {
    innerType?: z.ZodMiniType;
    element?: z.ZodMiniType;
    options?: z.ZodMiniType[];
    shape?: Record<string, z.ZodMiniType>;
  };
  if (schema === SessionName) return [at];
  if (def.innerType) return sessionPlaces(def.innerType, at);
  if (def.element) return sessionPlaces(def.element, `${at}[]`);
  if (def.options) return [...new Set(def.options.flatMap((one) => sessionPlaces(one, at)))];
  return Object.entries(def.shape ?? {}).flatMap(([key, one]) => sessionPlaces(one, at === '' ? key : `${at}.${key}`));
}

function sampleOf(places: string[]): Record<string, unknown> {
  const sample: Record<string, unknown> = {};
  for (const place of places) {
    const [list = '', key] = place.split('[].');
    if (key === undefined) sample[list] = 'job';
    else sample[list] = [{ ...((sample[list] as object[] | undefined)?.[0] ?? {}), [key]: 'job' }];
  }
  return sample;
}

function valueAt(sample: Record<string, unknown>, place: string): unknown {
  const [list = '', key] = place.split('[].');
  return key === undefined ? sample[list] : (sample[list] as Record<string, unknown>[])[0]?.[key];
}

test('the list of read-only operations names only existing ones', () => {
  expect([...LOOKS, ...WAITS].filter((name) => !Object.hasOwn(OPERATIONS, name))).toEqual([]);
});

describe('the machine of a call', () => {
  test('is that of the name, otherwise that of --host, otherwise this one', () => {
    expect(splitInput({ session: 'a@x' }, ['session'], undefined)).toEqual([{ host: 'x', input: { session: 'a' } }]);
    expect(splitInput({ session: 'a', host: 'x' }, ['session'], 'x')).toEqual([{ host: 'x', input: { session: 'a' } }]);
    expect(splitInput({ sessions: ['a', 'b@x', 'c@y', 'd'], any: true }, ['sessions'], undefined)).toEqual([
      { input: { any: true, sessions: ['a', 'd'] } },
      { host: 'x', input: { any: true, sessions: ['b'] } },
      { host: 'y', input: { any: true, sessions: ['c'] } },
    ]);
    expect(() => splitInput({ session: 'a@x' }, ['session'], 'y')).toThrow(/on x.*is y/);
  });

  test('for a new name is the machine of the source session', () => {
    expect(splitInput({ session: 'a@x', new: 'b' }, ['session', 'new'], undefined)).toEqual([
      { host: 'x', input: { session: 'a', new: 'b' } },
    ]);
    expect(splitInput({ session: 'a@x', new: 'b@y' }, ['session', 'new'], undefined)).toHaveLength(2);
    expect(splitInput({ name: 'b' }, ['name'], 'x')).toEqual([{ host: 'x', input: { name: 'b' } }]);
  });
});

describe('a call', () => {
  test('on this machine ignores hosts, and reaches none', async () => {
    const bare: AnyOperation = {
      name: 'state',
      summary: 's',
      input: z.strictObject({ session: SessionName }),
      describe: {},
      cli: {},
      output: async () => z.looseObject({}),
      run: async (input: object) => ({ input }),
    };
    expect(await callOperation(onHost(bare), { session: 'a' }, createFakeContext())).toEqual({
      input: { session: 'a' },
    });
  });

  test('omits default values, for an older csd', async () => {
    const remote = new RemoteMachine(diskContext());
    remote.perform = async () => ({
      ok: true,
      outcome: 'submitted',
      confirmed_by: 'transcript',
      attempts: 1,
      ms: 1,
      turn: 1,
    });
    await callOperation(await table.send(), { session: 'a@build', prompt: 'hi', retries: 5 }, localContext(remote));
    await callOperation(await table.send(), { session: 'a@build', prompt: 'hi', retries: 4 }, localContext(remote));
    expect(remote.requests.map(({ input }) => input)).toEqual([
      { session: 'a', prompt: 'hi' },
      { session: 'a', prompt: 'hi', retries: 4 },
    ]);
  });

  test('chooses a name that is unused on this machine, the host and the configured ones', async () => {
    const all = CHAMPIONS.flatMap((first) => ROLES.map((second) => `${first}-${second}`));
    const [here = '', meanwhile = '', free = '', ended = '', ...others] = all;
    const remote = new RemoteMachine(diskContext());
    const sidecar = {
      session_id: '',
      cwd: '/srv',
      backend: 'claude',
      jsonl_path: null,
      permission_mode: null,
      backend_version: null,
      created: 1,
    };
    const row = { ...sidecar, alive: true, state: { status: 'spawning' } };
    remote.perform = async ({ operation, input }) => {
      const broken = [{ name: ended, path: '/x', error: 'not JSON' }];
      if (operation === 'ps') return { sessions: others.map((name) => ({ name, ...row })), broken };
      if (input.name === meanwhile) throw new CsdError('name_taken', 'it was taken meanwhile');
      return { name: input.name, ...sidecar };
    };
    const ctx = localContext(remote);
    await ctx.files.writeAtomic(`${ctx.home}/.config/csd/config.json`, JSON.stringify({ hosts: ['lab', 'build'] }));
    await ctx.files.writeAtomic(`${ctx.sessionsDir}/${here}.json`, '{}');
    const input = { host: 'build', cwd: '/srv', ids: 'champions' };
    expect(await callOperation(await table.spawn(), input, ctx)).toEqual({
      ...sidecar,
      name: `${free}@build`,
      host: 'build',
    });
    const spawned = remote.requests.filter(({ operation }) => operation === 'spawn').map(({ input }) => input);
    expect(spawned.at(-1)).toEqual({ cwd: '/srv', name: free });
    expect(remote.requests.filter(({ operation }) => operation === 'ps')).toHaveLength(2);
    remote.requests.length = 0;
    await callOperation(await table.spawn(), { host: 'build', cwd: '/srv', name: 'job' }, ctx);
    expect(remote.requests).toMatchObject([{ operation: 'spawn', input: { cwd: '/srv', name: 'job' } }]);
  });

  test('to several machines that supports only one is refused, and so is a path that is not absolute', async () => {
    const remote = new RemoteMachine(diskContext());
    const ctx = localContext(remote);
    const refusal = (name: keyof typeof OPERATIONS, input: object) =>
      table[name]().then((one) =>
        callOperation(one, input as Record<string, unknown>, ctx).catch((error) => error.message),
      );
    expect(await refusal('fork', { session: 'a@x', new: 'b@y' })).toMatch(/one machine, but x and y/);
    expect(await refusal('fork', { session: 'a', new: 'b@y' })).toMatch(/one machine, but this machine and y/);
    expect(await refusal('spawn', { host: 'x', cwd: 'app' })).toMatch(/absolute, got "app"/);
    expect(await refusal('state', { session: 'a@-x' })).toMatch(/a host is/);
    expect(remote.opened).toBe(0);
  });

  test('by a model reaches only the configured hosts, and says whose call it is', async () => {
    const remote = new RemoteMachine(diskContext());
    remote.perform = async () => ({ status: 'spawning' });
    const ctx = { ...localContext(remote), knownHostsOnly: true, needsConsent: true };
    const call = async (session: string) => callOperation(await table.state(), { session }, ctx);
    await expect(call('a@build')).rejects.toMatchObject({ code: 'forbidden' });
    await ctx.files.writeAtomic(`${ctx.home}/.config/csd/config.json`, JSON.stringify({ hosts: ['build'] }));
    await call('a@build');
    await expect(call('a@me@build')).rejects.toMatchObject({ code: 'forbidden' });
    expect(remote.requests).toMatchObject([{ by_model: true, operation: 'state' }]);
  });
});

test('for a list on several machines returns one list, with a row for a host that does not answer', () => {
  const merged = mergeLists('ps', { sessions: [{ name: 'a' }] }, [
    { host: 'x', output: { sessions: [{ name: 'b@x' }], broken: [{ name: 'c@x' }] } },
    { host: 'y', unreachable: 'no route' },
  ]);
  expect(merged).toMatchObject({
    sessions: [
      { name: 'a' },
      { name: 'b@x' },
      { name: '@y', host: 'y', state: { status: 'unknown', reason: 'unreachable: no route' } },
    ],
    broken: [{ name: 'c@x' }],
  });
});

test.each([
  ['discover', 'agents', { pid: 0, pane: null, state: { status: 'unknown', reason: 'unreachable: no route' } }],
  ['list_workers', 'workers', { status: 'unknown', error: 'unreachable: no route' }],
] as const)('a host that does not answer %s hides no other machine, and alone is an error', (operation, list, row) => {
  const silent = { host: 'y', unreachable: 'no route' };
  const output = { [list]: [{ name: 'b@x' }] };
  const expected = { [list]: [{ name: 'b@x' }, { name: '@y', host: 'y', ...row }] };
  expect(mergeLists(operation, undefined, [{ host: 'x', output }, silent])).toMatchObject(expected);
  expect(mergeLists(operation, output, [silent])).toMatchObject(expected);
  expect(() => mergeLists(operation, undefined, [silent])).toThrow(/y is unreachable/);
});

test('a host cannot put rows into the list of another machine by a field that every object has', () => {
  const output = JSON.parse(
    '{"__proto__":{"sessions":[{"name":"job"}]},"sessions":[{"name":"b@x"}],"constructor":[1]}',
  );
  const merged = mergeLists('ps', { sessions: [{ name: 'a' }] }, [{ host: 'x', output }]);
  expect(merged.sessions).toEqual([{ name: 'a' }, { name: 'b@x' }]);
  expect(mergeLists('ps', undefined, [{ host: 'x', output }]).sessions).toEqual([{ name: 'b@x' }]);
});

describe('a wait for sessions of several machines', () => {
  const output = (session: string, standing: string, outcome = 'reached'): WaitOutput => ({
    outcome,
    session,
    state: { status: 'x' },
    sessions: [{ session, state: { status: 'x' }, standing }],
  });
  const never = (signal: AbortSignal) =>
    new Promise<WaitOutput>((_done, fail) => signal.addEventListener('abort', () => fail(signal.reason)));
  const order = ['a@x', 'b@y'];
  const glance = async () => output('b@y', 'waiting').sessions;

  test('ends with the first for --any, and otherwise with the last', async () => {
    const one = async () => output('a@x', 'reached');
    const any = await waitForParts([one, never], { any: true, order, glance });
    expect(any).toMatchObject({
      outcome: 'reached',
      session: 'a@x',
      sessions: [{ session: 'a@x' }, { session: 'b@y', standing: 'waiting' }],
    });
    const all = await waitForParts([one, async () => output('b@y', 'reached', 'gated')], { any: false, order, glance });
    expect(all).toMatchObject({ outcome: 'gated', session: 'b@y', sessions: [{ session: 'a@x' }, { session: 'b@y' }] });
  });

  test('ends with a death, and times out when one times out', async () => {
    const dead = await waitForParts([async () => output('a@x', 'dead', 'dead'), never], { any: false, order, glance });
    expect(dead).toMatchObject({ outcome: 'dead', session: 'a@x' });
    const late = [async () => output('a@x', 'reached'), async () => output('b@y', 'waiting', 'timed_out')];
    expect(await waitForParts(late, { any: false, order, glance })).toMatchObject({
      outcome: 'timed_out',
      session: 'b@y',
    });
    expect(await waitForParts(late, { any: true, order, glance })).toMatchObject({
      outcome: 'reached',
      session: 'a@x',
    });
  });

  test('fails with the first failure', async () => {
    const fails = async () => {
      throw new Error('unreachable');
    };
    await expect(waitForParts([fails, never], { any: false, order, glance })).rejects.toThrow('unreachable');
  });
});

import { describe, expect, test } from 'vitest';
import { CsdError } from '../../../src/contract/errors.ts';
import { callRemote } from '../../../src/drive/hosts/remote-call.ts';
import { diskContext, localContext, RemoteMachine } from './remote.ts';

const look = { operation: 'state', input: { session: 'job' }, repeat: 'free' as const };
const send = { operation: 'send', input: { session: 'job', prompt: 'hi' }, repeat: 'once' as const };
const refused = { code: 255, words: 'ssh: connect to host build port 22: Connection refused\r\n' };

function reach(env: Record<string, string> = {}, times?: number) {
  const remote = new RemoteMachine(diskContext());
  const ctx = localContext(remote, env, times);
  return { remote, call: (what: Parameters<typeof callRemote>[2]) => callRemote(ctx, 'build', what) };
}

describe('an operation on another machine', () => {
  test('gets its input and returns its output', async () => {
    const { remote, call } = reach();
    remote.perform = async ({ operation, input }) => ({ operation, input });
    expect(await call(look)).toEqual({ operation: 'state', input: { session: 'job' } });
  });

  test('fails with its own code and data, and the host', async () => {
    const { remote, call } = reach();
    remote.perform = async () => {
      throw new CsdError('gated', 'a gate is up', { gate: 'trust' });
    };
    await expect(call(look)).rejects.toMatchObject({
      code: 'gated',
      message: 'a gate is up (on build)',
      data: { gate: 'trust', host: 'build' },
    });
  });

  test('that fails with a text without end is told in part', async () => {
    const { remote, call } = reach();
    const failure = { error: 'x'.repeat(5_000_000), code: 'not_found', more: 'y'.repeat(5_000_000) };
    remote.onReply = (reply) => ('output' in reply ? { failure } : reply);
    const error = await call(look).catch((thrown: CsdError) => thrown);
    expect(error).toMatchObject({ code: 'not_found', data: { host: 'build' } });
    expect(JSON.stringify([(error as CsdError).message, (error as CsdError).data]).length).toBeLessThan(20_000);
  });

  test('that never answers ends a call that only looks, which is not repeated', async () => {
    const { remote, call } = reach({}, 200);
    remote.perform = (_, signal) =>
      new Promise((_done, fail) => signal.addEventListener('abort', () => fail(signal.reason)));
    await expect(call(look)).rejects.toMatchObject({
      code: 'unreachable',
      message: 'build is unreachable: no answer within 60 s',
    });
    expect(remote.opened).toBe(1);
  });

  test('that answers with items without end ends the call', async () => {
    const { remote, call } = reach();
    remote.onReply = (reply) => ('output' in reply ? { item: {} } : reply);
    await expect(call(look)).rejects.toMatchObject({ code: 'remote_failed' });
  });

  test('that sends a line without end is not repeated, and gets room for as much as it can answer', async () => {
    for (const [what, most] of [
      [look, 8],
      [{ ...look, operation: 'history' }, 64],
    ] as const) {
      const { remote, call } = reach();
      const asked: number[] = [];
      const open = remote.open.bind(remote);
      remote.open = async (_, mostCharacters = 0) => {
        asked.push(mostCharacters / 2 ** 20);
        const fail = async () => {
          throw new CsdError('remote_failed', 'too long', { host: 'build', malformed: '' });
        };
        const lines = { [Symbol.asyncIterator]: () => ({ next: fail }) };
        return { ...(await open()), lines };
      };
      await expect(call(what)).rejects.toMatchObject({ code: 'remote_failed', data: { malformed: '' } });
      expect(asked).toEqual([most]);
    }
  });

  test('that answers with JSON deeper than code can walk is not believed', async () => {
    const { remote, call } = reach();
    const open = remote.open.bind(remote);
    remote.open = async (...given) => {
      const channel = await open(...given);
      const deep = `{"output":{"sessions":[],"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
      async function* lines() {
        for await (const line of channel.lines) yield line.startsWith('{"output"') ? deep : line;
      }
      return { ...channel, lines: lines() };
    };
    await expect(call(look)).rejects.toMatchObject({ code: 'remote_failed', data: { malformed: '' } });
  });

  test('of a later csd may fail with a code that is unknown here', async () => {
    const { remote, call } = reach();
    remote.onReply = (reply) => ('output' in reply ? { failure: { error: 'new', code: 'brand_new', why: 1 } } : reply);
    await expect(call(look)).rejects.toMatchObject({
      code: 'remote_failed',
      data: { remote_code: 'brand_new', why: 1 },
    });
  });

  test('on a host that refuses is unreachable, in the words of ssh without control characters', async () => {
    const { remote, call } = reach();
    remote.connects = () => ({ code: 255, words: '\x1b]0;title\x07Host key \x1b[31mverification\x1b[0m failed.\r\n' });
    await expect(call(look)).rejects.toMatchObject({
      code: 'unreachable',
      message: 'build is unreachable: Host key verification failed.',
    });
    expect(remote.opened).toBe(1);
  });

  test('that changes something was not done if there was no connection', async () => {
    const { remote, call } = reach();
    remote.connects = () => refused;
    await expect(call(send)).rejects.toMatchObject({ code: 'unreachable', data: { done: 'no', host: 'build' } });
    expect([remote.opened, remote.requests]).toEqual([1, []]);
  });
});

describe('versions', () => {
  test('another major version is an error that names both, and a newer minor version is not', async () => {
    const { remote, call } = reach();
    remote.there = '2.0.0';
    const greet = (major: number, minor: number): void => {
      remote.onReply = (reply) => ('csd' in reply ? { csd: { version: '2.0.0', protocol: { major, minor } } } : reply);
    };
    greet(1, 7);
    expect(await call(look)).toEqual({});
    greet(2, 0);
    await expect(call(send)).rejects.toMatchObject({
      code: 'version_mismatch',
      data: { here: '1.0.0', there: '2.0.0' },
    });
    await expect(call(send)).rejects.toThrow(/2\.0\.0 .*protocol 2\.0.*1\.0\.0 .*protocol 1\.1/);
    expect(remote.requests.filter(({ operation }) => operation === 'send')).toEqual([]);
  });

  test('a csd that cannot be called is distinguished from a missing one', async () => {
    const { remote, call } = reach();
    remote.connects = () => ({ code: 1, words: '{"error":"unknown command \\"call\\"","code":"bad_input"}' });
    await expect(call(look)).rejects.toMatchObject({ code: 'version_mismatch' });
    remote.connects = () => ({ code: 127, words: 'bash: line 1: exec: csd: not found' });
    await expect(call(look)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/no csd there.*not found.*CSD_REMOTE_BIN/),
    });
  });
});

describe('a connection that breaks', () => {
  test('during a look: it is repeated', async () => {
    const { remote, call } = reach();
    remote.perform = async () => ({ status: 'working' });
    remote.onReply = (reply, n) => ('output' in reply && n < 3 ? 'cut' : reply);
    expect(await call(look)).toEqual({ status: 'working' });
    expect(remote.requests).toHaveLength(3);
  });

  test.each([
    '',
    'mux_client_request_session: master alive request failed; Failed to connect to new control master',
    'Shared connection to build closed.',
    'kex_exchange_identification: Connection closed by remote host',
    'Connection reset by 127.0.0.1 port 22',
  ])('before anything was sent, with the message %j: another connection is opened', async (words) => {
    for (const what of [look, send]) {
      const { remote, call } = reach();
      remote.perform = async () => ({ done: true });
      remote.connects = (n) => (n < 3 ? { code: 255, words } : undefined);
      expect(await call(what)).toEqual({ done: true });
      expect([remote.opened, remote.requests.length]).toEqual([3, 1]);
    }
  });

  test('during every look: unreachable', async () => {
    const { remote, call } = reach();
    remote.onReply = (reply) => ('output' in reply ? 'cut' : reply);
    await expect(call(look)).rejects.toMatchObject({ code: 'unreachable', data: { host: 'build' } });
  });

  test('before the outcome of a send arrives: the outcome is asked for, and nothing is sent twice', async () => {
    const { remote, call } = reach();
    let sent = 0;
    remote.perform = async () => ({ ok: true, sent: ++sent });
    remote.onReply = (reply, n) => ('output' in reply && n < 3 ? 'cut' : reply);
    expect(await call(send)).toEqual({ ok: true, sent: 1 });
    expect(sent).toBe(1);
    expect(remote.opened).toBe(3);
  });

  test('during a send: the repeated call waits for its end', async () => {
    const { remote, call } = reach();
    let sent = 0;
    remote.perform = async () => {
      sent++;
      remote.cutAll();
      await new Promise((done) => setTimeout(done, 400));
      return { ok: true, sent };
    };
    expect(await call(send)).toEqual({ ok: true, sent: 1 });
  });

  test('for good: it is unknown whether the call was done, and the id can be asked for later', async () => {
    const remote = new RemoteMachine(diskContext());
    let sent = 0;
    remote.perform = async () => ({ ok: true, sent: ++sent });
    remote.onReply = (reply) => ('output' in reply ? 'cut' : reply);
    remote.connects = (n) => (n > 1 ? refused : undefined);
    const failed = await callRemote(localContext(remote), 'build', { ...send, patienceMs: 300 }).catch(
      (error: CsdError) => error as CsdError,
    );
    expect(failed).toMatchObject({
      code: 'unreachable',
      data: { done: 'unknown', call_id: expect.stringMatching(/^\w{32}$/) },
    });
    remote.connects = () => undefined;
    remote.onReply = (reply) => reply;
    const again = localContext(remote, { CSD_CALL_ID: String((failed as CsdError).data.call_id) });
    expect(await callRemote(again, 'build', send)).toEqual({ ok: true, sent: 1 });
    const other = { ...send, input: { session: 'job', prompt: 'something else' } };
    await expect(callRemote(again, 'build', other)).rejects.toMatchObject({ code: 'bad_input' });
    expect(sent).toBe(1);
  });

  test('a request that never arrived is sent again, once', async () => {
    const { remote, call } = reach();
    let sent = 0;
    remote.perform = async () => ({ ok: true, sent: ++sent });
    const open = remote.open.bind(remote);
    remote.open = async () => {
      const channel = await open();
      // The greeting arrives, and the connection breaks with the request in transit.
      return remote.opened > 1 ? channel : { ...channel, send: () => remote.cutAll() };
    };
    expect(await call(send)).toEqual({ ok: true, sent: 1 });
  });
});

test('a caller that stops ends a look remotely, and cancels a change explicitly', async () => {
  for (const what of [look, send]) {
    const remote = new RemoteMachine(diskContext());
    const stop = new AbortController();
    let ended: unknown;
    remote.perform = (_request, signal) =>
      new Promise((_done, fail) => {
        signal.addEventListener('abort', () => {
          ended = signal.reason;
          fail(signal.reason);
        });
        setTimeout(() => stop.abort(new Error('enough')));
      });
    const call = callRemote(localContext(remote), 'build', { ...what, signal: stop.signal });
    await expect(call).rejects.toThrow('enough');
    await expect.poll(() => ended).toMatchObject({ message: 'its caller cancelled it' });
  }
});

test('an invalid id and an invalid program are refused before anything is opened', async () => {
  for (const env of [{ CSD_CALL_ID: '../../x' }, { CSD_REMOTE_BIN: '-oProxyCommand=x' }, { CSD_REMOTE_BIN: 'a\nb' }]) {
    const { remote, call } = reach(env);
    await expect(call(send)).rejects.toMatchObject({ code: 'bad_input' });
    expect(remote.opened).toBe(0);
  }
});

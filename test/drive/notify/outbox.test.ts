import { beforeEach, describe, expect, test } from 'vitest';
import { Config, type Webhook } from '../../../src/contract/config.ts';
import type { State } from '../../../src/contract/state.ts';
import { bodyOf, toTelling, wordsOf } from '../../../src/drive/notify/notice.ts';
import { MOST_WAITING, Outbox, sign } from '../../../src/drive/notify/outbox.ts';
import { toRules } from '../../../src/drive/notify/rules.ts';
import type { Answer } from '../../../src/ports/notifiers.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';

const FOLDER = '/home/me/notify/outbox';
const hookOf = (webhook: object): Webhook => {
  const [rule] = Config.parse({ notify: [{ when: 'blocked', do: { webhook } }] }).notify;
  const action = [rule?.do].flat()[0];
  if (typeof action !== 'object' || !('webhook' in action)) throw new Error('no webhook');
  return action.webhook;
};

let ctx: FakeContext;
let stop: AbortController;
let sent: { url: string; headers: Readonly<Record<string, string>>; body: string; at: number }[];
let answers: Answer[];
let told: string[];
beforeEach(() => {
  ctx = createFakeContext();
  ctx.files.folders.add('/home/me/notify').add(FOLDER);
  stop = new AbortController();
  [sent, answers, told] = [[], [], []];
});

const open = (hooks: Record<string, Webhook>) =>
  new Outbox(ctx, FOLDER, {
    hooks: new Map(Object.entries(hooks)),
    post: async ({ url, headers, body }) => {
      sent.push({ url, headers, body, at: ctx.clock.elapsed() });
      return answers.shift() ?? { status: 200 };
    },
    tell: ({ outcome, why }) => told.push(why ? `${outcome}: ${why}` : outcome),
    signal: stop.signal,
  });
const parcel = (n: number, key = 'a') => ({
  id: `${n}`.padStart(32, '0'),
  key,
  at: ctx.clock.now() + n,
  body: `{"n":${n}}`,
  type: 'application/json',
});
const waiting = () => ctx.files.list(FOLDER);

describe('the outbox', () => {
  test('signs what it sends, and stores nothing that was delivered', async () => {
    const outbox = open({ a: hookOf({ url: 'https://x.example/hook', secret: 'key', headers: { 'X-More': 'more' } }) });
    await outbox.add(parcel(1));
    await outbox.settled();
    const [one] = sent;
    expect(one).toMatchObject({ url: 'https://x.example/hook', body: '{"n":1}' });
    expect(one?.headers).toEqual({
      'Content-Type': 'application/json',
      'User-Agent': 'csd',
      'X-Csd-Delivery': parcel(1).id,
      'X-More': 'more',
      'X-Csd-Signature': sign('key', '{"n":1}', ctx.clock.now()),
    });
    expect(await waiting()).toEqual([]);
    expect(told).toEqual(['delivered']);
  });

  test('retries with longer pauses, in order, and reports once that it waits', async () => {
    answers = [{ failure: 'ECONNREFUSED' }, { status: 503 }, { status: 429, retryAfterMs: 30_000 }, { status: 200 }];
    const outbox = open({ a: hookOf({ url: 'https://x.example' }) });
    await Promise.all([outbox.add(parcel(1)), outbox.add(parcel(2))]);
    await outbox.settled();
    expect(sent.map(({ body }) => body)).toEqual(['{"n":1}', '{"n":1}', '{"n":1}', '{"n":1}', '{"n":2}']);
    const pauses = sent.slice(1, 4).map(({ at }, n) => at - (sent[n]?.at ?? 0));
    expect(pauses).toEqual([1000, 2000, 30_000]);
    expect(told).toEqual(['waits: ECONNREFUSED', 'delivered', 'delivered']);
  });

  test('gives up messages that are refused for good, and those a day old', async () => {
    answers = [{ status: 404 }, { status: 301 }, { status: 200 }];
    const outbox = open({ a: hookOf({ url: 'https://x.example' }) });
    for (const n of [1, 2, 3]) await outbox.add(parcel(n));
    await outbox.settled();
    expect(told).toEqual(['given_up: status 404', 'given_up: status 301', 'delivered']);
    answers = Array.from({ length: 400 }, () => ({ failure: 'ENOTFOUND' }));
    await outbox.add(parcel(4));
    await outbox.settled();
    expect(told.slice(3)).toEqual(['waits: ENOTFOUND', 'given_up: ENOTFOUND']);
    expect(sent.length).toBeGreaterThan(288);
    expect(await waiting()).toEqual([]);
  });

  test('drops nothing because the clock was set on, and keeps the order if it is set back', async () => {
    answers = [{ failure: 'ENOTFOUND' }, { failure: 'ENOTFOUND' }];
    const outbox = open({ a: hookOf({ url: 'https://x.example' }) });
    await outbox.add(parcel(1));
    ctx.clock.jump(48 * 3_600_000);
    await outbox.add(parcel(2));
    ctx.clock.jump(-96 * 3_600_000);
    await outbox.add(parcel(3));
    await outbox.settled();
    expect(told).toEqual(['waits: ENOTFOUND', 'delivered', 'delivered', 'delivered']);
    expect(sent.map(({ body }) => body).slice(2)).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
  });

  test('messages from an earlier process are sent, except those without a receiver now', async () => {
    stop.abort();
    await open({ a: hookOf({ url: 'https://x.example' }) }).add(parcel(1));
    await open({ b: hookOf({ url: 'https://y.example' }) }).add(parcel(2, 'b'));
    expect(await waiting()).toHaveLength(2);
    expect(sent).toEqual([]);
    stop = new AbortController();
    const outbox = open({ a: hookOf({ url: 'https://x.example' }) });
    await outbox.begin();
    await outbox.settled();
    expect(sent.map(({ body }) => body)).toEqual(['{"n":1}']);
    expect(await waiting()).toEqual([]);
  });

  test('is bounded: the oldest messages are dropped', async () => {
    stop.abort();
    const outbox = open({ a: hookOf({ url: 'https://x.example' }) });
    for (let n = 0; n < MOST_WAITING + 3; n++) await outbox.add(parcel(n));
    expect(await waiting()).toHaveLength(MOST_WAITING);
    expect((await waiting()).some((name) => name.includes(parcel(2).id))).toBe(false);
    expect(told).toHaveLength(3);
  });

  test('stores no secret and no address on the disk', async () => {
    stop.abort();
    const hook = hookOf({ url: 'https://x.example/SECRET1', secret: 'SECRET2', headers: { A: 'SECRET3' } });
    await open({ a: hook }).add(parcel(1));
    const texts = await Promise.all((await waiting()).map((name) => ctx.files.read(`${FOLDER}/${name}`)));
    expect(texts.join('')).toContain('"n');
    expect(texts.join('')).not.toContain('SECRET');
  });

  test('a missing secret is reported and waited for', async () => {
    const outbox = open({ a: hookOf({ url: { env: 'HOOK_URL' } }) });
    let asked = 0;
    Object.defineProperty(ctx.env, 'HOOK_URL', { get: () => (++asked > 3 ? 'https://x.example/later' : undefined) });
    await outbox.add(parcel(1));
    await outbox.settled();
    expect(told).toEqual([expect.stringMatching(/^waits: the environment variable HOOK_URL is not set/), 'delivered']);
    expect(sent.map(({ url }) => url)).toEqual(['https://x.example/later']);
  });
});

describe('the text of a notice', () => {
  const gate = (question: string, more: object = {}) =>
    ({
      status: 'blocked',
      gate: 'permission',
      prompt: 'p',
      question,
      options: [],
      selected: 0,
      gate_id: 'g',
      ...more,
    }) as State;
  const telling = (state: State, withState = false) => {
    const [channel] = toRules(Config.parse({ notify: [{ when: 'blocked', do: 'bell' }] }))[0]?.channels ?? [];
    if (!channel) throw new Error('no channel');
    const watched = { session: 'job', cwd: '/', backend: 'claude', alive: true, since: 1, at: 1, state };
    return toTelling({ channel, rule: 1, watched, since: 1, again: false }, 2, withState);
  };

  test('is one line without control characters, with secrets masked, shortened', () => {
    const key = `sk-ant-api03-${'Ab1'.repeat(30)}`;
    const { text, title } = wordsOf('job', gate(`Run\n\u001b[2Jit\u202e?  ${key}`), false);
    expect(title).toBe('job waits for you (permission)');
    expect(text).toMatch(/^Run \[2Jit \? x{100}/);
    expect(text).not.toContain('Ab1Ab1');
    expect(wordsOf('job', gate('é😀'.repeat(400)), true)).toMatchObject({
      title: 'job still waits for you (permission)',
    });
    expect([...wordsOf('job', gate('é😀'.repeat(400)), true).text]).toHaveLength(300);
    expect(wordsOf('job', gate('May I?', { tool: 'Bash', input: { command: 'npm test' } }), false).text).toBe(
      'May I? — Bash npm test',
    );
  });

  test('contains the state only if requested', () => {
    expect(telling(gate('q'))).not.toHaveProperty('state');
    expect(telling(gate('q'), true)).toMatchObject({ state: { status: 'blocked' }, gate: 'permission' });
  });

  test('quotes and braces of an agent stay text in a body', () => {
    const quoted = telling(gate('"} , {title} \\ {"a":1}'));
    const { text, type } = bodyOf(quoted, { body: { text: '*{title}*\n{text} {nope}', n: [1, '{gate}'] } });
    expect(type).toBe('application/json');
    expect(JSON.parse(text)).toEqual({
      text: `*job waits for you (permission)*\n"} , {title} \\ {"a":1} {nope}`,
      n: [1, 'permission'],
    });
    expect(bodyOf(quoted, { body: '{session}' })).toEqual({ text: 'job', type: 'text/plain; charset=utf-8' });
    expect(JSON.parse(bodyOf(quoted, {}).text)).toEqual(quoted);
  });
});

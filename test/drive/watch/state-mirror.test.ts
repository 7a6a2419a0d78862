import { beforeEach, expect, test } from 'vitest';
import type { Event, Watched } from '../../../src/contract/event.ts';
import { MIRROR_BEAT_MS, Mirror, type MirroredAnswer } from '../../../src/drive/watch/state-mirror.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';

const FOLDER = '/run/csd/state';
let ctx: FakeContext;
let mirror: Mirror;
let ready: number;
/** Sends the mirror an event and returns once it has asked for the next one. */
let tell: (event: Event) => Promise<void>;
let end: () => Promise<void>;

beforeEach(() => {
  ctx = createFakeContext();
  // The file of a dead process.
  ctx.files.put(`${FOLDER}/old.json`, '{"pid":1}').put(`${FOLDER}/.old.json.1.ab.tmp`, '{');
  // Time stops until a test moves it: no beat falls between two events.
  const sleepers: { at: number; wake: () => void }[] = [];
  ctx.clock.sleep = (ms, signal) =>
    new Promise((wake, fail) => {
      sleepers.push({ at: ctx.clock.now() + ms, wake });
      signal?.addEventListener('abort', () => fail(signal.reason));
    });
  const advance = ctx.clock.advance.bind(ctx.clock);
  ctx.clock.advance = (ms) => {
    advance(ms);
    for (const { at, wake } of sleepers) if (at <= ctx.clock.now()) wake();
  };
  mirror = new Mirror(ctx, FOLDER, 4711);
  ready = 0;
  let give: (event: Event | undefined) => void = () => undefined;
  let asked: () => void = () => undefined;
  let asking = new Promise<void>((done) => {
    asked = done;
  });
  async function* events(): AsyncGenerator<Event> {
    for (;;) {
      const next = new Promise<Event | undefined>((done) => {
        give = done;
      });
      asked();
      const event = await next;
      if (event === undefined) return;
      yield event;
    }
  }
  const following = mirror.follow(events(), () => void ready++);
  tell = async (event) => {
    await asking;
    asking = new Promise((done) => {
      asked = done;
    });
    give(event);
    await asking;
  };
  end = async () => {
    await asking;
    give(undefined);
    await following;
  };
});

const watched = (session: string, text = 'Hello.'): Watched => ({
  session,
  cwd: '/work',
  backend: 'claude',
  state: { status: 'idle_done', text },
  alive: true,
  since: 5,
  at: 6,
});
const snapshot = (...sessions: string[]): Event => ({
  type: 'snapshot',
  seq: 1,
  at: 1,
  sessions: sessions.map((name) => watched(name)),
});
const toAnswer = (text: string | undefined) => (text === undefined ? undefined : { text, basis: text });
const files = () => [...ctx.files.texts.keys()].filter((name) => name.startsWith(FOLDER)).sort();
const stateOf = (session: string) => JSON.parse(ctx.files.texts.get(`${FOLDER}/${session}.json`) ?? 'null');

test('each session has one line that begins with its writer', async () => {
  await tell(snapshot('a', 'b'));
  expect(ready).toBe(1);
  const state = { status: 'idle_done', text: 'Hello.' };
  const told = { pid: 4711, at: ctx.clock.now(), session: 'a', alive: true, since: 5, state };
  expect(ctx.files.texts.get(`${FOLDER}/a.json`)).toBe(`${JSON.stringify(told)}\n`);
  expect(mirror.size).toBe(2);
  await tell({ type: 'changed', seq: 2, ...watched('a', 'Bye.'), previous: { status: 'spawning' } });
  expect(stateOf('a').state.text).toBe('Bye.');
  await tell({ type: 'appeared', seq: 3, ...watched('c') });
  await tell({ type: 'gone', seq: 4, at: 4, session: 'b' });
  expect(files()).toEqual([`${FOLDER}/a.json`, `${FOLDER}/c.json`]);
  await end();
  expect(files()).toEqual([]);
});

test('files of a dead process are removed first, complete or not; other files stay', async () => {
  ctx.files.put(`${FOLDER}/theirs`, 'x');
  await tell(snapshot('a'));
  expect(files()).toEqual([`${FOLDER}/a.json`, `${FOLDER}/theirs`]);
  await end();
  expect(files()).toEqual([`${FOLDER}/theirs`]);
});

test('a resync forgets sessions that no longer exist', async () => {
  await tell(snapshot('a', 'b'));
  await tell({ type: 'resync', seq: 9, at: 9, reason: 'too slow' });
  await tell(snapshot('b', 'c'));
  expect(files()).toEqual([`${FOLDER}/b.json`, `${FOLDER}/c.json`]);
  await end();
});

test('the time of every state is renewed while nothing changes', async () => {
  const names = Array.from({ length: 25 }, (_, n) => `s${n}`);
  await tell(snapshot(...names));
  const first = stateOf('s0').at;
  ctx.clock.advance(MIRROR_BEAT_MS);
  await expect.poll(() => stateOf('s0').at).toBe(first + MIRROR_BEAT_MS);
  const oldest = () => {
    ctx.clock.advance(1);
    return Math.min(...names.map((name) => stateOf(name).at));
  };
  await expect.poll(oldest).toBeGreaterThanOrEqual(first + MIRROR_BEAT_MS);
  await end();
});

test('a failed write leaves no older state behind', async () => {
  await tell(snapshot('a'));
  ctx.files.writeError = new Error('the disk is full');
  await tell({ type: 'changed', seq: 2, ...watched('a', 'Bye.'), previous: { status: 'spawning' } });
  expect(files()).toEqual([]);
  ctx.files.writeError = undefined;
  ctx.clock.advance(MIRROR_BEAT_MS);
  await expect.poll(() => stateOf('a')?.state.text).toBe('Bye.');
  await end();
});

test('files that do not belong to the mirror are left alone', async () => {
  await end();
  const others = ['notes.txt', 'a b.json', '..json', 'left.tmp', '.old.json.x.ab.tmp'];
  for (const name of others) ctx.files.put(`${FOLDER}/${name}`, 'theirs');
  ctx.files.put(`${FOLDER}/former.json`, '{}').put(`${FOLDER}/.former.json.77.a-_b.tmp`, '{');
  async function* nothing(): AsyncGenerator<Event> {}
  await new Mirror(ctx, FOLDER, 4711).follow(nothing(), () => undefined);
  expect((await ctx.files.list(FOLDER)).sort()).toEqual(others.sort());
});

test('an answer is stored next to the state as long as there is one, and is renewed with it', async () => {
  await end();
  const answers = new Map([['a', 'one\n']]);
  ctx.files.put(`${FOLDER}/old.line`, 'left').put(`${FOLDER}/.old.line.77.a-_b.tmp`, 'left');
  const events = async function* (): AsyncGenerator<Event> {
    yield snapshot('a', 'b');
    expect(files()).toEqual([`${FOLDER}/a.json`, `${FOLDER}/a.line`, `${FOLDER}/b.json`]);
    expect(ctx.files.texts.get(`${FOLDER}/a.line`)).toBe('one\n');
    answers.set('b', 'two\n').delete('a');
    yield { type: 'changed', seq: 2, ...watched('a', 'Bye.'), previous: { status: 'spawning' } };
    ctx.clock.advance(MIRROR_BEAT_MS);
    await expect.poll(files).toEqual([`${FOLDER}/a.json`, `${FOLDER}/b.json`, `${FOLDER}/b.line`]);
    yield { type: 'gone', seq: 4, at: 4, session: 'b' };
    expect(files()).toEqual([`${FOLDER}/a.json`]);
  };
  const answer = async ({ session }: Watched) => toAnswer(answers.get(session));
  await new Mirror(ctx, FOLDER, 4711, { answers: answer }).follow(events(), () => undefined);
  expect(files()).toEqual([]);
});

test('an answer follows its sources without an event, and is written once for each change', async () => {
  await end();
  let answer: MirroredAnswer | undefined;
  const line = () => ctx.files.texts.get(`${FOLDER}/a.line`);
  const events = async function* (): AsyncGenerator<Event> {
    yield snapshot('a');
    expect(line()).toBeUndefined();
    answer = { text: 'one\n', basis: ['sidecar', 1] };
    await following.refreshAnswer('a', ['sidecar', 1]);
    expect(line()).toBe('one\n');
    answer = { text: 'one, later\n', basis: ['sidecar', 1] };
    await following.refreshAnswer('a', ['sidecar', 1]);
    expect(line()).toBe('one\n');
    answer = undefined;
    await following.refreshAnswer('a', ['sidecar', 2]);
    expect(line()).toBeUndefined();
    answer = { text: 'two\n', basis: ['sidecar', 2] };
    await following.refreshAnswer('a', ['sidecar', 2]);
    expect(line()).toBe('two\n');
    await following.refreshAnswer('unknown', []);
    expect(files()).toEqual([`${FOLDER}/a.json`, `${FOLDER}/a.line`]);
  };
  const following = new Mirror(ctx, FOLDER, 4711, { answers: async () => answer });
  await following.follow(events(), () => undefined);
});

test('a missing folder does not end the server', async () => {
  await tell({ type: 'snapshot', seq: 1, at: 0, sessions: [watched('a')] });
  ctx.files.remove = async () => {
    throw Object.assign(new Error('ENOTDIR: not a directory'), { code: 'ENOTDIR' });
  };
  await tell({ type: 'gone', seq: 2, at: 0, session: 'a' });
  expect(mirror.size).toBe(0);
  await end();
});

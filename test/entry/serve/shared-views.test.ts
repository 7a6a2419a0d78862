import { describe, expect, test } from 'vitest';
import { SharedViews } from '../../../src/entry/serve/shared-views.ts';

/** A session whose screen the test draws, and how often it is followed. */
function played() {
  let follows = 0;
  let push: (drawn: string | Error) => void = () => undefined;
  const views = new SharedViews<string>(async function* follow(_session, signal) {
    follows++;
    const drawn: (string | Error)[] = ['first'];
    let wake = () => {};
    push = (one) => {
      drawn.push(one);
      wake();
    };
    signal.addEventListener('abort', () => wake());
    while (!signal.aborted) {
      const next = drawn.shift();
      if (next instanceof Error) throw next;
      if (next !== undefined) yield next;
      else
        await new Promise<void>((done) => {
          wake = done;
        });
    }
  });
  return { views, follows: () => follows, draw: (one: string | Error) => push(one) };
}

const settle = () => new Promise<void>((done) => setTimeout(done, 5));

describe('viewers of one session', () => {
  test('cost one look together, and a late or slow one gets the newest view', async () => {
    const { views, follows, draw } = played();
    const lives = Array.from({ length: 100 }, () => new AbortController());
    const readers = lives.map(({ signal }) => views.view('job', signal));
    const first = await Promise.all(readers.map((reader) => reader.next()));
    expect([follows(), new Set(first.map(({ value }) => value))]).toEqual([1, new Set(['first'])]);
    for (const drawn of ['second', 'third']) draw(drawn);
    await settle();
    const late = new AbortController();
    const reader = views.view('job', late.signal);
    expect((await reader.next()).value).toBe('third');
    expect((await readers[0]?.next())?.value).toBe('third');
    for (const life of [...lives, late]) life.abort();
    for (const one of [...readers, reader]) expect((await one.next()).done).toBe(true);
    expect(follows()).toBe(1);
  });

  test('all learn why it ended, and the next one begins again', async () => {
    const { views, follows, draw } = played();
    const { signal } = new AbortController();
    const readers = [views.view('job', signal), views.view('job', signal)];
    for (const reader of readers) await reader.next();
    draw(new Error('gone'));
    for (const reader of readers) await expect(reader.next()).rejects.toThrow('gone');
    expect((await views.view('job', signal).next()).value).toBe('first');
    expect(follows()).toBe(2);
  });

  test('it is followed no longer than it has a viewer', async () => {
    const { views, follows } = played();
    for (const count of [1, 2]) {
      const life = new AbortController();
      const reader = views.view('job', life.signal);
      await reader.next();
      life.abort();
      await reader.next();
      expect(follows()).toBe(count);
    }
  });
});

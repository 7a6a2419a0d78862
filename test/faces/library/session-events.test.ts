import { expect, test } from 'vitest';
import type { Event, Watched } from '../../../src/contract/event.ts';
import type { State } from '../../../src/contract/state.ts';
import type { Calls, DriverHost } from '../../../src/faces/library/calls.ts';
import { followSession, type SessionEvent } from '../../../src/faces/library/session-events.ts';

type Turn = { texts: string[]; began: number };

/** A session whose state, turns and events a test sets by hand. */
class Played {
  state: State = { status: 'working', tools: [], turn: 1 };
  turns: Turn[] = [];
  private readonly events: Event[] = [];

  /** The stream, up to its first result. */
  async collect(since?: number): Promise<SessionEvent[]> {
    const calls = {
      state: async () => this.state,
      output: async ({ turn = this.turns.length }: { turn?: number }) => {
        const found = this.turns[turn - 1];
        if (!found) throw Object.assign(new Error('no turn'), { name: 'CsdError' });
        return { turn, began: found.began, parts: found.texts.map((text) => ({ kind: 'text', text })) };
      },
    } as unknown as Calls;
    const played = this.events;
    const host = {
      openDeltas: async () => undefined,
      events: async function* () {
        yield* played;
      },
      pause: () => new Promise(() => undefined),
    } as unknown as DriverHost;
    const told: SessionEvent[] = [];
    const { signal } = new AbortController();
    for await (const event of followSession(calls, host, 'job', { signal, since })) told.push(event);
    return told;
  }

  /** Sets what an event reports, and what is true once it is read. */
  tells(type: 'snapshot' | 'changed', state: State, change: () => void = () => undefined): this {
    const watched = { session: 'job', state, prompted_at: 7 } as Watched;
    const event = type === 'snapshot' ? { type, sessions: [watched] } : { type, ...watched };
    Object.defineProperty(this.events, this.events.length, {
      enumerable: true,
      get() {
        change();
        return event;
      },
    });
    return this;
  }
}

const typesOf = (events: SessionEvent[]) =>
  events.map((event) =>
    event.type === 'text' ? event.text : event.type === 'state' ? event.state.status : event.type,
  );

test('text that arrives with the first event is reported', async () => {
  const played = new Played();
  played.turns = [{ began: 1, texts: ['before'] }];
  played.tells('snapshot', { status: 'working', tools: [], turn: 1 }, () => played.turns[0]?.texts.push('after'));
  played.tells('changed', { status: 'idle_done', turn: 1, text: 'after' });
  expect(typesOf(await played.collect())).toEqual(['working', 'after', 'idle_done', 'result']);
});

test('a turn that ends before the first event is reported as over', async () => {
  const played = new Played();
  played.turns = [{ began: 1, texts: [] }];
  played.tells('snapshot', { status: 'idle_done', turn: 1, text: 'done' }, () => played.turns[0]?.texts.push('done'));
  expect(typesOf(await played.collect())).toEqual(['working', 'done', 'idle_done', 'result']);
});

test('a turn that was over before the stream began is not reported', async () => {
  const played = new Played();
  played.state = { status: 'idle_done', turn: 1, text: 'old' } as State;
  played.turns = [{ began: 1, texts: ['old'] }];
  played.tells('snapshot', { status: 'idle_done', turn: 1, text: 'old' });
  expect(typesOf(await played.collect())).toEqual(['idle_done']);
});

test('a turn that the stream begins with is reported whole, though it is over', async () => {
  const played = new Played();
  played.state = { status: 'idle_done', turn: 2, text: 'new' } as State;
  played.turns = [
    { began: 1, texts: ['old'] },
    { began: 2, texts: ['new'] },
  ];
  played.tells('snapshot', { status: 'idle_done', turn: 2, text: 'new' });
  expect(typesOf(await played.collect(2))).toEqual(['idle_done', 'new', 'result']);
});

test('turns that begin and end between two looks are reported completely', async () => {
  const played = new Played();
  played.turns = [{ began: 1, texts: ['1a'] }];
  played.tells('snapshot', { status: 'working', tools: [], turn: 1 });
  played.tells('changed', { status: 'idle_done', turn: 3, text: '3a' }, () => {
    played.turns[0]?.texts.push('1b');
    played.turns.push({ began: 2, texts: ['2a'] }, { began: 3, texts: ['3a'] });
  });
  expect(typesOf(await played.collect())).toEqual(['working', '1b', '2a', '3a', 'idle_done', 'result']);
});

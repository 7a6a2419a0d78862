import * as z from 'zod/mini';
import { CsdError } from '../../src/contract/errors.ts';
import type { Event, Watched } from '../../src/contract/event.ts';
import { type AnyOperation, defineOperation, defineStream } from '../../src/contract/operation.ts';
import type { EventsWanted, FaceHost } from '../../src/faces/host.ts';
import { callOperation } from '../../src/operations/call-operation.ts';
import { FakeClock } from '../fakes/clock.ts';

/** What a test plays behind a face: its own operations, the events it sends, and the requests. */
export interface PlayedHost extends FaceHost {
  clock: FakeClock;
  /** Running calls of `hold`, by what ends them. */
  held: { signal: AbortSignal; finish: () => void }[];
  wanted: EventsWanted[];
  /** Sends an event to every subscriber, including later ones. */
  tell(...events: Event[]): void;
}

const ECHO = defineOperation({
  name: 'echo',
  summary: 'say it again',
  input: z.strictObject({ text: z.string(), loud: z.optional(z.boolean()), soft: z.optional(z.boolean()) }),
  output: async () => z.looseObject({ text: z.string() }),
  describe: { text: 'what to say', loud: 'louder', soft: 'softer' },
  exclusive: [['loud', 'soft']],
  cli: {},
  run: async ({ text }) => {
    if (text === 'fail') throw new CsdError('gated', 'a gate is up', { gate: 'trust' });
    if (text === 'break') throw new Error('a fault');
    return { text };
  },
});
const COUNT = defineStream({
  name: 'count',
  summary: 'count',
  input: z.strictObject({ to: z.number() }),
  output: async () => z.looseObject({ n: z.number() }),
  describe: { to: 'how far' },
  cli: {},
  async *stream({ to }) {
    for (let n = 1; n <= to; n++) yield { n };
    throw new CsdError('dead', 'it ends');
  },
});

/** A host with the operations `echo`, `count` (streams, then fails) and `hold` (waits until its call is ended). */
export function playedHost(): PlayedHost {
  const clock = new FakeClock();
  const told: Event[] = [];
  const wakers = new Set<() => void>();
  const held: PlayedHost['held'] = [];
  const wanted: EventsWanted[] = [];
  const hold = defineOperation({
    name: 'hold',
    summary: 'wait',
    input: z.strictObject({ session: z.optional(z.string()) }),
    output: async () => z.looseObject({ ok: z.boolean() }),
    describe: { session: 'whose' },
    cli: {},
    run: (_input, { signal }: { signal: AbortSignal }) =>
      new Promise<{ ok: boolean }>((done, fail) => {
        held.push({ signal, finish: () => done({ ok: true }) });
        signal.addEventListener('abort', () => fail(new Error('hung up')));
      }),
  });
  const operations: Record<string, () => Promise<AnyOperation>> = {
    echo: async () => ECHO,
    count: async () => COUNT,
    hold: async () => hold,
  };
  return {
    version: '9.9.9',
    pid: 4711,
    operations,
    call: (operation, input, signal) => callOperation(operation, input, { signal }),
    async *events(listening) {
      wanted.push(listening);
      for (let at = 0; !listening.signal?.aborted; at++) {
        while (at >= told.length && !listening.signal?.aborted)
          await new Promise<void>((wake) => {
            wakers.add(wake);
            listening.signal?.addEventListener('abort', () => wake(), { once: true });
          });
        const event = told[at];
        if (event) yield event;
      }
    },
    now: () => clock.now(),
    // Heartbeats are not what these tests wait for.
    pause: (_ms, signal) => new Promise((_done, fail) => signal.addEventListener('abort', () => fail(signal.reason))),
    clock,
    held,
    wanted,
    tell: (...events) => {
      told.push(...events);
      for (const wake of wakers) wake();
      wakers.clear();
    },
  };
}

/** A session as the events report it. */
export function watched(session: string, status: 'spawning' | 'working' = 'spawning'): Watched {
  const state = status === 'working' ? { status, tools: [] } : { status };
  return { session, cwd: '/work', backend: 'claude', state, alive: true, since: 1, at: 2 };
}

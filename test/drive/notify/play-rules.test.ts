import { expect, test } from 'vitest';
import { Config } from '../../../src/contract/config.ts';
import type { Event } from '../../../src/contract/event.ts';
import { playRules } from '../../../src/drive/notify/play-rules.ts';
import { createFakeContext } from '../../fakes/context.ts';

test.each([-1, 1])('a notice comes after its time, whatever the clock is set to (%d days)', async (days) => {
  const ctx = createFakeContext();
  const stop = new AbortController();
  const begun = ctx.clock.elapsed();
  // The events come first; a sleep that was ended by them takes no time.
  ctx.clock.sleep = async (ms, signal) => {
    await new Promise((done) => setTimeout(done, 20));
    if (!signal?.aborted) ctx.clock.advance(ms);
  };
  const rung: number[] = [];
  async function* events(): AsyncGenerator<Event> {
    const at = ctx.clock.now();
    const state = { status: 'blocked', gate: 'permission', gate_id: 'a1' } as never;
    const watched = { session: 'job', cwd: '/work/app', backend: 'claude', state, alive: true, since: at, at };
    yield { type: 'snapshot', seq: 1, at, sessions: [watched] };
    ctx.clock.jump(days * 86_400_000);
    yield { type: 'notice', seq: 1, at, message: 'the clock was set' };
    await new Promise((done) => stop.signal.addEventListener('abort', done));
  }
  await playRules(ctx, {
    config: Config.parse({ notify: [{ when: 'blocked', do: 'bell', after_ms: 600_000 }] }),
    notifiers: {
      bell: async () => {
        rung.push(ctx.clock.elapsed() - begun);
        stop.abort();
      },
    } as never,
    events,
    report: () => undefined,
    signal: stop.signal,
  });
  expect(rung).toEqual([600_000]);
});

import { describe, expect, test } from 'vitest';
import { callOperation } from '../../src/operations/call-operation.ts';
import { OPERATIONS, type OperationName } from '../../src/operations/index.ts';
import { askedAt, delegated, withAgent } from '../faces/parity/worlds.ts';
import type { FakeContext } from '../fakes/context.ts';
import { bashGate } from './scripted.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const JUMPS = {
  'a day back': -DAY,
  'an hour back': -HOUR,
  'a second back': -1000,
  'an hour on': HOUR,
  'a day on': DAY,
  'a year on': 365 * DAY,
};

/** An agent that answers each prompt with itself after a second; `during` happens in the middle of each turn. */
const echoing = (during: (ctx: FakeContext) => void = () => undefined) =>
  withAgent((agent, ctx) => {
    agent.onSubmit = (text) => {
      agent.take(text);
      ctx.clock.after(500, () => during(ctx));
      ctx.clock.after(1000, () => agent.finishTurn(`Answer to ${text}.`));
    };
  })();

async function call(ctx: FakeContext, name: OperationName, input: object): Promise<Record<string, unknown>> {
  const operation = await OPERATIONS[name]();
  return (await callOperation(operation as never, input as never, ctx as never)) as Record<string, unknown>;
}

describe.each(Object.entries(JUMPS))('a clock that is set %s', (_, ms) => {
  test('between two prompts: the second gets its own answer', async () => {
    const ctx = echoing();
    const first = await call(ctx, 'run', { session: 'job', prompt: 'one' });
    ctx.clock.jump(ms);
    expect(await call(ctx, 'state', { session: 'job' })).toMatchObject({ status: 'idle_done', text: 'Answer to one.' });
    const second = await call(ctx, 'run', { session: 'job', prompt: 'two' });
    expect([first.text, second]).toMatchObject(['Answer to one.', { status: 'done', text: 'Answer to two.' }]);
    const sent = await call(ctx, 'send', { session: 'job', prompt: 'three' });
    const waited = await call(ctx, 'wait', { session: 'job', sessions: ['job'] }).catch(() => undefined);
    expect(Number(sent.turn)).toBeGreaterThan(Number((first as { turn?: number }).turn ?? 0));
    expect(waited).not.toMatchObject({ text: 'Answer to two.' });
    await ctx.clock.sleep(3000);
    expect(await call(ctx, 'state', { session: 'job' })).toMatchObject({
      status: 'idle_done',
      text: 'Answer to three.',
    });
    const { turns } = await call(ctx, 'history', { session: 'job' });
    expect((turns as { prompt: string }[]).map(({ prompt }) => prompt)).toEqual(['one', 'two', 'three']);
  });

  test('in the middle of a turn: it is waited for as usual', async () => {
    const ctx = echoing((now) => now.clock.jump(ms));
    for (const prompt of ['one', 'two', 'three']) {
      const began = ctx.clock.elapsed();
      expect(await call(ctx, 'run', { session: 'job', prompt, timeout: 60 })).toMatchObject({
        status: 'done',
        text: `Answer to ${prompt}.`,
      });
      expect(ctx.clock.elapsed() - began).toBeLessThan(20_000);
    }
    expect(await call(ctx, 'converse', { worker: 'job', prompt: 'four', timeout: 60 })).toMatchObject({
      text: 'Answer to four.',
    });
  });

  test('while a gate is up: it keeps its id, and is answered', async () => {
    const ctx = askedAt(bashGate('npm test'))();
    const before = await call(ctx, 'state', { session: 'job' });
    expect(before).toMatchObject({ status: 'blocked', gate_id: expect.any(String) });
    ctx.clock.jump(ms);
    await ctx.clock.sleep(5000);
    expect(await call(ctx, 'state', { session: 'job' })).toMatchObject({ status: 'blocked', gate_id: before.gate_id });
    const approved = await call(ctx, 'approve', { session: 'job', expect: before.gate_id });
    expect(approved).toMatchObject({ ok: true });
  });

  test('a delegate keeps its limit of time', async () => {
    const ctx = delegated() as FakeContext;
    let first = true;
    const sleep = ctx.clock.sleep.bind(ctx.clock);
    ctx.clock.sleep = async (wait, signal) => {
      if (first) ctx.clock.jump(ms);
      first = false;
      return sleep(wait, signal);
    };
    expect(await call(ctx, 'continue', { name: 'job', message: 'go on' })).toMatchObject({ status: 'completed' });
  });
});

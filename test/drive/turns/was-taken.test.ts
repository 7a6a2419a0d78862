import { beforeEach, expect, test } from 'vitest';
import { unhurried } from '../../../src/drive/session/unhurried.ts';
import { wasTaken } from '../../../src/drive/turns/was-taken.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { ScriptedAgent } from '../scripted.ts';

let ctx: FakeContext;
let agent: ScriptedAgent;
beforeEach(() => {
  ctx = createFakeContext();
  agent = new ScriptedAgent(ctx);
});
const taken = () => wasTaken(unhurried(ctx), agent.sidecar);

test('a prompt that stands in the composer, or was not typed, was not taken', async () => {
  expect(await taken()).toBe(false);
  agent.draft = 'say hello';
  agent.draw();
  expect(await taken()).toBe(false);
});

test('one that has begun a turn was, be it over or not', async () => {
  agent.take('say hello');
  expect(await taken()).toBe(true);
  agent.finishTurn('Hello.');
  expect(await taken()).toBe(true);
});

test('the agent that has ended has taken nothing that could be lost', async () => {
  ctx.tmux.restartServer();
  expect(await taken()).toBe(false);
});

test('what must be done whole continues after its caller was interrupted', async () => {
  const stop = new AbortController();
  stop.abort(new Error('stopped'));
  const bound = { ...ctx, signal: stop.signal };
  expect(unhurried(bound).signal).toBeUndefined();
  await expect(unhurried(bound).clock.sleep(5)).resolves.toBeUndefined();
});

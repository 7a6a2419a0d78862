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

test('a prompt that is in the composer, or was not typed, was not taken', async () => {
  expect(await taken()).toBe(false);
  agent.draft = 'say hello';
  agent.draw();
  expect(await taken()).toBe(false);
});

test('a prompt that has begun a turn was taken, whether it is over or not', async () => {
  agent.take('say hello');
  expect(await taken()).toBe(true);
  agent.finishTurn('Hello.');
  expect(await taken()).toBe(true);
});

test('an agent that has ended has taken nothing that could be lost', async () => {
  ctx.tmux.restartServer();
  expect(await taken()).toBe(false);
});

test('a step that must be completed continues after its caller was interrupted', async () => {
  const stop = new AbortController();
  stop.abort(new Error('stopped'));
  const bound = { ...ctx, signal: stop.signal };
  expect(unhurried(bound).signal).toBeUndefined();
  await expect(unhurried(bound).clock.sleep(5)).resolves.toBeUndefined();
});

import { beforeEach, expect, test } from 'vitest';
import { saveSidecar } from '../../src/drive/session/sidecars/sidecar-store.ts';
import { ps } from '../../src/operations/sessions/ps.ts';
import { state } from '../../src/operations/sessions/state.ts';
import { bashGate, ScriptedAgent } from '../drive/scripted.ts';
import { createFakeContext, type FakeContext } from '../fakes/context.ts';

let ctx: FakeContext;
let agent: ScriptedAgent;

beforeEach(async () => {
  ctx = createFakeContext();
  agent = new ScriptedAgent(ctx);
  await saveSidecar(ctx, agent.sidecar);
});

test.each([
  ['spawning', () => {}],
  ['working', () => agent.take('say hello')],
  ['blocked', () => agent.open(bashGate('touch made'))],
  [
    'idle_done',
    () => {
      agent.take('say hello');
      agent.finishTurn();
      ctx.clock.advance(5000);
    },
  ],
  ['unknown', () => Object.assign(ctx.tmux, { failure: 'protocol version mismatch' })],
  ['dead', () => agent.pane.exit(1)],
])('state and ps agree on a session that is %s', async (status, prepare) => {
  prepare();
  agent.draw();
  const one = await state.run({ session: agent.sidecar.name }, ctx);
  const all = await ps.run({}, ctx);
  expect(one).toMatchObject({ status });
  expect(all.sessions.map((session) => session.state)).toEqual([one]);
});
